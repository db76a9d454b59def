/* flags.h: the flags of many records as one table.
 *
 * Job: collect flags of records and lay them out, by check and then by record. Not its job: raising
 * flags (check/), finding records (store/). */
#ifndef ASSAY_REPORT_FLAGS_H
#define ASSAY_REPORT_FLAGS_H

#include "record/record.h"

typedef struct AssayFlags AssayFlags;

AssayFlags *assay_flags_new(void);
void assay_flags_free(AssayFlags *flags);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayFlags, assay_flags_free)

/** assay_flags_add: the flags of @record; all is copied. */
void assay_flags_add(AssayFlags *flags, const AssayRecord *record);

/** assay_flags_text, _tsv, _json: the table: the gravest severity first, then by check, record,
 * message. Returns: (owned). */
char *assay_flags_text(AssayFlags *flags);
char *assay_flags_tsv(AssayFlags *flags);
char *assay_flags_json(AssayFlags *flags);

/** assay_flag_rank: 0 for error, 1 warning, 2 info, 3 anything else. */
guint assay_flag_rank(const char *severity);

/** assay_flags_each: calls @visit for every flag element of @record, in order. */
void assay_flags_each(const AssayRecord *record, void (*visit)(xmlNode *flag, gpointer user_data),
                      gpointer user_data);

#endif
