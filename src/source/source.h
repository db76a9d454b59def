/* source.h: where documents come from: files, folders, standard input.
 *
 * Job: name and read inputs one after another, in an order that does not depend on the machine.
 * Not its job: knowing formats (extract/). Containers (one file, many inputs) become
 * `container_<kind>.c` here: assay_source_next then asks an open container before the next file.
 *
 * Order: the arguments as given; below a folder by the bytes of the relative path. Taken are
 * regular files; names that begin with a dot, and symbolic links below a folder, are passed over.
 * What is named itself (not found below a folder) is taken whatever it is called, links and pipes
 * included. */
#ifndef ASSAY_SOURCE_SOURCE_H
#define ASSAY_SOURCE_SOURCE_H

#include <glib.h>

/** One input. Owns all. */
typedef struct {
    char *uri;     /* relative to what was ingested: the path below a folder argument, the base name
                    * of a file argument, `-` for standard input */
    char *path;    /* where it is; NULL for standard input */
    GBytes *bytes; /* NULL until assay_source_read */
    char *content_type; /* HTTP header value that came along, or NULL */
    char *url;          /* absolute URL it was captured at, or NULL */
    char *captured;     /* instant of the capture as the container states it, or NULL */
} AssaySourceItem;

void assay_source_item_free(AssaySourceItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssaySourceItem, assay_source_item_free)

typedef struct AssaySource AssaySource;

/** assay_source_open: the inputs that @paths (NULL-terminated, borrowed until the source is
 * freed) name. @skip_folder: a folder below them that is passed over (the output), or NULL.
 * @error: ASSAY_ERROR_USAGE if a path does not exist. Returns: (owned) or NULL. */
AssaySource *assay_source_open(const char *const *paths, const char *skip_folder, GError **error);
void assay_source_free(AssaySource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssaySource, assay_source_free)

/** assay_source_next: the next input, unread.
 * @ret_item: (owned) NULL at the end. @error: ASSAY_ERROR_IO if a folder cannot be listed; the
 * next call goes on after it. */
gboolean assay_source_next(AssaySource *source, AssaySourceItem **ret_item, GError **error);

/** assay_source_read: fill @item->bytes.
 * @error: ASSAY_ERROR_INPUT (cannot be read), ASSAY_ERROR_LIMIT (larger than is read). */
gboolean assay_source_read(AssaySourceItem *item, GError **error);

/** assay_source_item_new_file: the input that one path (or `-`) names, unread.
 * Returns: (owned). */
AssaySourceItem *assay_source_item_new_file(const char *path);

#endif
