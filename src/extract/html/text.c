/* text.c: see text.h.
 * Source: CSS Text 3, 4.1 "white space processing"; HTML Standard, 13.2.5.72 on references. */
#include "extract/html/text.h"

#include <string.h>

#include "base/bytes16.h"
#include "extract/space.h"

/* The longest named character reference, `&CounterClockwiseContourIntegral;`, has 33 bytes. */
#define REFERENCE_BYTES 40u
/* How much text after a reference is compared to find where the reference ends. */
#define PROBE_BYTES     16u
/* Pieces of other texts that may lie between two of one joined text. */
#define SKIPPED_PIECES  64u

AssaySpan html_writer_span(const HtmlWriter *writer, gsize begin, gsize end)
{
    return assay_span_bytes(assay_decoded_to_source(writer->decoded, begin),
                            assay_decoded_to_source(writer->decoded, end));
}

static void forget_due(HtmlWriter *writer)
{
    writer->space_begin = writer->space_end = 0;
    writer->has_break = FALSE;
    writer->n_breaks = 0;
}

void html_writer_begin(HtmlWriter *writer)
{
    writer->start = writer->document->text->len;
    forget_due(writer);
}

static void append_mapped(HtmlWriter *writer, const char *text, gsize length, gsize begin,
                          gsize end)
{
    AssaySpan span = html_writer_span(writer, begin, end);
    gboolean linear = length == end - begin && span.end_byte - span.start_byte == length;
    assay_document_append(writer->document, text, length, span, linear);
}

/* Writes the break or space that is due before a character at source offset @at. A space that
 * stands right before the character is mapped to its last byte, so that it and the text after it
 * are one piece of the map. */
static void write_due(HtmlWriter *writer, gsize at)
{
    if (writer->has_break && !html_writer_is_empty(writer)) {
        if (writer->break_end > writer->break_begin)
            append_mapped(writer, "\n", 1, writer->break_begin, writer->break_end);
        else
            assay_document_separate(writer->document, "\n");
    } else if (writer->space_end > writer->space_begin && !html_writer_is_empty(writer)) {
        gsize begin = writer->space_end == at ? at - 1 : writer->space_begin;
        append_mapped(writer, " ", 1, begin, writer->space_end);
    }
    forget_due(writer);
}

void html_writer_break(HtmlWriter *writer, gsize begin, gsize end)
{
    if (end > begin)
        writer->n_breaks++;
    if (writer->has_break || html_writer_is_empty(writer))
        return;
    writer->has_break = TRUE;
    writer->break_begin = begin;
    writer->break_end = end;
    writer->space_begin = writer->space_end = 0;
}

static AssayBytes16 are_breaks(AssayBytes16 bytes)
{
    return (AssayBytes16)(((AssayBytes16)(bytes - '\t') <= '\r' - '\t') & (bytes != '\v'));
}

/* Which of the 16 bytes at @at folding changes: white space that is no space, or a space before
 * more of it. One byte behind them is read. */
static AssayBytes16 are_folded(const char *at)
{
    AssayBytes16 bytes = assay_bytes16(at), next = assay_bytes16(at + 1);
    AssayBytes16 is_last = are_breaks(next) | (AssayBytes16)(next == ' ');
    return are_breaks(bytes) | ((AssayBytes16)(bytes == ' ') & is_last);
}

/* Where the run of words with single spaces between them ends that begins at @begin, with a word.
 * What stands behind @end is looked at, but never counts. */
static gsize run_end(const char *source, gsize begin, gsize end)
{
    for (gsize at = begin; at < end; at += ASSAY_BYTES16) {
        guint first = assay_bytes16_first(are_folded(source + at));
        if (first < ASSAY_BYTES16 && at + first < end)
            return at + first;
    }
    return source[end - 1] == ' ' ? end - 1 : end;
}

/* The space that is due stands right before @at: it and what follows are one stretch of source. */
static gboolean is_space_before(const HtmlWriter *writer, gsize at)
{
    return writer->space_end == at && writer->space_end > writer->space_begin &&
           !writer->has_break && writer->tree->source[at - 1] == ' ' &&
           !html_writer_is_empty(writer);
}

