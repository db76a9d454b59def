/* parse.h: libxml2's parser, kept quiet. For the rooms that read XML of others. */
#ifndef ASSAY_RECORD_PARSE_H
#define ASSAY_RECORD_PARSE_H

#include <glib.h>
#include <libxml/parser.h>

/** assay_xml_parse: xmlCtxtReadMemory that prints nothing. libxml2 reports bytes that the declared
 * encoding does not have to its generic handler, which is standard error, whatever the options.
 * @name: of the file, for messages. @options: of xmlParserOption.
 * Returns: (owned) or NULL; what is wrong is in @context as its last error. */
xmlDoc *assay_xml_parse(xmlParserCtxt *context, const char *data, gsize size_bytes,
                        const char *name, int options);

#endif
