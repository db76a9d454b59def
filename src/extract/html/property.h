/* property.h: the properties a page states about itself, each with its place.
 *
 * Job: what all readers of metadata share: normalising, places, bounds, and which types of
 * schema.org are works. Not its job: where they stand (meta.c, jsonld.c,
 * microdata.c). */
#ifndef ASSAY_EXTRACT_HTML_PROPERTY_H
#define ASSAY_EXTRACT_HTML_PROPERTY_H

#include "extract/extract.h"
#include "extract/html/tree.h"

/** Where properties go. All borrowed. */
typedef struct {
    const HtmlTree *tree;
    const AssayDecoded *decoded; /* what @tree was parsed from */
    AssayDocument *document;
    guint n_left; /* properties that may still be added */
} HtmlProperties;

/** html_property_span: bytes @place of the UTF-8 input as a place in the original. */
AssaySpan html_property_span(const HtmlProperties *properties, AssayRange place);

/** html_property_add: @value, normalised, as property @name; nothing if it is empty, or the bound
 * on properties of one page is met. @place: its bytes in the UTF-8 input. */
void html_property_add(HtmlProperties *properties, const char *name, AssaySlice value,
                       AssayRange place);

/** html_schema_type: the name in type @value of schema.org: what is behind its last `/`, `#`, `:`.
 */
AssaySlice html_schema_type(AssaySlice value);

/** html_schema_is_work: things of this type are what a page may be: an article, a data set, a
 * book; not the site, its publisher, a breadcrumb.
 * Source: schema.org, CreativeWork and the types below it. */
gboolean html_schema_is_work(AssaySlice type);

#endif
