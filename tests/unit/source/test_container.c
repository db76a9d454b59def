/* test_container.c: WARC, ARC, tar and zip as they come, damaged and hostile. */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "base/error.h"
#include "source/container.h"
#include "source/http.h"

typedef struct {
    char *folder, *path;
    AssaySource *source;
    const char *paths[2];
    AssayContainerHost host;
    AssayContainerReader *reader; /* owned; of the host */
} Fixture;

/* ---- A host that reads containers here ---- */

static gboolean host_open(gpointer self, int file, const AssaySourceItem *item,
                          gboolean *ret_is_one, GError **error)
{
    Fixture *f = self;
    gboolean done = assay_container_open(file, item->path, item->uri, &f->reader, error);
    *ret_is_one = f->reader != NULL;
    return done;
}

static gboolean host_next(gpointer self, AssaySourceItem **ret_item, gboolean *ret_is_lost,
                          GError **error)
{
    Fixture *f = self;
    (void)ret_is_lost;
    gboolean done = assay_container_next(f->reader, ret_item, error);
    if (done && *ret_item == NULL)
        g_clear_pointer(&f->reader, assay_container_close);
    return done;
}

/* A source over one file called @name with @bytes. */
static void open_file(Fixture *f, const char *name, const void *bytes, gsize size)
{
    f->folder = g_dir_make_tmp("assay-source-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, name, NULL);
    g_assert_true(g_file_set_contents(f->path, bytes, (gssize)size, NULL));
    f->paths[0] = f->path;
    f->source = assay_source_open(f->paths, NULL, NULL);
    g_assert_nonnull(f->source);
    f->host = (AssayContainerHost){.open = host_open, .next = host_next, .self = f};
    assay_source_open_containers(f->source, &f->host, NULL, NULL);
}

static void close_file(Fixture *f)
{
    assay_source_free(f->source);
    g_clear_pointer(&f->reader, assay_container_close);
    g_remove(f->path);
    g_rmdir(f->folder);
    g_free(f->path);
    g_free(f->folder);
}

/* What may be a container is given back to be looked into. */
static gboolean step(Fixture *f, AssaySourceItem **ret_item, GError **error)
{
    gboolean done = assay_source_next(f->source, ret_item, error);
    AssaySourceItem *item = *ret_item;
    if (!done || item == NULL || !item->may_hold ||
        !assay_container_is_candidate(item->file, item->path))
        return done;
    *ret_item = NULL;
    assay_source_look_into(f->source, item);
    return assay_source_next(f->source, ret_item, error);
}

static AssaySourceItem *next(Fixture *f)
{
    AssaySourceItem *item = NULL;
    g_autoptr(GError) error = NULL;
    gboolean done = step(f, &item, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return item;
}

static void expect_trouble(Fixture *f, const char *part)
{
    AssaySourceItem *item = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_false(step(f, &item, &error));
    if (strstr(error->message, part) == NULL)
        g_error("expected '%s' in: %s", part, error->message);
}

static void expect(Fixture *f, const char *uri, const char *body)
{
    g_autoptr(AssaySourceItem) item = next(f);
    g_assert_nonnull(item);
    g_assert_cmpstr(item->uri, ==, uri);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(item->bytes, &size);
    g_assert_cmpuint(size, ==, strlen(body));
    g_assert_true(memcmp(bytes, body, size) == 0);
}

static void expect_end(Fixture *f)
{
    g_assert_null(next(f));
}

/* ---- WARC ---- */

static void add_record(GString *warc, const char *version, const char *type, const char *uri,
                       const char *block)
{
    g_string_append_printf(warc,
                           "WARC/%s\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                           "WARC-Date: 2017-03-06T04:02:06Z\r\nWARC-Record-ID: <urn:%s-%zu>\r\n"
                           "Content-Length: %zu\r\n%s\r\n%s\r\n\r\n",
                           version, type, uri, type, warc->len, strlen(block),
                           strcmp(type, "response") == 0
                               ? "Content-Type: application/http; msgtype=response\r\n"
                               : "Content-Type: text/plain\r\n",
                           block);
}

static GByteArray *gzip(const char *text, gsize size)
{
    z_stream zlib = {0};
    GByteArray *out = g_byte_array_new();
    g_autofree guint8 *copy = g_memdup2(text, size);
    g_byte_array_set_size(out, (guint)size + 1000);
    g_assert_cmpint(deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    zlib.next_in = copy;
    zlib.avail_in = (uInt)size;
    zlib.next_out = out->data;
    zlib.avail_out = out->len;
    g_assert_cmpint(deflate(&zlib, Z_FINISH), ==, Z_STREAM_END);
    g_byte_array_set_size(out, (guint)zlib.total_out);
    deflateEnd(&zlib);
    return out;
}

static void test_warc(void)
{
    g_autoptr(GString) warc = g_string_new(NULL);
    Fixture f = {0};
    add_record(warc, "0.18", "response", "http://a/",
               "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\n<p>a");
    add_record(warc, "1.0", "request", "http://a/", "GET / HTTP/1.1\r\n\r\n");
    add_record(warc, "1.0", "response", "http://moved/", "HTTP/1.1 301 Moved\r\n\r\nmoved");
    add_record(warc, "1.1", "resource", "<http://b/c d>", "resource");
    add_record(warc, "1.1", "conversion", "http://c/", "conversion");
    open_file(&f, "x.warc", warc->str, warc->len);
    g_autoptr(AssaySourceItem) first = next(&f);
    g_assert_cmpstr(first->content_type, ==, "text/html; charset=x");
    g_assert_cmpstr(first->captured, ==, "2017-03-06T04:02:06Z");
    g_assert_cmpstr(first->url, ==, "http://a/");
    g_assert_cmpstr(first->member, ==, "urn:response-0");
    expect(&f, "http://b/c d", "resource");
    expect(&f, "http://c/", "conversion");
    expect_end(&f);
    close_file(&f);
}

/* Chunks as they are, as they are not, and where they break off. */
static void test_chunks(void)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const char *const bodies[] = {"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde!",
                                         "3\r\nabc\r\nffff\r\nde", "3\r\nabcdefgh"};
    static const char *const expected[] = {"abcde", "abcde!", "abcde", "abcdefgh"};
    g_autoptr(GString) warc = g_string_new(NULL);
    Fixture f = {0};
    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autofree char *block = g_strconcat(head, bodies[i], NULL);
        add_record(warc, "1.0", "response", "http://a/", block);
    }
    open_file(&f, "x.warc", warc->str, warc->len);
    for (guint i = 0; i < G_N_ELEMENTS(bodies); i++)
        expect(&f, "http://a/", expected[i]);
    expect_end(&f);
    close_file(&f);
}

#define PACKED_TEXT "some text that takes its room when packed"

/* Three packed records, of which the bytes of @damaged from the part @from on, @n of them, are
 * written over. */
static GByteArray *damaged_warc(guint damaged, double from, guint n)
{
    GByteArray *file = g_byte_array_new();
    for (guint i = 0; i < 3; i++) {
        g_autoptr(GString) warc = g_string_new(NULL);
        g_autofree char *uri = g_strdup_printf("http://%u/", i);
        add_record(warc, "1.0", "resource", uri, PACKED_TEXT);
        g_autoptr(GByteArray) member = gzip(warc->str, warc->len);
        if (i == damaged)
            memset(member->data + (gsize)(from * member->len), 0xff, n);
        g_byte_array_append(file, member->data, member->len);
    }
    return file;
}

/* One gzip member is damaged: that is said once, and the others come. */
static void test_damaged_member(void)
{
    Fixture f = {0};
    g_autoptr(GByteArray) file = damaged_warc(1, 0.5, 40);
    open_file(&f, "x.warc.gz", file->data, file->len);
    expect(&f, "http://0/", PACKED_TEXT);
    expect_trouble(&f, "damaged gzip data");
    expect(&f, "http://2/", PACKED_TEXT);
    expect_end(&f);
    close_file(&f);
}

/* So it is said where nothing follows: in its head, or where the packed data begins. */
static void test_damaged_end(void)
{
    static const double places[] = {0, 0.1};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        Fixture f = {0};
        g_autoptr(GByteArray) file = damaged_warc(2, places[i], 20);
        open_file(&f, "x.warc.gz", file->data, file->len);
        expect(&f, "http://0/", PACKED_TEXT);
        expect(&f, "http://1/", PACKED_TEXT);
        expect_trouble(&f, "damaged gzip data");
        expect_end(&f);
        close_file(&f);
    }
}

