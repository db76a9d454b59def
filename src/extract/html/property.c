/* property.c: see property.h. */
#include "extract/html/property.h"

#include <string.h>

/* A value of more bytes is a text, not a statement about it. */
#define VALUE_BYTES 20000u

AssaySpan html_property_span(const HtmlProperties *properties, AssayRange place)
{
    return assay_span_bytes(assay_decoded_to_source(properties->decoded, place.start),
                            assay_decoded_to_source(properties->decoded, place.end));
}

void html_property_add(HtmlProperties *properties, const char *name, AssaySlice value,
                       AssayRange place)
{
    if (properties->n_left == 0 || value.length > VALUE_BYTES)
        return;
    g_autofree char *text = assay_text_normalise(value);
    if (*text == '\0')
        return;
    properties->n_left--;
    assay_document_add_property(properties->document, name, text, strlen(text),
                                html_property_span(properties, place));
}

AssaySlice html_schema_type(AssaySlice value)
{
    value = assay_slice_trim(value);
    for (gsize i = value.length; i > 0; i--)
        if (strchr("/#:", value.data[i - 1]) != NULL)
            return assay_slice_sub(value, i, value.length);
    return value;
}

gboolean html_schema_is_work(AssaySlice type)
{
    static const AssaySlice endings[] = {
        ASSAY_SLICE("Article"),     ASSAY_SLICE("Posting"),
        ASSAY_SLICE("Dataset"),     ASSAY_SLICE("Thesis"),
        ASSAY_SLICE("Report"),      ASSAY_SLICE("Book"),
        ASSAY_SLICE("Chapter"),     ASSAY_SLICE("CreativeWork"),
        ASSAY_SLICE("SourceCode"),  ASSAY_SLICE("DigitalDocument"),
        ASSAY_SLICE("Publication"), ASSAY_SLICE("LearningResource"),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        AssaySlice end = endings[i];
        if (type.length >= end.length &&
            memcmp(type.data + type.length - end.length, end.data, end.length) == 0)
            return TRUE;
    }
    return FALSE;
}
