/* run.c: see run.h. */
#include "diff/run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "diff/diff.h"
#include "diff/filter.h"
#include "diff/renamed.h"
#include "diff/walk.h"

typedef struct {
    const AssayDiffRun *run;
    AssaySheet sheet;
    AssayStat stat;
    AssayRenamed *renamed;
    guint n_records; /* that differ */
    gboolean any;    /* a file was found to compare, readable or not */
} Session;

static void flush(Session *session)
{
    GString *text = session->sheet.text;
    if (text->len > 0)
        session->run->write(text->str, text->len, session->run->user_data);
    g_string_truncate(text, 0);
}

static void note_trouble(Session *session, const char *message)
{
    session->stat.n_unread++;
    session->run->trouble(message, session->run->user_data);
}

/* ---- Reading a record ---- */

static GBytes *read_file(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info = {0};
    const char *why = NULL;
    char *data = NULL;
    if (fd < 0 || fstat(fd, &info) != 0)
        why = g_strerror(errno);
    else if (!S_ISREG(info.st_mode))
        why = "not a regular file";
    else if (info.st_size > (off_t)ASSAY_LIMIT_INPUT_BYTES)
        why = "too large for a record";
    gsize room = why == NULL ? (gsize)info.st_size : 0;
    data = g_malloc(room + 1);
    gssize size = why == NULL ? assay_file_read(fd, data, room) : 0;
    if (size < 0)
        why = g_strerror(errno);
    if (fd >= 0)
        close(fd);
    if (why == NULL)
        return g_bytes_new_take(data, (gsize)size);
    g_free(data);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: %s", path, why);
    return NULL;
}

static AssayRecord *read_record(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = read_file(path, error);
    gsize size = 0;
    const char *data = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);
    return bytes == NULL ? NULL : assay_record_read(data != NULL ? data : "", size, path, error);
}

/* Of the run itself: @path, or trouble. */
static AssayRecord *open_record(Session *session, const char *path)
{
    g_autoptr(GError) error = NULL;
    AssayRecord *record = read_record(path, &error);
    if (record == NULL && error != NULL)
        note_trouble(session, error->message);
    return record;
}

/* ---- Reporting one record ---- */

/* Drops what is accepted already. */
static void leave_out_accepted(Session *session, const char *id, GPtrArray *changes)
{
    for (guint i = changes->len; session->run->accepted != NULL && i-- > 0;) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        if (change->follows || !assay_accepted_has(session->run->accepted, id, change))
            continue;
        session->stat.n_accepted++;
        g_ptr_array_remove_index(changes, i);
    }
}

/* Returns: how many changes there are to report. */
static guint count_changes(Session *session, const char *id, const GPtrArray *changes)
{
    guint n = 0;
    for (guint i = 0; i < changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        if (change->follows)
            continue;
        if (n++ == 0)
            session->n_records++;
        assay_stat_add(&session->stat, session->n_records, change);
        if (session->run->accept_into != NULL)
            assay_accepted_add(session->run->accept_into, id, change, session->run->reason);
    }
    return n;
}

static guint *counter(AssayStat *stat, AssayChangeKind kind)
{
    switch (kind) {
    case ASSAY_CHANGE_ADDED:
        return &stat->n_added;
    case ASSAY_CHANGE_REMOVED:
        return &stat->n_removed;
    case ASSAY_CHANGE_MOVED:
        return &stat->n_renamed;
    default:
        return &stat->n_changed;
    }
}

static void report(Session *session, AssayDiffRecord *record, GPtrArray *changes)
{
    leave_out_accepted(session, record->id, changes);
    guint n_shown_before = session->stat.n_changes - session->stat.n_omitted;
    guint n = count_changes(session, record->id, changes);
    guint limit = session->run->limit;
    if (n == 0) {
        /* Nothing that was asked for; what is on one side only is no same record for all that. */
        gboolean is_pair = record->kind == ASSAY_CHANGE_CHANGED ||
                           record->kind == ASSAY_CHANGE_MOVED;
        session->stat.n_same += is_pair ? 1 : 0;
        return;
    }
    (*counter(&session->stat, record->kind))++;
    record->changes = changes;
    record->n_show = limit == 0 ? n : MIN(n, limit - MIN(limit, n_shown_before));
    session->stat.n_omitted += n - record->n_show;
    if (session->run->accept_into == NULL)
        session->run->sheet->record(&session->sheet, record);
    flush(session);
}

