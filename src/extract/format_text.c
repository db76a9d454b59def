/* format_text.c: plain text, the format of whatever is text and nothing surer.
 *
 * Job: tell text from binary data. The blocks are text_blocks.c's. */
#include "extract/text_blocks.h"

#define SAMPLE_BYTES          ((gsize)65536)
/* One control character in so many bytes is text with a blemish; compressed data has one in ten. */
#define MIN_BYTES_PER_CONTROL ((gsize)40)
#define SURENESS              10

static gboolean is_control(guint8 byte)
{
    return (byte < 0x20 && (byte < 0x08 || byte > 0x0D) && byte != 0x1B) || byte == 0x7F;
}

/* NULs in only every second place: UTF-16, of which the other byte of a pair is counted. */
static gboolean looks_like_utf16(const AssayInput *input, gsize n)
{
    gsize n_nuls[2] = {0, 0};
    if (n >= 2 && ((input->bytes[0] == 0xFF && input->bytes[1] == 0xFE) ||
                   (input->bytes[0] == 0xFE && input->bytes[1] == 0xFF)))
        return TRUE;
    for (gsize i = 0; i < n; i++)
        if (input->bytes[i] == 0)
            n_nuls[i & 1]++;
    return (n_nuls[0] * 5 > n && n_nuls[1] * 100 < n) || (n_nuls[1] * 5 > n && n_nuls[0] * 100 < n);
}

static int sniff(const AssayInput *input)
{
    gsize n = MIN(input->size, SAMPLE_BYTES), n_controls = 0;
    for (gsize i = 0; i < n; i++)
        n_controls += is_control(input->bytes[i]) ? 1 : 0;
    if (n == 0)
        return 0;
    return n_controls * MIN_BYTES_PER_CONTROL <= n || looks_like_utf16(input, n) ? SURENESS : 0;
}

static gboolean extract(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error)
{
    AssayLineWriter writer;
    (void)input;
    (void)error;
    assay_line_writer_init(&writer, decoded, document, ASSAY_LINKS_PLAIN);
    assay_text_blocks_add(&writer, 0);
    assay_line_writer_clear(&writer);
    return TRUE;
}

extern const AssayExtractor assay_format_text;
const AssayExtractor assay_format_text = {
    .name = "text",
    .media = "text/plain",
    .version = 1,
    .is_text = TRUE,
    .sniff = sniff,
    .extract = extract,
};
