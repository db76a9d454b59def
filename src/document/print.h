/* print.h: a document as text for people and as XML for machines.
 *
 * Job: what `assay extract` shows. Nothing reads it back. */
#ifndef ASSAY_DOCUMENT_PRINT_H
#define ASSAY_DOCUMENT_PRINT_H

#include "document/document.h"

/** assay_document_print: append a readable form of @document to @out: a head, then each block
 * with its kind, its place on the page unless that is content, its source span and its text. */
void assay_document_print(const AssayDocument *document, GString *out);

/** assay_document_print_xml: append @document to @out as XML, UTF-8, namespace
 * urn:assay:document:1. Every block and cell has its span in `at`; characters that XML 1.0
 * cannot hold are left out. */
void assay_document_print_xml(const AssayDocument *document, GString *out);

/** assay_block_kind_name: e.g. "list-item"; static. */
const char *assay_block_kind_name(AssayBlockKind kind);

/** assay_place_name: e.g. "running-head"; static. */
const char *assay_place_name(AssayPlace place);

#endif