/* The change that a whole record is. */
static void add_whole(GPtrArray *changes, AssayChangeKind kind, const char *old_value,
                      const char *new_value)
{
    AssayChange *change = g_new0(AssayChange, 1);
    change->kind = kind;
    change->path = g_strdup("record");
    change->field = g_strdup("record");
    change->old_value = g_strdup(old_value);
    change->new_value = g_strdup(new_value);
    if (kind == ASSAY_CHANGE_MOVED) {
        change->part = ASSAY_CHANGE_ATTRIBUTE;
        change->attribute = g_strdup("id");
    }
    g_ptr_array_insert(changes, 0, change);
}

static void report_whole(Session *session, const AssayRecord *old_record,
                         const AssayRecord *new_record)
{
    const AssayRecord *record = new_record != NULL ? new_record : old_record;
    AssayChangeKind kind = new_record != NULL ? ASSAY_CHANGE_ADDED : ASSAY_CHANGE_REMOVED;
    g_autoptr(GPtrArray)
        changes = g_ptr_array_new_with_free_func((GDestroyNotify)assay_change_free);
    g_autofree char *title = assay_record_value(record, "title");
    const char *value = title != NULL ? title : "";
    add_whole(changes, kind, new_record == NULL ? value : NULL, new_record != NULL ? value : NULL);
    assay_diff_filter(changes, session->run->only, session->run->ignore);
    AssayDiffRecord about = {.kind = kind, .id = assay_record_id(record), .title = title};
    report(session, &about, changes);
}

/* @why: what is the same where the ids are not; else NULL. */
static void report_pair(Session *session, const AssayRecord *old_record,
                        const AssayRecord *new_record, const char *why)
{
    const AssayDiffRun *run = session->run;
    g_autoptr(GPtrArray) changes = assay_diff_records(old_record, new_record, run->with_evidence);
    if (why != NULL)
        add_whole(changes, ASSAY_CHANGE_MOVED, assay_record_id(old_record),
                  assay_record_id(new_record));
    assay_diff_filter(changes, run->only, run->ignore);
    for (guint i = 0; why != NULL && i < changes->len; i++) {
        AssayChange *change = g_ptr_array_index(changes, i);
        change->follows = change->follows || strcmp(change->field, "@id") == 0;
    }
    g_autofree char *title = assay_record_value(new_record, "title");
    AssayDiffRecord about = {
        .kind = why != NULL ? ASSAY_CHANGE_MOVED : ASSAY_CHANGE_CHANGED,
        .id = assay_record_id(new_record),
        .old_id = why != NULL ? assay_record_id(old_record) : NULL,
        .title = title,
        .why = why,
    };
    report(session, &about, changes);
}

/* ---- Trees ---- */

static void on_same(gpointer user_data)
{
    Session *session = user_data;
    session->stat.n_same++;
    session->any = TRUE;
}

static void on_trouble(const char *message, gpointer user_data)
{
    Session *session = user_data;
    note_trouble(session, message);
    session->any = TRUE;
}

static void on_differs(const char *old_path, const char *new_path, gpointer user_data)
{
    Session *session = user_data;
    session->any = TRUE;
    g_autoptr(AssayRecord) old_record = old_path == NULL ? NULL : open_record(session, old_path);
    g_autoptr(AssayRecord) new_record = new_path == NULL ? NULL : open_record(session, new_path);
    if ((old_record == NULL) != (old_path == NULL) || (new_record == NULL) != (new_path == NULL))
        return;
    if (old_record != NULL && new_record != NULL)
        report_pair(session, old_record, new_record, NULL);
    else if (!assay_renamed_add(session->renamed, old_record != NULL,
                                old_record != NULL ? old_record : new_record,
                                old_path != NULL ? old_path : new_path))
        report_whole(session, old_record, new_record);
}

static void on_renamed(const char *old_path, const char *new_path, const char *why,
                       gpointer user_data)
{
    Session *session = user_data;
    g_autoptr(AssayRecord) old_record = old_path == NULL ? NULL : open_record(session, old_path);
    g_autoptr(AssayRecord) new_record = new_path == NULL ? NULL : open_record(session, new_path);
    if (old_record != NULL && new_record != NULL)
        report_pair(session, old_record, new_record, why);
    else if (old_record != NULL || new_record != NULL)
        report_whole(session, old_record, new_record);
}