static void test_truncated(void)
{
    g_autoptr(GString) warc = g_string_new(NULL);
    Fixture f = {0};
    add_record(warc, "1.0", "resource", "http://a/", "one");
    add_record(warc, "1.0", "resource", "http://b/", "two and more that is not there");
    g_string_truncate(warc, warc->len - 20);
    open_file(&f, "x.warc", warc->str, warc->len);
    expect(&f, "http://a/", "one");
    expect(&f, "http://b/", "two and more t");
    expect_end(&f);
    close_file(&f);
}

static void test_bad_records(void)
{
    g_autoptr(GString) warc = g_string_new(NULL);
    Fixture f = {0};
    add_record(warc, "1.0", "resource", "http://a/", "one");
    g_string_append(warc,
                    "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: many\r\n\r\nx\r\n\r\n");
    g_string_append(warc, "what is this?\r\n");
    add_record(warc, "1.0", "response", "http://no-http/", "not HTTP");
    add_record(warc, "1.0", "resource", "http://b/", "two");
    open_file(&f, "x.warc", warc->str, warc->len);
    expect(&f, "http://a/", "one");
    expect_trouble(&f, "no Content-Length");
    expect_trouble(&f, "bytes that are no record");
    expect_trouble(&f, "no HTTP response");
    expect(&f, "http://b/", "two");
    expect_end(&f);
    close_file(&f);
}

