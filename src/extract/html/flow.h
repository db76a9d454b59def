/* flow.h: the text of a whole element as one stretch, as a table cell or caption needs it.
 *
 * Job: block edges and <br> become line breaks; links are noted.
 * Not its job: blocks of their own (blocks.c). */
#ifndef ASSAY_EXTRACT_HTML_FLOW_H
#define ASSAY_EXTRACT_HTML_FLOW_H

#include "extract/html/text.h"

/** html_flow_write: the text below @index, between html_writer_begin and _end.
 * @hidden: (nullable) of guint; elements below that readers do not see are left out and their
 * indices added here; NULL writes them like any other. */
void html_flow_write(HtmlWriter *writer, guint index, GArray *hidden);

/** html_flow_is_hidden: element @index is hidden inside text that is not: it must not stand in
 * the middle of that text. */
gboolean html_flow_is_hidden(const HtmlTree *tree, guint index);

#endif
