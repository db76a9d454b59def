/* container_archive.c: regular files in tar and zip archives, in the compressions libarchive knows.
 *
 * Nothing is written to disk, so a path cannot lead anywhere; one that is absolute, climbs (`..`)
 * or holds control characters is refused all the same, since it would stand in a record as if it
 * were a place. Bombs are refused by size, number and ratio (base/limits.h). */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/container.h"

extern const AssayContainer assay_container_archive;

#define BLOCK_BYTES     (64u * 1024)
#define TAR_BLOCK_BYTES 512u

typedef struct {
    struct archive *archive; /* owned */
    int descriptor;          /* owned */
    guint64 n_packed;        /* size of the file */
    guint64 n_unpacked;
    gboolean has_ended;
} Archive;

static gboolean ends_with_any(const char *name, const char *const *endings)
{
    gsize length = strlen(name);
    for (; *endings != NULL; endings++) {
        gsize n = strlen(*endings);
        if (n <= length && g_ascii_strcasecmp(name + length - n, *endings) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A tar header: its mark, and the sum over its bytes that only a tar has right. A file may hold the
 * mark alone, as ones made to pass for many formats do. Source: POSIX.1-2017, pax, "ustar". */
static gboolean is_tar_header(const guint8 *header, gsize size)
{
    if (size < TAR_BLOCK_BYTES || memcmp(header + 257, "ustar", 5) != 0)
        return FALSE;
    guint sum = 0;
    for (gsize i = 0; i < TAR_BLOCK_BYTES; i++)
        sum += i >= 148 && i < 156 ? ' ' : header[i];
    char stated[9] = {0};
    memcpy(stated, header + 148, 8);
    return g_ascii_strtoull(stated, NULL, 8) == sum;
}

/* Office files and books are zip too, and tell so by what they begin with. Source: ISO/IEC 26300-3,
 * "MIME media type"; ISO/IEC 29500-2; EPUB OCF. */
static gboolean is_packed_document(const AssayContainerHead *head)
{
    static const char *const firsts[] = {"mimetype", "[Content_Types].xml", "_rels/", "META-INF/"};
    for (guint i = 0; i < G_N_ELEMENTS(firsts); i++) {
        gsize length = strlen(firsts[i]);
        if (head->head_size >= 30 + length && memcmp(head->head + 30, firsts[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Tar by its mark or, packed, by name; zip by mark and name. What has no name is a zip unless its
 * first member says that it is one document. */
static gboolean claims(const AssayContainerHead *head)
{
    static const char *const tars[] = {".tar",     ".tar.gz", ".tgz",   ".tar.bz2",  ".tbz",
                                       ".tbz2",    ".tar.xz", ".txz",   ".tar.zst",  ".tzst",
                                       ".tar.lz4", ".tar.lz", ".tar.Z", ".tar.lzma", NULL};
    static const char *const zips[] = {".zip", NULL};
    if (is_tar_header(head->unpacked, head->unpacked_size))
        return TRUE;
    if (head->head_size >= 4 &&
        (memcmp(head->head, "PK\3\4", 4) == 0 || memcmp(head->head, "PK\5\6", 4) == 0))
        return head->name != NULL ? ends_with_any(head->name, zips) : !is_packed_document(head);
    return head->name != NULL && ends_with_any(head->name, tars);
}

static void close_archive(gpointer state)
{
    Archive *archive = state;
    archive_read_free(archive->archive);
    close(archive->descriptor);
    g_free(archive);
}

/* Compressions that libarchive undoes itself. Not all it knows: for some (lrzip, grzip, lzop) it
 * runs a program, called up by nothing but the first bytes of a file. */
static void set_filters(struct archive *archive)
{
    static int (*const filters[])(struct archive *) = {
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
        archive_read_support_filter_xz,   archive_read_support_filter_lzma,
        archive_read_support_filter_lzip, archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,  archive_read_support_filter_compress,
    };
    for (guint i = 0; i < G_N_ELEMENTS(filters); i++)
        (void)filters[i](archive);
}

static gpointer open_archive(int descriptor, const AssayContainerFile *file, GError **error)
{
    struct stat status;
    Archive *archive = g_new0(Archive, 1);
    archive->descriptor = descriptor;
    archive->archive = archive_read_new();
    if (fstat(descriptor, &status) == 0)
        archive->n_packed = (guint64)status.st_size;
    set_filters(archive->archive);
    archive_read_support_format_tar(archive->archive);
    archive_read_support_format_gnutar(archive->archive);
    archive_read_support_format_zip(archive->archive);
    if (archive_read_open_fd(archive->archive, descriptor, BLOCK_BYTES) == ARCHIVE_OK)
        return archive;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: no archive that can be read: %s",
                file->uri, archive_error_string(archive->archive));
    close_archive(archive);
    return NULL;
}

/* Whether a tar is packed in it, whatever its name. */
static gboolean finds(int descriptor)
{
    struct archive_entry *entry = NULL;
    struct archive *archive = archive_read_new();
    set_filters(archive);
    archive_read_support_format_tar(archive);
    int outcome = archive_read_open_fd(archive, descriptor, BLOCK_BYTES);
    if (outcome == ARCHIVE_OK)
        outcome = archive_read_next_header(archive, &entry);
    archive_read_free(archive);
    return outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN;
}

/* Why @name may not stand for a member, or NULL. */
static const char *bad_name(const char *name)
{
    if (name == NULL || *name == '\0')
        return "it has no name";
    if (strlen(name) > ASSAY_LIMIT_NAME_BYTES)
        return "its name is too long";
    if (*name == '/' || *name == '\\' || (g_ascii_isalpha(*name) && name[1] == ':'))
        return "its path is absolute";
    for (const char *c = name; *c != '\0'; c++)
        if (g_ascii_iscntrl(*c))
            return "its name holds control characters";
    g_auto(GStrv) steps = g_strsplit_set(name, "/\\", -1);
    for (char **step = steps; *step != NULL; step++)
        if (strcmp(*step, "..") == 0)
            return "its path climbs out of the archive";
    return NULL;
}

static gboolean refuse(const AssayContainerFile *file, const char *name, AssayErrorCode code,
                       const char *what, GError **error)
{
    g_autofree char *shown = g_strescape(name != NULL ? name : "", NULL);
    g_set_error(error, ASSAY_ERROR, (gint)code, "%s!/%.200s: %s", file->uri, shown, what);
    return FALSE;
}

/* Whether what came out so far is out of proportion to what went in. Members of a tar are measured
 * as they stream by; those of a zip, which may overlap, against the whole file. */
static const char *bomb(const Archive *archive)
{
    guint64 packed = archive->n_packed, unpacked = archive->n_unpacked;
    if ((archive_format(archive->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR) {
        packed = (guint64)archive_filter_bytes(archive->archive, -1);
        unpacked = (guint64)archive_filter_bytes(archive->archive, 0);
    }
    if (unpacked > ASSAY_LIMIT_ARCHIVE_BYTES)
        return "the archive unpacks to more than is read of one; the rest is not read";
    if (unpacked > ASSAY_LIMIT_PACK_FREE_BYTES && unpacked / ASSAY_LIMIT_PACK_RATIO > packed)
        return "the archive unpacks to more than 400 times its size; the rest is not read";
    return NULL;
}

static gboolean read_member(Archive *archive, const AssayContainerFile *file, const char *name,
                            AssaySourceItem **ret_item, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (;;) {
        guint used = bytes->len;
        g_byte_array_set_size(bytes, used + BLOCK_BYTES);
        la_ssize_t got = archive_read_data(archive->archive, bytes->data + used, BLOCK_BYTES);
        g_byte_array_set_size(bytes, used + (got > 0 ? (guint)got : 0));
        archive->n_unpacked += got > 0 ? (guint64)got : 0;
        if (got == 0)
            break;
        if (got < 0) {
            archive->has_ended = got == ARCHIVE_FATAL;
            return refuse(file, name, ASSAY_ERROR_INPUT, archive_error_string(archive->archive),
                          error);
        }
        if (bomb(archive) != NULL) {
            archive->has_ended = TRUE;
            return refuse(file, name, ASSAY_ERROR_LIMIT, bomb(archive), error);
        }
        if (bytes->len > ASSAY_LIMIT_INPUT_BYTES)
            return refuse(file, name, ASSAY_ERROR_LIMIT, "larger than is read of one input", error);
    }
    *ret_item = assay_container_member(file, name, NULL,
                                       g_byte_array_free_to_bytes(g_steal_pointer(&bytes)));
    return TRUE;
}

static gboolean next_member(gpointer state, const AssayContainerFile *file,
                            AssaySourceItem **ret_item, GError **error)
{
    Archive *archive = state;
    while (!archive->has_ended) {
        struct archive_entry *entry = NULL;
        int outcome = archive_read_next_header(archive->archive, &entry);
        if (outcome == ARCHIVE_EOF)
            break;
        if (outcome == ARCHIVE_RETRY)
            continue;
        if (outcome < ARCHIVE_WARN) {
            archive->has_ended = TRUE;
            return refuse(file, "", ASSAY_ERROR_INPUT, archive_error_string(archive->archive),
                          error);
        }
        const char *name = archive_entry_pathname_utf8(entry);
        if (name == NULL)
            name = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL)
            continue;
        while (name != NULL && g_str_has_prefix(name, "./"))
            name += 2;
        if (bad_name(name) != NULL)
            return refuse(file, name, ASSAY_ERROR_LIMIT, bad_name(name), error);
        return read_member(archive, file, name, ret_item, error);
    }
    return TRUE;
}

const AssayContainer assay_container_archive = {
    .name = "archive",
    .claims = claims,
    .finds = finds,
    .open = open_archive,
    .next = next_member,
    .close = close_archive,
};
