/* layout_wrap.h: text that a tool wrapped to a width, as terminals and mail want it.
 *
 * Job: tell a line break that only the width made from one that the author made.
 * Not its job: splitting lines (layout.c). */
#ifndef ASSAY_RULES_LAYOUT_WRAP_H
#define ASSAY_RULES_LAYOUT_WRAP_H

#include "document/document.h"

/** assay_layout_wrap_width: characters of the longest line, if the paragraphs of @document seem to
 * be wrapped to it; 0 if they are not, or show it too seldom to be sure. */
guint assay_layout_wrap_width(const AssayDocument *document);

/** assay_layout_is_wrapped: @line (trimmed) ends where it does since the first word of @next would
 * not have fit into @width characters, or hardly. */
gboolean assay_layout_is_wrapped(AssaySlice line, AssaySlice next, guint width);

#endif
