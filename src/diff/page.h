/* page.h: style and behaviour of the page that sheet_html.c writes. */
#ifndef ASSAY_DIFF_PAGE_H
#define ASSAY_DIFF_PAGE_H

/** CSS: on screen in light or dark, and on paper. */
extern const char assay_page_style[];

/** JavaScript: filters, keys, the summary put on top. The page can be read without it. */
extern const char assay_page_script[];

/** HTML of the filters, hidden until the script runs. */
extern const char assay_page_controls[];

#endif
