/* stat.h: how many records gained, lost, changed or moved something, by field and by rule. */
#ifndef ASSAY_DIFF_STAT_H
#define ASSAY_DIFF_STAT_H

#include "diff/change.h"

/** Records in which something happened, by kind of change. A record counts once a kind. */
typedef struct {
    guint n[ASSAY_N_CHANGE_KINDS];
    guint last[ASSAY_N_CHANGE_KINDS]; /* private: the record counted last, from 1 */
} AssayStatCount;

/** What happened by one pair of rules: which gave the old value, and which the new one. */
typedef struct {
    char *old_rule, *new_rule; /* owned; "" where nothing is known */
    AssayStatCount count;
} AssayStatRule;

typedef struct {
    char *field;           /* owned */
    guint n_records, last; /* with any change; last: private */
    AssayStatCount count;
    GPtrArray *rules; /* of AssayStatRule, owned, sorted when asked for */
} AssayStatField;

/** Records of a comparison, and changes. */
typedef struct {
    guint n_same, n_changed, n_added, n_removed, n_renamed, n_unread;
    guint n_changes;    /* reported */
    guint n_accepted;   /* that were left out since they are accepted */
    guint n_omitted;    /* beyond the limit, of n_changes */
    GHashTable *fields; /* owned */
} AssayStat;

void assay_stat_init(AssayStat *stat);
void assay_stat_clear(AssayStat *stat);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AssayStat, assay_stat_clear)

/** assay_stat_add: count @change of the record with number @record, from 1, rising. */
void assay_stat_add(AssayStat *stat, guint record, const AssayChange *change);

/** assay_stat_fields: sorted by field, rules sorted. Returns: (owned) GPtrArray of borrowed
 * AssayStatField. */
GPtrArray *assay_stat_fields(AssayStat *stat);

/** assay_stat_line: `2 records changed, 1 added, 5 the same`. Returns: (owned). */
char *assay_stat_line(const AssayStat *stat);

#endif
