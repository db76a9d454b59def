/* ledger_match.c: whether the ledger knows the very files that the tree has. See ledger.h.
 *
 * Names only, and only listed, never opened: enough to see that somebody removed or brought files,
 * or put back an old ledger, at a price of microseconds a hundred. */
#include <dirent.h>
#include <string.h>

#include "store/ledger_sql.h"

/* Sum over names of a hash of each: the same for the same set in any order. */
typedef struct {
    guint64 sum;
    guint n;
} Names;

/* FNV-1a, 64 bits. */
static void add_name(Names *names, const char *name, gsize length)
{
    guint64 hash = 0xcbf29ce484222325u;
    for (gsize i = 0; i < length; i++)
        hash = (hash ^ (guchar)name[i]) * 0x100000001b3u;
    names->sum += hash;
    names->n++;
}

static void add_folder(Names *names, const char *folder)
{
    DIR *stream = opendir(folder);
    if (stream == NULL)
        return;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        gsize length = strlen(entry->d_name);
        if (entry->d_name[0] != '.' && length > 4 &&
            strcmp(entry->d_name + length - 4, ".xml") == 0)
            add_name(names, entry->d_name, length - 4);
    }
    closedir(stream);
}

static Names names_on_disk(const char *out, const char *kind)
{
    Names names = {0, 0};
    g_autofree char *top = g_build_filename(out, kind, NULL);
    DIR *stream = opendir(top);
    if (stream == NULL)
        return names;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (entry->d_name[0] == '.')
            continue;
        g_autofree char *folder = g_build_filename(top, entry->d_name, NULL);
        add_folder(&names, folder);
    }
    closedir(stream);
    return names;
}

gboolean assay_ledger_matches(AssayLedger *ledger, const char *out)
{
    Names records = {0, 0}, captures = {0, 0};
    sqlite3_stmt *found = assay_ledger_sql(ledger, "SELECT id FROM records", "");
    while (assay_ledger_step(ledger, found))
        add_name(&records, assay_ledger_text(found, 0), (gsize)sqlite3_column_bytes(found, 0));
    found = assay_ledger_sql(ledger, "SELECT sha256 FROM captures WHERE kept = 2", "");
    while (assay_ledger_step(ledger, found)) {
        char hex[65];
        if (assay_ledger_hex(found, 0, hex))
            add_name(&captures, hex, 64);
    }
    const Names records_there = names_on_disk(out, "records");
    const Names captures_there = names_on_disk(out, "captures");
    return records.n == records_there.n && records.sum == records_there.sum &&
           captures.n == captures_there.n && captures.sum == captures_there.sum;
}
