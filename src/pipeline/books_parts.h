/* books_parts.h: what the files of the books share. Private to books*.c and ingest.c. */
#ifndef ASSAY_PIPELINE_BOOKS_PARTS_H
#define ASSAY_PIPELINE_BOOKS_PARTS_H

#include "pipeline/books.h"

struct AssayBooks {
    AssayIngest *ingest;               /* borrowed */
    const AssayIngestOptions *options; /* borrowed */
    gint64 run, started_s;
    char *folder;          /* owned; the working folder, that places are relative to */
    GHashTable *readers;   /* owned; set of numbers of what reads now */
    GHashTable *reader_of; /* owned; `media\nprofile` (owned) to number */
    GByteArray *seen;      /* owned; a bit for each row of the inputs */
    AssayAlarm *alarm;     /* owned */
    gint64 entered;        /* row of the input entered last */
    guint n_rows;          /* put since the last commit */
};

/** assay_books_is_seen: the input was met in this run. */
gboolean assay_books_is_seen(const AssayBooks *books, gint64 row);

void assay_books_set_seen(AssayBooks *books, gint64 row);

/** assay_books_is_batch: enough rows wait to be worth a commit; counts anew then. */
gboolean assay_books_is_batch(AssayBooks *books);

/** assay_books_release: an input called @uri no longer gives @capture; if no other does, it goes,
 * else it goes by the name of the first that does. */
gboolean assay_books_release(AssayBooks *books, const char *capture, const char *uri,
                             GError **error);

#endif