/* Source text taken over unchanged but for white space. */
static void write_plain(HtmlWriter *writer, gsize begin, gsize end)
{
    const char *source = writer->tree->source;
    gsize at = begin;
    while (at < end) {
        gsize word = at;
        while (at < end && assay_is_html_space(source[at]))
            at++;
        if (at > word && !writer->has_break) {
            if (writer->space_end == writer->space_begin)
                writer->space_begin = word;
            writer->space_end = at;
        }
        if (at == end)
            return;
        word = at;
        at = run_end(source, at, end);
        if (is_space_before(writer, word)) {
            word--;
            forget_due(writer);
        } else {
            write_due(writer, word);
        }
        assay_decoded_append(writer->decoded, writer->document, word, at);
        writer->source_end = at;
    }
}

static void write_verbatim(HtmlWriter *writer, gsize begin, gsize end)
{
    const char *source = writer->tree->source;
    while (begin < end) {
        const char *cr = memchr(source + begin, '\r', end - begin);
        gsize stop = cr == NULL ? end : (gsize)(cr - source);
        if (stop > begin) {
            write_due(writer, begin);
            assay_decoded_append(writer->decoded, writer->document, begin, stop);
            writer->source_end = stop;
        }
        begin = stop;
        if (cr != NULL) {
            begin += source[stop + 1] == '\n' ? 2 : 1;
            append_mapped(writer, "\n", 1, stop, MIN(begin, end));
        }
    }
}

/* A decoded character reference. */
static void write_reference(HtmlWriter *writer, AssaySlice text, gsize begin, gsize end,
                            gboolean verbatim)
{
    gboolean blank = TRUE;
    for (gsize i = 0; i < text.length; i++)
        blank = blank && assay_is_html_space(text.data[i]);
    if (blank && !verbatim) {
        if (!writer->has_break) {
            if (writer->space_end == writer->space_begin)
                writer->space_begin = begin;
            writer->space_end = end;
        }
        return;
    }
    write_due(writer, begin);
    append_mapped(writer, text.data, text.length, begin, end);
    writer->source_end = end;
}

/* ---- Aligning decoded text with its source ---- */

typedef struct {
    const char *raw; /* the source of the text, up to raw_end */
    gsize at, raw_end;
    AssaySlice text; /* decoded, what is left */
} Alignment;

static gsize reference_end_max(const Alignment *a)
{
    gsize limit = MIN(a->raw_end, a->at + REFERENCE_BYTES);
    gsize end = a->at + 1;
    if (end < limit && a->raw[end] == '#')
        end++;
    while (end < limit && g_ascii_isalnum(a->raw[end]))
        end++;
    return end < limit && a->raw[end] == ';' ? end + 1 : end;
}

/* At the end of a piece nothing but white space is left. */
static gboolean ends_well(const Alignment *a, gsize offset)
{
    /* At the end of the input a single `<` was left out. */
    if (a->raw[a->raw_end] == '<' && offset < a->text.length && a->text.data[offset] == '<')
        offset++;
    for (; offset < a->text.length; offset++)
        if (!assay_is_html_space(a->text.data[offset]))
            return FALSE;
    return TRUE;
}

/* Whether the reference at @at may stand for the character at @offset. A name never stands for a
 * letter or digit of ASCII; a number does for itself, but for the few that are replaced. */
static gboolean may_stand_for(const Alignment *a, gsize at, gsize offset)
{
    const char *digits = a->raw + at + 2;
    if (a->raw[at + 1] != '#')
        return !g_ascii_isalnum(a->text.data[offset]);
    gboolean is_hex = *digits == 'x' || *digits == 'X';
    guint64 number = g_ascii_strtoull(is_hex ? digits + 1 : digits, NULL, is_hex ? 16 : 10);
    if (number == 0 || number >= 0x80)
        return (guchar)a->text.data[offset] >= 0x80;
    return a->text.data[offset] == (char)number;
}

/* Whether source at @at and decoded text at @offset go on alike, up to the next reference. */
static gboolean goes_on(const Alignment *a, gsize at, gsize offset)
{
    for (guint i = 0; i < PROBE_BYTES; i++, at++, offset++) {
        if (at == a->raw_end)
            return ends_well(a, offset);
        if (offset == a->text.length)
            return FALSE;
        if (a->raw[at] == '&')
            return may_stand_for(a, at, offset);
        if (a->raw[at] == '\r')
            return a->text.data[offset] == '\n';
        if (a->raw[at] != a->text.data[offset])
            return FALSE;
    }
    return TRUE;
}

