/* microdata.h: what a page states about itself in microdata. */
#ifndef ASSAY_EXTRACT_HTML_MICRODATA_H
#define ASSAY_EXTRACT_HTML_MICRODATA_H

#include "extract/html/property.h"

/** html_microdata_extract: values of itemprop as properties: `microdata.<path>` for those of a
 * work (html_schema_is_work), `microdata.<Type>.<path>` for those of other things at the top.
 * Source: HTML Standard, 5.2 "Encoding microdata". */
void html_microdata_extract(HtmlProperties *properties);

#endif
