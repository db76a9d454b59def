/* sheet.h: how a comparison is laid out: text, XML, JSON or a page, written record by record so
 * that it need not fit into memory. One file a form: sheet_<form>.c. */
#ifndef ASSAY_DIFF_SHEET_H
#define ASSAY_DIFF_SHEET_H

#include "base/json.h"
#include "diff/stat.h"

#define ASSAY_DIFF_NAMESPACE "urn:assay:diff:1"

/** One record that differs. Borrows all. */
typedef struct {
    AssayChangeKind kind;     /* MOVED: known by another id now */
    const char *id;           /* the new one, where there is one */
    const char *old_id;       /* of MOVED: the old one; else NULL */
    const char *title;        /* or NULL */
    const char *why;          /* of MOVED: what is the same */
    const GPtrArray *changes; /* of AssayChange; those that follow another one too */
    guint n_show;             /* how many changes may be shown; those that follow not counted */
} AssayDiffRecord;

/** A sheet being written. */
typedef struct {
    const char *old_name, *new_name; /* borrowed; what is compared, as the caller named it */
    gboolean colour;
    gboolean stat_only;
    GString *text;  /* owned; taken and emptied by the caller after each record */
    AssayJson json; /* of the JSON form */
    guint n_records;
} AssaySheet;

typedef struct {
    void (*begin)(AssaySheet *sheet);
    void (*record)(AssaySheet *sheet, const AssayDiffRecord *record);
    void (*end)(AssaySheet *sheet, AssayStat *stat);
} AssaySheetType;

extern const AssaySheetType assay_sheet_text, assay_sheet_xml, assay_sheet_json, assay_sheet_html;

/** assay_sheet_shown: the changes of @record that a program reads: at most n_show and those that
 * follow them, without the one that is the record as a whole. Returns: (transfer container). */
GPtrArray *assay_sheet_shown(const AssayDiffRecord *record);

/** assay_sheet_also: what follows from change @i of @changes: `@url, text`. Returns: (owned) or
 * NULL. */
char *assay_sheet_also(const GPtrArray *changes, guint i);

/** assay_sheet_rules: `old-rule → new-rule`, one if they are the same. Returns: (owned) or NULL
 * when neither is known. */
char *assay_sheet_rules(const char *old_rule, const char *new_rule);

/** assay_sheet_clip: the first @max characters of @text, `…` if there are more.
 * Returns: (owned). */
char *assay_sheet_clip(const char *text, guint max);

/** assay_sheet_escape: append @text for XML or HTML; what XML cannot hold becomes U+FFFD. */
void assay_sheet_escape(GString *out, const char *text);

#endif
