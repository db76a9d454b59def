/* stream.c: see stream.h. */
#include "source/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/limits.h"

#define CHUNK_BYTES (64u * 1024)
/* zlib: window of 32 KiB, and gzip heads understood. */
#define GZIP_WINDOW (15 + 16)

#define DAMAGED_GZIP "damaged gzip data"

struct AssayStream {
    int descriptor; /* owned */
    guint8 raw[CHUNK_BYTES];
    gsize raw_start, raw_end; /* what of @raw is not yet used */
    gboolean raw_at_end;
    guint64 n_raw; /* bytes read from the file */

    gboolean is_gzip;
    gboolean in_member; /* a gzip member was begun and has not ended */
    z_stream zlib;
    gboolean has_zlib;

    GByteArray *buffer; /* owned; unpacked; the first @used bytes are behind the reader */
    gsize used;
    guint64 offset; /* of buffer[used] in the unpacked whole */
    guint64 n_unpacked;
    const char *damage; /* static text or NULL */
    gboolean has_ended; /* cut off, or damaged beyond what can be read */
};

static void read_raw(AssayStream *stream)
{
    if (stream->raw_start > 0) {
        memmove(stream->raw, stream->raw + stream->raw_start, stream->raw_end - stream->raw_start);
        stream->raw_end -= stream->raw_start;
        stream->raw_start = 0;
    }
    while (!stream->raw_at_end && stream->raw_end < CHUNK_BYTES) {
        ssize_t got = read(stream->descriptor, stream->raw + stream->raw_end,
                           CHUNK_BYTES - stream->raw_end);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            stream->damage = "read error";
        if (got <= 0) {
            stream->raw_at_end = TRUE;
            return;
        }
        stream->raw_end += (gsize)got;
        stream->n_raw += (guint64)got;
    }
}

AssayStream *assay_stream_open(int descriptor)
{
    AssayStream *stream = g_new0(AssayStream, 1);
    stream->descriptor = descriptor;
    stream->buffer = g_byte_array_new();
    read_raw(stream);
    stream->is_gzip = stream->raw_end >= 2 && stream->raw[0] == 0x1f && stream->raw[1] == 0x8b;
    return stream;
}

void assay_stream_free(AssayStream *stream)
{
    if (stream == NULL)
        return;
    if (stream->has_zlib)
        inflateEnd(&stream->zlib);
    close(stream->descriptor);
    g_byte_array_unref(stream->buffer);
    g_free(stream);
}

/* Gets the state of zlib ready for the member that begins at raw_start. Zero bytes between
 * members are padding. Returns: FALSE at the end of the file or before what is no member. */
static gboolean begin_member(AssayStream *stream)
{
    for (;;) {
        while (stream->raw_start < stream->raw_end && stream->raw[stream->raw_start] == 0)
            stream->raw_start++;
        if (stream->raw_end - stream->raw_start >= 2 || stream->raw_at_end)
            break;
        read_raw(stream);
    }
    if (stream->raw_start == stream->raw_end)
        return FALSE;
    if (stream->raw_end - stream->raw_start < 2 || stream->raw[stream->raw_start] != 0x1f ||
        stream->raw[stream->raw_start + 1] != 0x8b) {
        stream->damage = DAMAGED_GZIP;
        return FALSE;
    }
    if (stream->has_zlib)
        inflateReset(&stream->zlib);
    else if (inflateInit2(&stream->zlib, GZIP_WINDOW) != Z_OK) {
        stream->damage = "no memory to unpack";
        return FALSE;
    }
    stream->has_zlib = TRUE;
    stream->in_member = TRUE;
    return TRUE;
}

/* One more stretch of gzip data unpacked into the buffer. */
static void inflate_some(AssayStream *stream)
{
    if (!stream->in_member && !begin_member(stream))
        return;
    if (stream->raw_start == stream->raw_end)
        read_raw(stream);
    if (stream->raw_start == stream->raw_end && stream->raw_at_end) {
        stream->has_ended = TRUE;
        stream->in_member = FALSE;
        return;
    }
    guint before = stream->buffer->len;
    g_byte_array_set_size(stream->buffer, before + CHUNK_BYTES);
    stream->zlib.next_in = stream->raw + stream->raw_start;
    stream->zlib.avail_in = (uInt)(stream->raw_end - stream->raw_start);
    stream->zlib.next_out = stream->buffer->data + before;
    stream->zlib.avail_out = CHUNK_BYTES;
    int outcome = inflate(&stream->zlib, Z_NO_FLUSH);
    guint got = CHUNK_BYTES - stream->zlib.avail_out;
    stream->raw_start = stream->raw_end - stream->zlib.avail_in;
    g_byte_array_set_size(stream->buffer, before + got);
    stream->n_unpacked += got;
    if (outcome == Z_STREAM_END)
        stream->in_member = FALSE;
    else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
        stream->damage = DAMAGED_GZIP;
    if (stream->n_unpacked > ASSAY_LIMIT_PACK_FREE_BYTES &&
        stream->n_unpacked / ASSAY_LIMIT_PACK_RATIO > stream->n_raw)
        stream->damage = "unpacks to more than 400 times its size";
}

