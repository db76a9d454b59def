/* root.h: the element that holds a page's text, and what is furniture around and in it. */
#ifndef ASSAY_EXTRACT_HTML_ROOT_H
#define ASSAY_EXTRACT_HTML_ROOT_H

#include "extract/html/tree.h"

/** html_root_place: on a page that is not plain, everything outside the element that holds the
 * text, but the title and lead before it, becomes navigation, and so do boxes of links inside.
 * On any page headings do whose text is gone.
 * @tree: measured. */
void html_root_place(HtmlTree *tree, gboolean is_plain);

#endif
