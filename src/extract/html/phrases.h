/* phrases.h: short lines that announce something other than the text they stand in.
 *
 * Job: a list of the openings by which pages in many languages mark advertisements, picture
 * credits and pointers to other pages inside an article, and addresses shown as links.
 * Not its job: which elements are asked (root.c). */
#ifndef ASSAY_EXTRACT_HTML_PHRASES_H
#define ASSAY_EXTRACT_HTML_PHRASES_H

#include "extract/html/tree.h"

/** html_phrases_place: what a short element that begins with @text is: ASSAY_PLACE_NAVIGATION for
 * a pointer or an advertisement, ASSAY_PLACE_FOOTNOTE for a credit, else CONTENT. */
AssayPlace html_phrases_place(AssaySlice text);

/** html_phrases_open_annex: heading @text announces comments, other pages, the author: what pages
 * put below an article. */
gboolean html_phrases_open_annex(AssaySlice text);

/** html_first_text: the first text with characters below @index, white space at its ends left
 * out; empty when there is none. Borrowed from @tree. */
AssaySlice html_first_text(const HtmlTree *tree, guint index);

/** html_shows_addresses: many of the links below @index show an address or identifier, as
 * reference lists and records do: they are data, no menu. Definition lists need not. */
gboolean html_shows_addresses(const HtmlTree *tree, guint index);

#endif