static gboolean is_at_end(const AssayStream *stream)
{
    if (stream->damage != NULL || stream->has_ended)
        return TRUE;
    return stream->raw_start == stream->raw_end && stream->raw_at_end && !stream->in_member;
}

static void fill_some(AssayStream *stream)
{
    if (stream->is_gzip) {
        inflate_some(stream);
        return;
    }
    if (stream->raw_start == stream->raw_end)
        read_raw(stream);
    g_byte_array_append(stream->buffer, stream->raw + stream->raw_start,
                        (guint)(stream->raw_end - stream->raw_start));
    stream->raw_start = stream->raw_end;
}

const guint8 *assay_stream_peek(AssayStream *stream, gsize wanted, gsize *ret_size)
{
    /* What is behind the reader goes before more is added, so the buffer stays small. */
    if (stream->used > 0 && stream->buffer->len - stream->used < wanted) {
        g_byte_array_remove_range(stream->buffer, 0, (guint)stream->used);
        stream->used = 0;
    }
    while (stream->buffer->len - stream->used < wanted && !is_at_end(stream))
        fill_some(stream);
    *ret_size = MIN(wanted, stream->buffer->len - stream->used);
    return stream->buffer->data + stream->used;
}

guint64 assay_stream_skip(AssayStream *stream, guint64 size_bytes)
{
    guint64 skipped = 0;
    while (skipped < size_bytes) {
        gsize here = 0;
        assay_stream_peek(stream, (gsize)MIN(size_bytes - skipped, CHUNK_BYTES), &here);
        if (here == 0)
            break;
        stream->used += here;
        stream->offset += here;
        skipped += here;
    }
    return skipped;
}

guint64 assay_stream_offset(const AssayStream *stream)
{
    return stream->offset;
}

const char *assay_stream_damage(const AssayStream *stream)
{
    return stream->damage;
}

/* Moves to what begins like a gzip member, or to the end. */
static void find_member(AssayStream *stream)
{
    static const guint8 start[] = {0x1f, 0x8b, 0x08};
    for (;;) {
        if (stream->raw_end - stream->raw_start < sizeof start)
            read_raw(stream);
        if (stream->raw_end - stream->raw_start < sizeof start)
            break;
        if (memcmp(stream->raw + stream->raw_start, start, sizeof start) == 0)
            return;
        stream->raw_start++;
    }
    stream->raw_start = stream->raw_end;
}

void assay_stream_resume(AssayStream *stream)
{
    gboolean goes_on = g_strcmp0(stream->damage, DAMAGED_GZIP) == 0;
    stream->damage = NULL;
    stream->in_member = FALSE;
    g_byte_array_set_size(stream->buffer, 0);
    stream->used = 0;
    if (goes_on)
        find_member(stream);
    else
        stream->has_ended = TRUE;
}

/* ---- In memory ---- */

/* One attempt with one reading of the head (gzip or zlib, or none). */
static GByteArray *inflate_as(int window, const guint8 *data, gsize size, gsize max_bytes,
                              gboolean *ret_complete)
{
    z_stream zlib;
    memset(&zlib, 0, sizeof zlib);
    if (size > G_MAXUINT || inflateInit2(&zlib, window) != Z_OK)
        return NULL;
    GByteArray *out = g_byte_array_new();
    g_autofree guint8 *copy = g_memdup2(data, size); /* zlib's next_in is not const */
    zlib.next_in = copy;
    zlib.avail_in = (uInt)size;
    int outcome = Z_OK;
    while (outcome == Z_OK && out->len <= max_bytes) {
        guint before = out->len;
        g_byte_array_set_size(out, before + CHUNK_BYTES);
        zlib.next_out = out->data + before;
        zlib.avail_out = CHUNK_BYTES;
        outcome = inflate(&zlib, Z_NO_FLUSH);
        g_byte_array_set_size(out, before + CHUNK_BYTES - zlib.avail_out);
    }
    inflateEnd(&zlib);
    *ret_complete = outcome == Z_STREAM_END;
    if (out->len > 0 && out->len <= max_bytes)
        return out;
    g_byte_array_unref(out);
    return NULL;
}

GByteArray *assay_stream_inflate(const guint8 *data, gsize size, gsize max_bytes,
                                 gboolean *ret_complete)
{
    if (size < 2)
        return NULL;
    if (data[0] == 0x1f && data[1] == 0x8b)
        return inflate_as(GZIP_WINDOW, data, size, max_bytes, ret_complete);
    /* "deflate" ought to be zlib, but many a server sends it raw. */
    if ((data[0] & 0x0f) == 8 && (data[0] * 256u + data[1]) % 31 == 0) {
        GByteArray *out = inflate_as(15, data, size, max_bytes, ret_complete);
        if (out != NULL)
            return out;
    }
    return inflate_as(-15, data, size, max_bytes, ret_complete);
}
