/* meta.h: what a page states about itself: title, language, metas, canonical address. */
#ifndef ASSAY_EXTRACT_HTML_META_H
#define ASSAY_EXTRACT_HTML_META_H

#include "extract/extract.h"
#include "extract/html/tree.h"

/** html_meta_extract: properties of @document, each with its place: `html.title`, `html.lang`,
 * `meta.<name>` (from name, property or itemprop, in lower case), `link.<relation>` and
 * `link.alternate.<language>`, `jsonld.<path>` (jsonld.h), `microdata.<path>`
 * (microdata.h), `time.datetime` of what is content, and `url` (the canonical address, else
 * og:url). Any may repeat. */
void html_meta_extract(const HtmlTree *tree, const AssayDecoded *decoded, AssayDocument *document);

#endif
