/* format_hostile.c: an extractor that does what a document does that has taken over its parser.
 *
 * Linked into the program `assay-hostile` of the tests only, in place of the table of extractors.
 * Its input is `HOSTILE deed [argument]`. A deed that is refused fails the extraction and says how;
 * one that succeeds gives a document, so that a record in the output means that the sandbox let it
 * happen. tests/hostile/contain says what must come of each. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "deeds.h"
#include "extract/extract.h"

#define MARK     "HOSTILE "
/* Surer than any other. */
#define SURENESS 101

/* Every format there is, and this one; in place of the table that CMakeLists.txt writes. */
extern const AssayExtractor assay_format_html, assay_format_markdown, assay_format_pdf,
    assay_format_text, assay_format_hostile;
extern const AssayExtractor *const assay_format_table[];
const AssayExtractor *const assay_format_table[] = {
    &assay_format_hostile, &assay_format_html, &assay_format_markdown,
    &assay_format_pdf,     &assay_format_text, NULL,
};

static int sniff(const AssayInput *input)
{
    return input->size > strlen(MARK) && memcmp(input->bytes, MARK, strlen(MARK)) == 0 ? SURENESS
                                                                                       : 0;
}

static gboolean extract(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error)
{
    (void)decoded;
    g_autofree char *text = g_strchomp(g_strndup((const char *)input->bytes, input->size));
    g_autofree char *name = NULL;
    if (!hostile_do(text, &name)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: %s: %s", input->uri, name,
                    g_strerror(errno));
        return FALSE;
    }
    assay_document_add_property(document, "title", text, strlen(text),
                                (AssaySpan){.kind = ASSAY_SPAN_NONE});
    return TRUE;
}

const AssayExtractor assay_format_hostile = {.name = "hostile",
                                             .media = "text/hostile",
                                             .version = 1,
                                             .is_text = FALSE,
                                             .surest = SURENESS,
                                             .sniff = sniff,
                                             .extract = extract};
