/* alarm.h: the layout alarm: a rule that takes less than it used to. Private to pipeline/.
 *
 * A site's redesign shows first as rules that no longer find anything. So every run counts, for
 * each profile and style, among how many documents it read each rule took something; the ledger
 * keeps the counts, and a rule whose rate falls by more than a set share against the mean of its
 * last runs is reported by name, with documents where it failed. `(style)` stands for the profile's
 * styles altogether: its rate is that of documents that have one of them. */
#ifndef ASSAY_PIPELINE_ALARM_H
#define ASSAY_PIPELINE_ALARM_H

#include "pipeline/engine.h"
#include "pipeline/pool.h"
#include "store/ledger.h"

typedef struct AssayAlarm AssayAlarm;

/** assay_alarm_new: counts of one run. @engine: borrowed. */
AssayAlarm *assay_alarm_new(const AssayEngine *engine);
void assay_alarm_free(AssayAlarm *alarm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayAlarm, assay_alarm_free)

/** assay_alarm_count: document @uri was read, with @result. */
void assay_alarm_count(AssayAlarm *alarm, const AssayPoolResult *result, const char *uri);

/** assay_alarm_finish: put the counts of run @run into @ledger and compare them.
 * @drop: the share by which a rate may fall, above 0 and up to 1. @min_documents: fewer are not
 * judged. Returns: (owned) of char*, owned: one message for each rule that fell, in order. */
GPtrArray *assay_alarm_finish(AssayAlarm *alarm, AssayLedger *ledger, gint64 run, double drop,
                              guint min_documents);

/** assay_alarm_each: the counts, in order of profile, style, rule. */
void assay_alarm_each(const AssayAlarm *alarm,
                      void (*visit)(const AssayLedgerHits *hits, gpointer user_data),
                      gpointer user_data);

#endif
