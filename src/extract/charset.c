/* charset.c: which encoding an input is in, and the decoded text's map back to bytes.
 *
 * Specification: HTML Standard, 13.2.3 "The input byte stream"; Encoding Standard. Where they
 * leave the choice (no declaration), captures decide: most are UTF-8, cut off anywhere. */
#include "extract/extract.h"

#include <string.h>
#include <uchardet/uchardet.h>

#include "extract/charset_convert.h"
#include "extract/charset_meta.h"

/* The standard asks for the declaration to be in the first 1,024 bytes. */
#define PRESCAN_BYTES      ((gsize)1024)
/* Pages that put it later are read by browsers all the same, once the parser meets it. */
#define LATE_PRESCAN_BYTES ((gsize)65536)
/* More does not make the detector surer, only slower. */
#define DETECTOR_BYTES     ((gsize)262144)

static const struct {
    const char *mark;
    gsize length;
    const char *charset;
} marks[] = {
    /* UTF-32 is not in the standard; but its mark is never text in UTF-16. */
    {"\xFF\xFE\x00\x00", 4, "utf-32le"}, {"\x00\x00\xFE\xFF", 4, "utf-32be"},
    {"\xEF\xBB\xBF", 3, "utf-8"},        {"\xFE\xFF", 2, "utf-16be"},
    {"\xFF\xFE", 2, "utf-16le"},
};

static const AssayCharset *charset_by_mark(const AssayInput *input, gsize *ret_length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (input->size >= marks[i].length &&
            memcmp(input->bytes, marks[i].mark, marks[i].length) == 0) {
            *ret_length = marks[i].length;
            return assay_charset_by_name(marks[i].charset);
        }
    }
    return NULL;
}

static const AssayCharset *charset_by_detector(const AssayInput *input)
{
    gsize start = 0;
    while (start < input->size && input->bytes[start] < 0x80)
        start++;
    gsize size = MIN(input->size - start, DETECTOR_BYTES);
    uchardet_t detector = uchardet_new();
    const AssayCharset *charset = NULL;
    if (uchardet_handle_data(detector, (const char *)input->bytes + start, size) == 0) {
        uchardet_data_end(detector);
        const char *name = uchardet_get_charset(detector);
        charset = assay_charset_by_label(name, strlen(name));
    }
    uchardet_delete(detector);
    /* It was asked since the bytes are not UTF-8, and they hold no NULs. */
    if (charset != NULL && charset->kind != ASSAY_CHARSET_SINGLE &&
        charset->kind != ASSAY_CHARSET_MULTI)
        charset = NULL;
    return charset;
}

static const AssayCharset *charset_by_guess(const AssayInput *input)
{
    gsize n_valid = 0, n_invalid = 0;
    const AssayCharset *charset = assay_charset_by_nuls(input->bytes, input->size);
    if (charset != NULL)
        return charset;
    assay_charset_utf8_counts(input->bytes, input->size, &n_valid, &n_invalid);
    if (n_invalid == 0)
        return assay_charset_by_name("utf-8");
    /* Other encodings seldom give three characters of UTF-8 for each error: this is damage. */
    if (n_valid >= 3 * n_invalid)
        return assay_charset_by_name("utf-8");
    charset = charset_by_detector(input);
    return charset != NULL ? charset : assay_charset_by_name("windows-1252");
}

AssayDecoded *assay_decode(const AssayInput *input, gboolean is_html)
{
    gsize bom_bytes = 0;
    const AssayCharset *charset = charset_by_mark(input, &bom_bytes);
    if (charset == NULL)
        charset = assay_charset_from_http(input->content_type);
    if (charset == NULL && is_html)
        charset = assay_charset_prescan(input->bytes, MIN(input->size, PRESCAN_BYTES));
    if (charset == NULL && is_html && input->size > PRESCAN_BYTES)
        charset = assay_charset_late_meta(input->bytes, MIN(input->size, LATE_PRESCAN_BYTES));
    if (charset == NULL)
        charset = charset_by_guess(input);
    static const char padding[ASSAY_DECODED_PADDING];
    AssayConverted converted = assay_charset_convert(charset, input->bytes, input->size, bom_bytes);
    AssayDecoded *decoded = g_new0(AssayDecoded, 1);
    decoded->length = converted.text->len;
    g_string_append_c(converted.text, '\n');
    g_string_append_len(converted.text, padding, sizeof padding);
    decoded->text = g_string_free(converted.text, FALSE);
    decoded->charset = g_strdup(charset->name);
    decoded->had_errors = converted.had_errors;
    decoded->map = converted.map;
    decoded->bom_bytes = bom_bytes;
    return decoded;
}