/* `&amp`, the most frequent reference, which needs no `;`.
 * Returns: its bytes, or 0. */
static gsize ampersand_length(const Alignment *a)
{
    const char *at = a->raw + a->at;
    gsize left = a->raw_end - a->at;
    if (a->text.data[0] != '&' || left < 4 ||
        (strncmp(at, "&amp", 4) != 0 && strncmp(at, "&AMP", 4) != 0))
        return 0;
    return left > 4 && at[4] == ';' ? 5 : 4;
}

static gsize character_length(AssaySlice text, gsize at)
{
    return MIN((gsize)g_utf8_skip[(guchar)text.data[at]], text.length - at);
}

/* Some names stand for two characters, the second of which is a mark or a thin space. */
static gboolean has_second_character(const Alignment *a, gsize one)
{
    if (one >= a->text.length || a->raw[a->at + 1] == '#')
        return FALSE;
    gunichar second = g_utf8_get_char_validated(a->text.data + one, (gssize)(a->text.length - one));
    return second == 0x200A || second == 'j' || g_unichar_ismark(second);
}

/* The reference at the current place: the longest name after which both go on alike, for one
 * character or the two that some names stand for.
 * Returns: FALSE if the `&` is only itself. */
static gboolean match_reference(const Alignment *a, gsize *ret_end, gsize *ret_length)
{
    gsize end = reference_end_max(a);
    if (end == a->at + 1 || a->text.length == 0)
        return FALSE;
    gsize ampersand = ampersand_length(a);
    if (ampersand > 0) {
        *ret_end = a->at + ampersand;
        *ret_length = 1;
        return TRUE;
    }
    if (a->text.data[0] == '&' && a->raw[a->at + 1] != '#')
        return FALSE;
    gsize one = character_length(a->text, 0);
    gsize two = has_second_character(a, one) ? one + character_length(a->text, one) : 0;
    for (; end > a->at + 1; end--) {
        gboolean is_two = two > 0 && goes_on(a, end, two);
        if (is_two || goes_on(a, end, one)) {
            *ret_end = end;
            *ret_length = is_two ? two : one;
            return TRUE;
        }
    }
    return FALSE;
}

static gsize plain_length(const Alignment *a)
{
    gsize n = 0, most = MIN(a->raw_end - a->at, a->text.length);
    for (; n + ASSAY_BYTES16 <= most; n += ASSAY_BYTES16) {
        AssayBytes16 raw = assay_bytes16(a->raw + a->at + n);
        if (assay_bytes16_any((AssayBytes16)(raw != assay_bytes16(a->text.data + n)) |
                              (AssayBytes16)(raw == '&')))
            break;
    }
    while (n < most && a->raw[a->at + n] == a->text.data[n] && a->raw[a->at + n] != '&')
        n++;
    return n;
}

static void write_run(HtmlWriter *writer, gsize begin, gsize end, gboolean verbatim)
{
    if (verbatim)
        write_verbatim(writer, begin, end);
    else
        write_plain(writer, begin, end);
}

/* Writes the text of one piece. @text: the same decoded. */
static void write_piece(HtmlWriter *writer, HtmlPiece piece, AssaySlice text, gboolean verbatim)
{
    gsize piece_end = MIN((gsize)piece.begin + piece.length, writer->tree->text_end);
    Alignment a = {writer->tree->source, piece.begin, piece_end, text};
    while (a.at < a.raw_end) {
        gsize n = plain_length(&a), end = 0;
        if (n > 0) {
            write_run(writer, a.at, a.at + n, verbatim);
        } else if (a.raw[a.at] == '&' && match_reference(&a, &end, &n)) {
            write_reference(writer, assay_slice_sub(a.text, 0, n), a.at, end, verbatim);
            a.at = end - n;
        } else if (a.raw[a.at] == '&' && a.text.length > 0 && a.text.data[0] == '&') {
            n = 1;
            write_run(writer, a.at, a.at + 1, verbatim);
        } else if (a.raw[a.at] == '\r' && a.text.length > 0 && a.text.data[0] == '\n') {
            gsize width = a.at + 1 < a.raw_end && a.raw[a.at + 1] == '\n' ? 2 : 1;
            write_run(writer, a.at, a.at + width, verbatim);
            n = 1;
            a.at += width - 1;
        } else {
            a.at++; /* dropped by the parser: a newline after <pre>, a NUL */
        }
        a.at += n;
        a.text = assay_slice_sub(a.text, n, a.text.length);
    }
}

