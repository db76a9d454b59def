/* container.h: one file that holds many inputs: WARC, ARC, tar, zip.
 *
 * Each kind is one file `container_<kind>.c` with a const AssayContainer `assay_container_<kind>`;
 * the build collects them from the file names. Containers are not opened inside containers. */
#ifndef ASSAY_SOURCE_CONTAINER_H
#define ASSAY_SOURCE_CONTAINER_H

#include "source/source.h"

/** What tells a kind: the file's name and how it begins. All borrowed. */
typedef struct {
    const char *name;   /* NULL: it has none */
    const guint8 *head; /* the first bytes as they are */
    gsize head_size;
    const guint8 *unpacked; /* the first bytes gunzipped; those of @head if it is not gzip */
    gsize unpacked_size;
} AssayContainerHead;

/** One open container. Each kind puts its own fields behind it. */
typedef struct {
    char *uri;  /* owned; of the file, as items below it show it */
    char *path; /* owned; NULL for standard input */
} AssayContainerFile;

typedef struct {
    const char *name; /* "warc" */
    gboolean (*claims)(const AssayContainerHead *head);
    /** finds: or NULL; asked about a file that is packed and that no kind claims: whether the
     * beginning of what is in it is of this kind. Leaves @descriptor anywhere. */
    gboolean (*finds)(int descriptor);
    /** open: takes @descriptor, which stands at the start. Fills what is behind @file.
     * Returns: (owned) or NULL with ASSAY_ERROR_INPUT. */
    gpointer (*open)(int descriptor, const AssayContainerFile *file, GError **error);
    /** next: the next member with its bytes. @ret_item: (owned) NULL at the end.
     * @error: ASSAY_ERROR_INPUT or _LIMIT, one member that cannot be had; the next call goes on
     * after it. */
    gboolean (*next)(gpointer state, const AssayContainerFile *file, AssaySourceItem **ret_item,
                     GError **error);
    void (*close)(gpointer state);
} AssayContainer;

/* Enough to tell a kind by: a tar's mark and sum are in its first 512 bytes. */
#define ASSAY_CONTAINER_HEAD_BYTES 1024u

/** assay_container_may_be: whether a file called @name (or NULL) that begins with @head may be
 * one. Unpacks nothing: what is packed always may. */
gboolean assay_container_may_be(const char *name, const guint8 *head, gsize size);

/** assay_container_is_candidate: the same for the regular file @file, of which @path ends with the
 * name; it stands where it stood. */
gboolean assay_container_is_candidate(int file, const char *path);

/** assay_container_member: a member of @file. @member: what tells it from the others there, for
 * good; @uri: as the record shows it, or NULL for `<uri of the file>!/<member>`.
 * @bytes: taken. Returns: (owned). */
AssaySourceItem *assay_container_member(const AssayContainerFile *file, const char *member,
                                        const char *uri, GBytes *bytes);

/** An open container that gives one item after another. */
typedef struct AssayContainerReader AssayContainerReader;

/** assay_container_open: open @descriptor, which is taken and stands at the start of a regular
 * file, if that is a container. @path: NULL if it has none.
 * @ret_reader: (owned) NULL if it is none. @error: ASSAY_ERROR_INPUT: it cannot be read at all. */
gboolean assay_container_open(int descriptor, const char *path, const char *uri,
                              AssayContainerReader **ret_reader, GError **error);
void assay_container_close(AssayContainerReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayContainerReader, assay_container_close)

/** assay_container_next: see AssayContainer.next; also refuses containers inside. Of members that
 * cannot be had the first ASSAY_LIMIT_FAILED_MEMBERS are told one by one, the rest as a number at
 * the end. */
gboolean assay_container_next(AssayContainerReader *reader, AssaySourceItem **ret_item,
                              GError **error);

#endif
