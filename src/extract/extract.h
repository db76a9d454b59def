/* extract.h: from the bytes of one input to a document.
 *
 * Job: tell the format by content, decode to UTF-8 with a byte map, run the extractor.
 * Not its job: any knowledge of sites, fields or labels; where inputs come from (source/).
 * Each format is one file `format_<name>.c` with a const AssayExtractor `assay_format_<name>`;
 * the build collects them from the file names.
 *
 * Defect ids, of the closed list in document.h: `text-limit`, `block-limit`, `table-limit`,
 * `page-limit`, `depth-limit` (a document.h/limits.h bound was met); `charset-invalid` (bytes that
 * the charset does not have, replaced by U+FFFD); `pdf-damaged`; `no-text` (e.g. a scan).
 * The rules room adds `pattern-limit`, `findings-limit` and `text-invalid`.
 */
#ifndef ASSAY_EXTRACT_EXTRACT_H
#define ASSAY_EXTRACT_EXTRACT_H

#include "document/document.h"

typedef struct AssayDecoded AssayDecoded;

/** So many NULs stand behind decoded text, for loops that look at more than a byte at once. */
#define ASSAY_DECODED_PADDING 32u

/** One input as it came. All borrowed. */
typedef struct {
    const guint8 *bytes;
    gsize size;
    const char *uri;          /* relative to what was ingested, or the page's own URL */
    const char *content_type; /* HTTP header value if one came along, or NULL */
    const AssaySpan
        *tables; /* PDF: where tables stand, if the caller knows (PAGE spans), or NULL */
    guint n_tables;
} AssayInput;

typedef struct {
    const char *name;  /* "html" */
    const char *media; /* "text/html" */
    guint version;     /* raised whenever its output changes: part of the ledger's key */
    gboolean is_text;  /* wants UTF-8: the input is decoded first */
    int surest;        /* the most that sniff returns: nobody asks where another is as sure */
    /** sniff: how sure this format is of @input (original bytes), 0..100. */
    int (*sniff)(const AssayInput *input);
    /** salvages: (nullable) whether @input, which nobody is sure of at all, may be what is left of
     * this format. It may read all of it, which sniff may not. */
    gboolean (*salvages)(const AssayInput *input);
    /** extract: fill @document. For is_text formats @decoded is the UTF-8 text and
     * its map to bytes of the input; for others it is NULL.
     * @error: ASSAY_ERROR_INPUT when nothing at all can be read. */
    gboolean (*extract)(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error);
    /** keep: what the library behind it builds for a document and drops with the last one, so
     * that many documents share it; or NULL. Returns: (owned) for @drop, or NULL. */
    gpointer (*keep)(void);
    void (*drop)(gpointer kept);
} AssayExtractor;

/** UTF-8 text with a map back to the bytes it was decoded from. */
struct AssayDecoded {
    char *text;          /* owned; valid UTF-8, NUL bytes as U+FFFD, byte-order mark removed;
                          * a newline and ASSAY_DECODED_PADDING NULs stand behind it */
    gsize length;        /* bytes */
    char *charset;       /* owned; lower case, e.g. "utf-8", "windows-1252" */
    gboolean had_errors; /* something was replaced by U+FFFD */
    GArray *map;         /* owned; private to charset.c; NULL when offset + bom_bytes is exact */
    gsize bom_bytes;     /* offset of the text in the input where there is no map */
};

/** assay_decode: @input to UTF-8. Order: byte-order mark, HTTP charset, `<meta>` (looked for only
 * if @is_html), then valid UTF-8 as such, then a detector, then windows-1252.
 * Returns: (owned) never fails. Source: Encoding Standard; HTML Standard, "encoding sniffing". */
AssayDecoded *assay_decode(const AssayInput *input, gboolean is_html);
void assay_decoded_free(AssayDecoded *decoded);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayDecoded, assay_decoded_free)

/** assay_decoded_part: bytes @start..@end of @decoded, at the bounds of characters, as a text of
 * its own that maps to the same places of the input. Returns: (owned). */
AssayDecoded *assay_decoded_part(const AssayDecoded *decoded, gsize start, gsize end);

/** assay_decoded_to_source: the byte offset in the input of byte @offset of the decoded text. */
gsize assay_decoded_to_source(const AssayDecoded *decoded, gsize offset);

/** assay_decoded_append: assay_document_append for bytes @start..@end of the decoded text taken
 * over unchanged; linear where the map is. Returns: offset in the document's buffer. */
gsize assay_decoded_append(const AssayDecoded *decoded, AssayDocument *document, gsize start,
                           gsize end);

/** assay_extract: sniff, decode, extract.
 * @ret_document: (owned).  @error: ASSAY_ERROR_INPUT or ASSAY_ERROR_LIMIT. */
gboolean assay_extract(const AssayInput *input, AssayDocument **ret_document, GError **error);

/** assay_extract_keep: makes all extractions cheaper until it is freed, and changes none of them.
 * Returns: (owned). */
typedef struct AssayExtractKept AssayExtractKept;
AssayExtractKept *assay_extract_keep(void);
void assay_extract_kept_free(AssayExtractKept *kept);

/** assay_extractors: all of them, NULL-terminated, in order of name. */
const AssayExtractor *const *assay_extractors(void);

#endif
