/* source.h: where documents come from: files, folders, lists, archives, standard input.
 *
 * Job: name and read inputs one after another, in an order that does not depend on the machine.
 * Not its job: knowing formats (extract/). Containers (one file, many inputs) are the
 * `container_<kind>.c` here: assay_source_next asks an open container before the next file.
 *
 * Order: the arguments as given, then the list; below a folder by the bytes of the relative path;
 * what is in a container when the caller has had it looked into.
 * Taken are regular files; names that begin with a dot, and symbolic links below a folder, are
 * passed over. What is named itself (not found below a folder) is taken whatever it is called,
 * links and pipes included. A folder that is an output of this program holds no captures: it is
 * passed over, whatever was named. */
#ifndef ASSAY_SOURCE_SOURCE_H
#define ASSAY_SOURCE_SOURCE_H

#include <glib.h>

/** One input. Owns all. */
typedef struct {
    char *uri;    /* relative to what was ingested: the path below a folder argument, the base name
                   * of a file argument, the name in a list if that is relative, `-` for standard
                   * input, `pages.zip!/a/b.html` for what is in an archive (`-!/a/b.html` if that
                   * came through standard input); the address of what is in a WARC or ARC file */
    char *path;   /* where it, or the archive it is in, is; NULL for standard input */
    char *member; /* what tells it from others in its archive, for good; or NULL */
    gint64 size_bytes, mtime_ns; /* of the file at path; -1 if it is no regular file */
    gboolean is_open;            /* the file at path, a regular one, is open as */
    int file;                    /* a descriptor (owned), which stands at its start; else void */
    gboolean may_hold;           /* what is open may be a container: see below */
    GBytes *bytes;               /* NULL until assay_source_read */
    char *content_type;          /* HTTP header value that came along, or NULL */
    char *url;                   /* absolute URL it was captured at, or NULL */
    char *captured;              /* instant of the capture as the container states it, or NULL */
} AssaySourceItem;

void assay_source_item_free(AssaySourceItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssaySourceItem, assay_source_item_free)

typedef struct AssaySource AssaySource;

/** assay_source_open: the inputs that @paths (NULL-terminated, borrowed until the source is
 * freed) name. @skip_folder: the output, or NULL: it is passed over below them.
 * @error: ASSAY_ERROR_USAGE if a path does not exist, or is the output. Returns: (owned) or NULL.
 */
AssaySource *assay_source_open(const char *const *paths, const char *skip_folder, GError **error);
void assay_source_free(AssaySource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssaySource, assay_source_free)

/** assay_source_add_list: also the files that @list names (`-`: standard input), one a line or, if
 * @is_nul, ended by NUL bytes. @error: ASSAY_ERROR_USAGE if it cannot be opened. */
gboolean assay_source_add_list(AssaySource *source, const char *list, gboolean is_nul,
                               GError **error);

/** What is known of a file before it is opened. All borrowed. */
typedef struct {
    const char *path, *uri;
    gint64 size_bytes, mtime_ns;
} AssaySourceFile;

/** Who opens containers, one at a time, and reads what is in them: that is done where it can do no
 * harm, by assay_container_open and its like. All called with @self. */
typedef struct {
    /** open: take @file, a regular file at its start, which @item (borrowed) is about, and which
     * may be a container. @ret_is_one: FALSE: it is none.
     * @error: ASSAY_ERROR_INPUT: it is one that cannot be read at all. */
    gboolean (*open)(gpointer self, int file, const AssaySourceItem *item, gboolean *ret_is_one,
                     GError **error);
    /** next: the next member with its bytes. @ret_item: (owned) NULL at the end.
     * @ret_is_lost: it was the end for a reason that the host accounts for.
     * @error: one member that cannot be had; the next call goes on after it. */
    gboolean (*next)(gpointer self, AssaySourceItem **ret_item, gboolean *ret_is_lost,
                     GError **error);
    gpointer self;
} AssayContainerHost;

/** assay_source_open_containers: have archives opened by @host (borrowed) rather than give them as
 * inputs, and ask @filter (or NULL) about each regular file before it is opened: TRUE passes it
 * over. Files come open then, unread, and those that may be containers, as their first bytes tell
 * (assay_container_is_candidate), are to be given back with assay_source_look_into. */
typedef gboolean AssaySourceFilter(const AssaySourceFile *file, gpointer user_data);
void assay_source_open_containers(AssaySource *source, const AssayContainerHost *host,
                                  AssaySourceFilter *filter, gpointer user_data);

/** assay_source_look_into: @item (taken) as it came, open and with `may_hold`, may be a container:
 * assay_source_next goes on with what is in it, or with the item, which holds nothing then. */
void assay_source_look_into(AssaySource *source, AssaySourceItem *item);

/** assay_source_finished: container files that were read to their end, as AssaySourceItem with
 * path, uri, size and time. assay_source_had_trouble: something could not be listed or read, so
 * that what did not come may be there all the same. Returns: (borrowed). */
const GPtrArray *assay_source_finished(const AssaySource *source);
gboolean assay_source_had_trouble(const AssaySource *source);

/** assay_source_trees: paths of folders that were passed over since they are outputs of this
 * program, but for the one that the source was opened with. Returns: (borrowed). */
const GPtrArray *assay_source_trees(const AssaySource *source);

/** assay_source_missing: names of the list that nothing is at, as AssaySourceItem with path and
 * uri. @ret_is_whole: there is a list, and every name in it so far could be read.
 * Returns: (borrowed). */
const GPtrArray *assay_source_missing(const AssaySource *source, gboolean *ret_is_whole);

/** assay_source_next: the next input, unread unless it comes out of a container.
 * @ret_item: (owned) NULL at the end. @error: ASSAY_ERROR_IO if a folder cannot be listed, _INPUT
 * or _LIMIT for a named file that is not there or a member that cannot be had; the next call goes
 * on after it. */
gboolean assay_source_next(AssaySource *source, AssaySourceItem **ret_item, GError **error);

/** assay_source_read: fill @item->bytes.
 * @error: ASSAY_ERROR_INPUT (cannot be read), ASSAY_ERROR_LIMIT (larger than is read). */
gboolean assay_source_read(AssaySourceItem *item, GError **error);

/** assay_source_item_new_file: the input that one path (or `-`) names, unread.
 * Returns: (owned). */
AssaySourceItem *assay_source_item_new_file(const char *path);

#endif
