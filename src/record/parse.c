/* parse.c: see parse.h. */
#include "record/parse.h"

#include <libxml/xmlerror.h>

static void drop_message(void *context, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void drop_message(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

xmlDoc *assay_xml_parse(xmlParserCtxt *context, const char *data, gsize size_bytes,
                        const char *name, int options)
{
    g_assert(size_bytes <= G_MAXINT);
    xmlGenericErrorFunc handler = xmlGenericError;
    void *handler_context = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, drop_message);
    xmlDoc *doc = xmlCtxtReadMemory(context, data, (int)size_bytes, name, NULL, options);
    xmlSetGenericErrorFunc(handler_context, handler);
    return doc;
}
