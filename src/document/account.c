/* account.c: see account.h. */
#include "document/account.h"

#include "base/bytes16.h"
#include "document/print.h"

/* How many of @bytes begin a character that is no white space. @next: one byte further on. */
static guint count_visible(AssayBytes16 bytes, AssayBytes16 next)
{
    AssayBytes16 is_space = (AssayBytes16)(bytes == ' ') |
                            (AssayBytes16)((AssayBytes16)(bytes - '\t') <= '\r' - '\t');
    AssayBytes16 goes_on = (AssayBytes16)((bytes & 0xC0) == 0x80);
    /* U+00A0 is what pages fill empty elements with. */
    AssayBytes16 is_filler = (AssayBytes16)(bytes == 0xC2) & (AssayBytes16)(next == 0xA0);
    return assay_bytes16_count(~(is_space | goes_on | is_filler));
}

gsize assay_account_chars(AssaySlice text)
{
    gsize n = 0, at = 0;
    for (; at + ASSAY_BYTES16 < text.length; at += ASSAY_BYTES16)
        n += count_visible(assay_bytes16(text.data + at), assay_bytes16(text.data + at + 1));
    char rest[ASSAY_BYTES16 + 1];
    memset(rest, ' ', sizeof rest);
    if (at < text.length)
        memcpy(rest, text.data + at, text.length - at);
    return n + count_visible(assay_bytes16(rest), assay_bytes16(rest + 1));
}

AssayAccount assay_document_account(const AssayDocument *document)
{
    AssayAccount account = {0};
    gsize claimed = 0, at = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        /* Blocks rise in the buffer; where one shares text with the block before, it counts once.
         */
        AssayRange range = {MAX(block->text.start, at), block->text.end};
        if (range.end <= range.start)
            continue;
        gsize n = assay_account_chars(assay_document_slice(document, range));
        account.places[block->place] += n;
        claimed += n;
        at = range.end;
    }
    AssaySlice whole = {document->text->str, document->text->len};
    gsize n_seen = assay_account_chars(whole);
    for (guint i = 0; i < ASSAY_N_DROPPED; i++) {
        account.dropped[i] = document->n_dropped[i];
        n_seen += document->n_dropped[i];
        claimed += document->n_dropped[i];
    }
    account.total = MAX(n_seen, document->n_source_chars);
    account.unclaimed = account.total - claimed;
    return account;
}

static void print_line(GString *out, const char *name, gsize n, gsize total)
{
    /* Tenths of a percent, rounded, without floating point: the same on every machine. */
    gsize share = total == 0 ? 0 : (n * 1000 + total / 2) / total;
    g_string_append_printf(
        out, "%-14s %10" G_GSIZE_FORMAT " %3" G_GSIZE_FORMAT ".%" G_GSIZE_FORMAT "%%\n", name, n,
        share / 10, share % 10);
}

void assay_document_account_print(const AssayDocument *document, GString *out)
{
    AssayAccount account = assay_document_account(document);
    print_line(out, "characters", account.total, account.total);
    print_line(out, "kept", account.places[ASSAY_PLACE_CONTENT], account.total);
    for (guint place = ASSAY_PLACE_CONTENT + 1; place < ASSAY_ACCOUNT_PLACES; place++)
        if (account.places[place] > 0)
            print_line(out, assay_place_name((AssayPlace)place), account.places[place],
                       account.total);
    static const char *const reasons[] = {[ASSAY_DROPPED_HYPHEN] = "line-hyphen",
                                          [ASSAY_DROPPED_LIST_MARK] = "list-mark",
                                          [ASSAY_DROPPED_REPEATED] = "repeated-head",
                                          [ASSAY_DROPPED_BLANK] = "blank"};
    for (guint i = 0; i < ASSAY_N_DROPPED; i++)
        if (account.dropped[i] > 0)
            print_line(out, reasons[i], account.dropped[i], account.total);
    print_line(out, "unclaimed", account.unclaimed, account.total);
}