static void test_arc(void)
{
    static const char block[] = "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x";
    Fixture f = {0};
    g_autofree char *arc = g_strdup_printf(
        "filedesc://x.arc 1.1.1.1 20140216050221 text/plain 4\n1 0\n\n"
        "http://a/b c 1.1.1.1 20140216050221 text/html %zu\n%s\nhttp://bad/ x\n",
        sizeof block - 1, block);
    open_file(&f, "x.arc", arc, strlen(arc));
    g_autoptr(AssaySourceItem) item = next(&f);
    g_assert_cmpstr(item->uri, ==, "http://a/b c");
    g_assert_cmpstr(item->captured, ==, "2014-02-16T05:02:21Z");
    expect_trouble(&f, "no length");
    expect_end(&f);
    close_file(&f);
}

static void test_damaged_arc(void)
{
    static const char head[] = "filedesc://x 1.1.1.1 20140216050221 text/plain 4\n1 0\n\n";
    static const char text[] = "ftp://a 1.1.1.1 20140216050221 text/plain 1\nx\n";
    g_autoptr(GByteArray) file = gzip(head, sizeof head - 1);
    g_autoptr(GByteArray) record = gzip(text, sizeof text - 1);
    Fixture f = {0};
    record->data[0] = 0;
    record->data[1] = 1;
    g_byte_array_append(file, record->data, record->len);
    open_file(&f, "x.arc.gz", file->data, file->len);
    expect_trouble(&f, "damaged gzip data");
    expect_end(&f);
    close_file(&f);
}

/* ---- Archives ---- */

