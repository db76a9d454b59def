/* jsonld.h: what a page states about itself in JSON-LD. */
#ifndef ASSAY_EXTRACT_HTML_JSONLD_H
#define ASSAY_EXTRACT_HTML_JSONLD_H

#include "extract/html/property.h"

/** html_jsonld_extract: strings and numbers of script @index as properties. Those of a work
 * (html_schema_is_work) are `jsonld.<path>`, those of anything else at the top
 * `jsonld.<Type>.<path>`. A path is keys joined by dots; arrays repeat it, `@graph` is left out. A
 * person's `givenName` and `familyName` give a `name` too where there is none. */
void html_jsonld_extract(HtmlProperties *properties, guint index);

#endif