static guint first_piece_after(const HtmlTree *tree, gsize offset)
{
    guint low = 0, high = tree->n_pieces;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (tree->pieces[middle].begin >= offset)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static gboolean piece_fits(const HtmlTree *tree, HtmlPiece piece, AssaySlice text)
{
    Alignment a = {tree->source, piece.begin, (gsize)piece.begin + piece.length, text};
    gsize end, length;
    if (tree->source[piece.begin] == '&')
        return match_reference(&a, &end, &length) || (text.length > 0 && text.data[0] == '&');
    return goes_on(&a, a.at, 0);
}

static gboolean ends_character(AssaySlice text, gsize end)
{
    return end == text.length || ((guchar)text.data[end] & 0xC0) != 0x80;
}

/* Text that the parser joined: its first piece is its own place, the others are among the
 * tree's pieces behind it, in order. Pieces of other joined texts lie between them. */
static void write_merged(HtmlWriter *writer, const HtmlNode *node, gboolean verbatim)
{
    const HtmlTree *tree = writer->tree;
    AssaySlice text = {node->text, node->text_length};
    guint32 own_length = node->own_length > 0 ? node->own_length : node->text_length;
    HtmlPiece own = {node->begin, node->length, own_length};
    write_piece(writer, own, assay_slice_sub(text, 0, own.text_length), verbatim);
    gsize used = own.text_length;
    guint n_skipped = 0;
    for (guint i = first_piece_after(tree, (gsize)node->begin + node->length);
         i < tree->n_pieces && used < text.length && n_skipped < SKIPPED_PIECES; i++) {
        HtmlPiece piece = tree->pieces[i];
        AssaySlice part = assay_slice_sub(text, used, used + piece.text_length);
        if (part.length == piece.text_length && ends_character(text, used + part.length) &&
            piece_fits(tree, piece, part)) {
            write_piece(writer, piece, part, verbatim);
            used += part.length;
        } else {
            n_skipped++;
        }
    }
}

void html_writer_node(HtmlWriter *writer, guint index, gboolean verbatim)
{
    const HtmlNode *node = &writer->tree->nodes[index];
    if (node->text_length == 0)
        return;
    gsize end = MIN((gsize)node->begin + node->length, writer->tree->text_end);
    if (end <= node->begin)
        return;
    HtmlPiece piece = {node->begin, (guint32)(end - node->begin), node->text_length};
    if ((node->flags & HTML_NODE_LITERAL) != 0)
        write_run(writer, node->begin, end, verbatim);
    else if ((node->flags & HTML_NODE_MERGED) != 0)
        write_merged(writer, node, verbatim);
    else
        write_piece(writer, piece, (AssaySlice){node->text, node->text_length}, verbatim);
}

void html_writer_link(HtmlWriter *writer, guint index, gsize text_start)
{
    HtmlAttributes storage;
    AssayRange range = {text_start, writer->document->text->len};
    const char *text = writer->document->text->str;
    while (range.start < range.end && assay_is_html_space(text[range.start]))
        range.start++;
    if (range.start == range.end)
        return;
    const HtmlAttributes *attributes = html_tree_attributes(writer->tree, index, &storage);
    if (attributes->href.data == NULL)
        return;
    const HtmlNode *node = &writer->tree->nodes[index];
    assay_document_add_link(writer->document, range, attributes->href.data, attributes->href.length,
                            html_writer_span(writer, node->begin, node->begin + node->length));
}

AssayRange html_writer_end(HtmlWriter *writer)
{
    const GString *text = writer->document->text;
    AssayRange range = {writer->start, text->len};
    while (range.end > range.start && assay_is_html_space(text->str[range.end - 1]))
        range.end--;
    return range;
}