static void add_member(struct archive *archive, const char *name, const void *bytes, gsize size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    g_assert_cmpint(archive_write_header(archive, entry), ==, ARCHIVE_OK);
    g_assert_cmpint(archive_write_data(archive, bytes, size), ==, (la_ssize_t)size);
    archive_entry_free(entry);
}

/* An archive of @n members, @names and @texts, as a source. */
static void open_archive(Fixture *f, gboolean is_zip, const char *name, const char *const *names,
                         const char *const *texts, guint n)
{
    static char buffer[1 << 20];
    size_t used = 0;
    struct archive *archive = archive_write_new();
    if (is_zip) {
        archive_write_set_format_zip(archive);
    } else {
        archive_write_set_format_pax_restricted(archive);
        archive_write_add_filter_xz(archive);
    }
    g_assert_cmpint(archive_write_open_memory(archive, buffer, sizeof buffer, &used), ==,
                    ARCHIVE_OK);
    for (guint i = 0; i < n; i++)
        add_member(archive, names[i], texts[i], strlen(texts[i]));
    archive_write_free(archive);
    open_file(f, name, buffer, used);
}

static void test_archives(void)
{
    static const char *const names[] = {"./a.txt",   "sub/b.txt", "../up.txt",
                                        "/root.txt", "a/../../c", "in.warc"};
    static const char *const texts[] = {"one", "two", "x", "x", "x", "WARC/1.0\r\n"};
    for (guint zip = 0; zip < 2; zip++) {
        Fixture f = {0};
        open_archive(&f, zip == 1, zip == 1 ? "x.zip" : "x.tar.xz", names, texts, 6);
        expect(&f, zip == 1 ? "x.zip!/a.txt" : "x.tar.xz!/a.txt", "one");
        expect(&f, zip == 1 ? "x.zip!/sub/b.txt" : "x.tar.xz!/sub/b.txt", "two");
        expect_trouble(&f, "climbs");
        expect_trouble(&f, "absolute");
        expect_trouble(&f, "climbs");
        expect_trouble(&f, "inside an archive");
        expect_end(&f);
        close_file(&f);
    }
}

/* 100 MB of nothing in 100 KB. */
/* Members of one name are told from each other, for the ledger. */
static void test_same_names(void)
{
    g_autoptr(GString) warc = g_string_new(NULL);
    static const char *const members[] = {"urn:1", "urn:1 (2)", "urn:2", "urn:1 (3)"};
    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *id = g_strndup(members[i], 5);
        g_string_append_printf(warc,
                               "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\r\n"
                               "WARC-Record-ID: <%s>\r\nContent-Length: 1\r\n\r\n%u\r\n\r\n",
                               id, i);
    }
    Fixture f = {0};
    open_file(&f, "x.warc", warc->str, warc->len);
    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autoptr(AssaySourceItem) item = next(&f);
        g_assert_cmpstr(item->member, ==, members[i]);
        g_assert_cmpstr(item->uri, ==, "http://a/");
    }
    expect_end(&f);
    close_file(&f);
}

/* The first hundred that are refused are named, the others counted. */
static void test_many_refused(void)
{
    enum { N = 150 };
    const char *names[N], *texts[N];
    Fixture f = {0};
    for (guint i = 0; i < N; i++) {
        names[i] = i == 120 ? "good.txt" : "/absolute";
        texts[i] = "x";
    }
    open_archive(&f, FALSE, "x.tar.xz", names, texts, N);
    for (guint i = 0; i < 100; i++)
        expect_trouble(&f, "absolute");
    expect(&f, "x.tar.xz!/good.txt", "x");
    expect_trouble(&f, "49 more");
    expect_end(&f);
    close_file(&f);
}

