/* format_text.c: plain text, the format of whatever is text and nothing surer.
 *
 * Job: tell text from binary data. The blocks are text_blocks.c's. */
#include "extract/charset_meta.h"
#include "extract/text_blocks.h"

#define SAMPLE_BYTES          ((gsize)65536)
/* One control character in so many bytes is text with a blemish; compressed data has one in ten. */
#define MIN_BYTES_PER_CONTROL ((gsize)40)
#define SURENESS              10

static gboolean is_control(guint8 byte)
{
    return (byte < 0x20 && (byte < 0x08 || byte > 0x0D) && byte != 0x1B) || byte == 0x7F;
}

static int sniff(const AssayInput *input)
{
    gsize n = MIN(input->size, SAMPLE_BYTES), n_controls = 0;
    for (gsize i = 0; i < n;) {
        i += assay_ascii_words((const char *)input->bytes + i, n - i);
        for (gsize stop = MIN(i + 8, n); i < stop; i++)
            n_controls += is_control(input->bytes[i]) ? 1 : 0;
    }
    if (n == 0)
        return 0;
    return n_controls * MIN_BYTES_PER_CONTROL <= n ||
                   assay_charset_is_wide(input->bytes, input->size)
               ? SURENESS
               : 0;
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
    .surest = SURENESS,
    .sniff = sniff,
    .extract = extract,
};
