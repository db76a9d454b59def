/* account.h: what became of every character of a source's text.
 *
 * Job: shares of the text that were kept, dropped by a named reason, or not accounted for. The
 * same for every format: it looks at blocks and their places only.
 * Not its job: why something was dropped (extract/, rules/layout.c). */
#ifndef ASSAY_DOCUMENT_ACCOUNT_H
#define ASSAY_DOCUMENT_ACCOUNT_H

#include "document/document.h"

#define ASSAY_ACCOUNT_PLACES (ASSAY_PLACE_DUPLICATE + 1)

/** Characters, white space (that of ASCII, and U+00A0) not counted. */
typedef struct {
    gsize places[ASSAY_ACCOUNT_PLACES]; /* by AssayPlace; CONTENT is what was kept */
    gsize dropped[ASSAY_N_DROPPED];     /* text that is in no block for a reason */
    gsize unclaimed;                    /* and for none */
    gsize total;                        /* all of them */
} AssayAccount;

/** assay_account_chars: characters of @text that are no white space. */
gsize assay_account_chars(AssaySlice text);

/** assay_document_account: count @document's text. Where the extractor says how much text its
 * source has (`n_source_chars`), what did not even reach the buffer is unclaimed as well; where
 * text was put in that is not in the source (a space, a tab), that counts as nothing. */
AssayAccount assay_document_account(const AssayDocument *document);

/** assay_document_account_print: append the account of @document to @out: a line for all, one a
 * place or reason that has any text, and one for what is unclaimed. */
void assay_document_account_print(const AssayDocument *document, GString *out);

#endif
