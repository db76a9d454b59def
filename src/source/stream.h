/* stream.h: bytes of a file one stretch after another, gunzipped member by member if it is gzip.
 *
 * Job: reading ahead, inflating, finding the next gzip member behind damage; refusing what unpacks
 * out of all proportion. Not its job: what the bytes mean (container_warc.c, container_arc.c).
 * Source: RFC 1952. */
#ifndef ASSAY_SOURCE_STREAM_H
#define ASSAY_SOURCE_STREAM_H

#include <glib.h>

typedef struct AssayStream AssayStream;

/** assay_stream_open: takes @descriptor, which stands at the start of a file. */
AssayStream *assay_stream_open(int descriptor);
void assay_stream_free(AssayStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayStream, assay_stream_free)

/** assay_stream_peek: up to @wanted bytes from where the stream stands, without moving on.
 * @ret_size: how many there are; less than @wanted only at the end or before damage.
 * Returns: (borrowed) until the next call. */
const guint8 *assay_stream_peek(AssayStream *stream, gsize wanted, gsize *ret_size);

/** assay_stream_skip: move on by @size_bytes that peek showed, or further; to the end at most.
 * Returns: how many were skipped. */
guint64 assay_stream_skip(AssayStream *stream, guint64 size_bytes);

/** assay_stream_offset: unpacked bytes before the place where the stream stands. */
guint64 assay_stream_offset(const AssayStream *stream);

/** assay_stream_damage: why no more can be read though the file goes on, or NULL: "damaged gzip
 * data", "read error", "unpacks to more than 400 times its size". */
const char *assay_stream_damage(const AssayStream *stream);

/** assay_stream_resume: after damage, when it has been told: drop what is buffered, and go on at
 * the next place that begins like a gzip member; where there is none, and after other damage, the
 * stream is at its end. There is no damage then until more is met. */
void assay_stream_resume(AssayStream *stream);

/** assay_stream_inflate: unpack @size bytes of gzip, zlib or raw deflate.
 * @max_bytes: the limit. @ret_complete: FALSE if the data stops or breaks before its end.
 * Returns: (owned) what could be unpacked, or NULL if nothing could or the limit was met. */
GByteArray *assay_stream_inflate(const guint8 *data, gsize size, gsize max_bytes,
                                 gboolean *ret_complete);

#endif