/* What the last run replaced, or what a run that wrote nothing would. */
static gboolean walk_versions(const AssayDiffRun *run, const AssayWalkListener *listener,
                              GError **error)
{
    gboolean is_last = run->mode == ASSAY_DIFF_LAST;
    g_autofree char *versions = g_build_filename(run->new_path, is_last ? "previous" : "records",
                                                 NULL);
    g_autofree char *records = g_build_filename(is_last ? run->new_path : run->old_path, "records",
                                                NULL);
    if (g_file_test(versions, G_FILE_TEST_IS_DIR))
        return assay_walk_versions(versions, records, is_last, listener, error);
    if (!is_last)
        return TRUE; /* nothing differs */
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                "%s: holds no previous versions; let assay ingest --keep-previous write them",
                run->new_path);
    return FALSE;
}

/* A tree whose records are all gone is a tree still. */
static gboolean is_tree(const char *folder)
{
    g_autofree char *records = g_build_filename(folder, "records", NULL);
    return g_file_test(records, G_FILE_TEST_IS_DIR);
}

static gboolean compare_trees(Session *session, const AssayWalkListener *listener, GError **error)
{
    const AssayDiffRun *run = session->run;
    if (!assay_walk_trees(run->old_path, run->new_path, listener, error))
        return FALSE;
    if (session->any || is_tree(run->old_path) || is_tree(run->new_path))
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                "%s and %s: neither holds records; name two folders that assay ingest wrote",
                run->old_path, run->new_path);
    return FALSE;
}

static gboolean compare_folders(Session *session, GError **error)
{
    const AssayDiffRun *run = session->run;
    const AssayWalkListener listener = {on_differs, on_same, on_trouble, session};
    session->renamed = assay_renamed_new();
    gboolean done = run->mode == ASSAY_DIFF_PATHS ? compare_trees(session, &listener, error)
                                                  : walk_versions(run, &listener, error);
    if (done)
        assay_renamed_each(session->renamed, on_renamed, session);
    g_clear_pointer(&session->renamed, assay_renamed_free);
    return done;
}

/* ---- All of it ---- */

static gboolean must_exist(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: no such record or folder", path);
    return FALSE;
}

static gboolean compare(Session *session, GError **error)
{
    const AssayDiffRun *run = session->run;
    if (!must_exist(run->new_path, error) ||
        (run->old_path != NULL && !must_exist(run->old_path, error)))
        return FALSE;
    gboolean new_is_folder = g_file_test(run->new_path, G_FILE_TEST_IS_DIR);
    gboolean old_is_folder = run->old_path == NULL ||
                             g_file_test(run->old_path, G_FILE_TEST_IS_DIR);
    if (old_is_folder && new_is_folder)
        return compare_folders(session, error);
    if (old_is_folder || new_is_folder) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s and %s: one is a folder, the other is not; name two records or two folders",
                    run->old_path == NULL ? "" : run->old_path, run->new_path);
        return FALSE;
    }
    /* Both are read, so that trouble with both is told. */
    g_autoptr(AssayRecord) old_record = open_record(session, run->old_path);
    g_autoptr(AssayRecord) new_record = open_record(session, run->new_path);
    if (old_record != NULL && new_record != NULL)
        report_pair(session, old_record, new_record, NULL);
    return TRUE;
}

gboolean assay_diff_run(const AssayDiffRun *run, guint *ret_n_changes, guint *ret_n_unread,
                        GError **error)
{
    Session session = {.run = run};
    session.sheet.old_name = run->mode == ASSAY_DIFF_LAST ? "(before the last run)" : run->old_path;
    session.sheet.new_name = run->mode == ASSAY_DIFF_SCRATCH ? "(dry run)" : run->new_path;
    session.sheet.colour = run->colour;
    session.sheet.stat_only = run->stat_only;
    session.sheet.text = g_string_new(NULL);
    assay_stat_init(&session.stat);
    gboolean with_sheet = run->accept_into == NULL;
    if (with_sheet)
        run->sheet->begin(&session.sheet);
    gboolean done = compare(&session, error);
    if (done && with_sheet)
        run->sheet->end(&session.sheet, &session.stat);
    if (done)
        flush(&session);
    *ret_n_changes = session.stat.n_changes;
    *ret_n_unread = session.stat.n_unread;
    assay_stat_clear(&session.stat);
    g_string_free(session.sheet.text, TRUE);
    return done;
}
