/* namespace.h: the record's namespace, on for readers outside, off for XPath inside. */
#ifndef ASSAY_RECORD_NAMESPACE_H
#define ASSAY_RECORD_NAMESPACE_H

#include <libxml/tree.h>

/** assay_namespace_put_on: every element of @doc into `urn:assay:record:1`. */
void assay_namespace_put_on(xmlDoc *doc);

/** assay_namespace_take_off: the inverse; all declarations go. */
void assay_namespace_take_off(xmlDoc *doc);

#endif