static void test_bomb(void)
{
    g_autofree char *zeros = g_malloc0(100u << 20);
    g_autofree char *buffer = g_malloc(4u << 20);
    size_t used = 0;
    Fixture f = {0};
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    g_assert_cmpint(archive_write_open_memory(archive, buffer, 4u << 20, &used), ==, ARCHIVE_OK);
    add_member(archive, "zeros.txt", zeros, 100u << 20);
    archive_write_free(archive);
    open_file(&f, "x.zip", buffer, used);
    expect_trouble(&f, "times its size");
    expect_end(&f);
    close_file(&f);
}

/* A file that bears a tar's mark and is none is an input like any other. */
static void test_false_mark(void)
{
    char bytes[1024];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes + 257, "ustar", 5);
    Fixture f = {0};
    open_file(&f, "all-formats.pdf", bytes, sizeof bytes);
    g_autoptr(AssaySourceItem) item = next(&f);
    g_assert_nonnull(item);
    g_assert_cmpstr(item->uri, ==, "all-formats.pdf");
    expect_end(&f);
    close_file(&f);
}

/* What libarchive would run a program for is no archive, whatever program is there. */
static void test_no_programs(void)
{
    static const char script[] = "#!/bin/sh\ntouch \"$0.ran\"\n";
    static const char *const names[] = {"lrzip", "lzop", "grzip"};
    static const char *const marks[] = {"LRZI\0\6", "\x89LZO\0\r\n\x1a\n", "GRZipII\0\2\4:)"};
    static const guint8 sizes[] = {6, 9, 12};
    g_autofree char *folder = g_dir_make_tmp("assay-programs-XXXXXX", NULL);
    g_autofree char *old_path = g_strdup(g_getenv("PATH"));
    g_autofree char *path = g_strconcat(folder, ":", old_path, NULL);
    g_setenv("PATH", path, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Fixture f = {0};
        char bytes[1024] = {0};
        g_autofree char *program = g_build_filename(folder, names[i], NULL);
        g_autofree char *sign = g_strconcat(program, ".ran", NULL);
        g_assert_true(
            g_file_set_contents_full(program, script, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
        memcpy(bytes, marks[i], sizes[i]);
        open_file(&f, "x.tar.gz", bytes, sizeof bytes);
        expect_trouble(&f, "x.tar.gz");
        expect_end(&f);
        close_file(&f);
        g_assert_false(g_file_test(sign, G_FILE_TEST_EXISTS));
        g_remove(program);
    }
    g_setenv("PATH", old_path, TRUE);
    g_rmdir(folder);
}

/* ---- Instants ---- */

static void test_instants(void)
{
    static const char *const good[] = {"2017-03-06T04:02:06Z", "2017-03-06T04:02:06.123456789Z"};
    static const char *const bad[] = {
        "2017", "2017-13-06T04:02:06Z", "2017-02-29T04:02:06Z", "2017-03-06", "20140216",
        "",     "2017-03-06T24:00:00Z"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *instant = assay_http_instant(good[i]);
        g_assert_cmpstr(instant, ==, good[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_null(assay_http_instant(bad[i]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source/container/warc", test_warc);
    g_test_add_func("/source/container/chunks", test_chunks);
    g_test_add_func("/source/container/damaged-member", test_damaged_member);
    g_test_add_func("/source/container/damaged-end", test_damaged_end);
    g_test_add_func("/source/container/truncated", test_truncated);
    g_test_add_func("/source/container/bad-records", test_bad_records);
    g_test_add_func("/source/container/arc", test_arc);
    g_test_add_func("/source/container/damaged-arc", test_damaged_arc);
    g_test_add_func("/source/container/archives", test_archives);
    g_test_add_func("/source/container/same-names", test_same_names);
    g_test_add_func("/source/container/many-refused", test_many_refused);
    g_test_add_func("/source/container/bomb", test_bomb);
    g_test_add_func("/source/container/false-mark", test_false_mark);
    g_test_add_func("/source/container/no-programs", test_no_programs);
    g_test_add_func("/source/container/instants", test_instants);
    return g_test_run();
}