void assay_decoded_free(AssayDecoded *decoded)
{
    if (decoded == NULL)
        return;
    g_free(decoded->text);
    g_free(decoded->charset);
    if (decoded->map != NULL)
        g_array_unref(decoded->map);
    g_free(decoded);
}

/* The run that holds @offset: the last that does not begin after it. */
static guint run_at(const GArray *map, gsize offset)
{
    guint low = 0, high = map->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(map, AssayCharsetRun, middle).text <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The part of @map behind text offset @start, from where its offsets count. */
static GArray *map_from(const GArray *map, gsize start, gsize end)
{
    GArray *part = g_array_new(FALSE, FALSE, sizeof(AssayCharsetRun));
    for (guint i = run_at(map, start); i < map->len; i++) {
        AssayCharsetRun run = g_array_index(map, AssayCharsetRun, i);
        if (run.text > end)
            break;
        if (run.text < start) {
            run.source += (guint32)(start - run.text) / run.text_unit * run.source_unit;
            run.text = (guint32)start;
        }
        run.text -= (guint32)start;
        g_array_append_val(part, run);
    }
    return part;
}

AssayDecoded *assay_decoded_part(const AssayDecoded *decoded, gsize start, gsize end)
{
    g_assert(start <= end && end <= decoded->length);
    AssayDecoded *part = g_new0(AssayDecoded, 1);
    part->length = end - start;
    part->text = g_malloc0(part->length + 1 + ASSAY_DECODED_PADDING);
    memcpy(part->text, decoded->text + start, part->length);
    part->text[part->length] = '\n';
    part->charset = g_strdup(decoded->charset);
    if (decoded->map == NULL)
        part->bom_bytes = decoded->bom_bytes + start;
    else
        part->map = map_from(decoded->map, start, end);
    return part;
}

gsize assay_decoded_to_source(const AssayDecoded *decoded, gsize offset)
{
    if (decoded->map == NULL)
        return offset + decoded->bom_bytes;
    const AssayCharsetRun *run = &g_array_index(decoded->map, AssayCharsetRun,
                                                run_at(decoded->map, offset));
    return run->source + (offset - run->text) / run->text_unit * run->source_unit;
}

gsize assay_decoded_append(const AssayDecoded *decoded, AssayDocument *document, gsize start,
                           gsize end)
{
    g_assert(start <= end && end <= decoded->length);
    gsize at_buffer = document->text->len;
    if (decoded->map == NULL)
        return assay_document_append_bytes(document, decoded->text + start, end - start,
                                           start + decoded->bom_bytes);
    for (guint i = run_at(decoded->map, start); start < end; i++) {
        const AssayCharsetRun *run = &g_array_index(decoded->map, AssayCharsetRun, i);
        gsize stop = end;
        if (i + 1 < decoded->map->len)
            stop = MIN(end, (gsize)g_array_index(decoded->map, AssayCharsetRun, i + 1).text);
        gsize first = (start - run->text) / run->text_unit;
        gsize last = (stop - run->text + run->text_unit - 1) / run->text_unit;
        AssaySpan span = assay_span_bytes(run->source + first * run->source_unit,
                                          run->source + last * run->source_unit);
        assay_document_append_units(document, decoded->text + start, stop - start, span,
                                    run->text_unit, run->source_unit);
        start = stop;
    }
    return at_buffer;
}
