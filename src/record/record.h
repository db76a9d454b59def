/* record.h: the canonical record: made of captures, merged, written, read back, validated.
 *
 * In memory a record is an xmlDoc whose elements carry NO namespace, so that XPath in checks and
 * paths in rules need no prefix; the namespace `urn:assay:record:1` is put on by
 * assay_record_write and assay_record_validate and taken off by assay_record_read.
 * Specification: README.md beside this file; rules/frame.rng. */
#ifndef ASSAY_RECORD_RECORD_H
#define ASSAY_RECORD_RECORD_H

#include "record/finding.h"

#define ASSAY_RECORD_NAMESPACE "urn:assay:record:1"

/** What a profile says of its records: the `<record>` element of its rule set and the schema it
 * names. Immutable after loading; may be shared. */
typedef struct AssayPlan AssayPlan;

/** assay_plan_load: from the `<record>` element @node of a rule set in folder @folder.
 * @profile: its name. @error: ASSAY_ERROR_RULES with file:line. Returns: (owned) or NULL. */
AssayPlan *assay_plan_load(const char *profile, const char *folder, xmlNode *node, GError **error);
void assay_plan_free(AssayPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayPlan, assay_plan_free)

/** assay_plan_has_target: the schema has a place for @path (a target as rules write it: instance
 * numbers and predicates are ignored). For `rules lint`. */
gboolean assay_plan_has_target(const AssayPlan *plan, const char *path);

typedef struct AssayRecord AssayRecord;

void assay_record_free(AssayRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayRecord, assay_record_free)

/** assay_record_build: one record of @n_captures captures of one work (1 or more, of the plan's
 * profile). The result does not depend on their order. No flags yet but those of defects.
 * Returns: (owned) never fails. */
AssayRecord *assay_record_build(const AssayPlan *plan, const AssayCapture *const *captures,
                                guint n_captures);

/** assay_record_captures: the inverse: the captures a record was built of, findings from its
 * evidence. Only a record of one capture gives a body back with it (its body is that capture's);
 * the caller keeps the single-capture records of merged works (store/).
 * Returns: (owned) GPtrArray of AssayCapture, or NULL with ASSAY_ERROR_INPUT. */
GPtrArray *assay_record_captures(const AssayRecord *record, GError **error);

const char *assay_record_id(const AssayRecord *record);      /* borrowed */
const char *assay_record_profile(const AssayRecord *record); /* borrowed */

/** assay_record_set_id: used by identity.c for a collision; see there. */
void assay_record_set_id(AssayRecord *record, const char *id);

/** assay_record_doc: the tree (borrowed), without namespaces; checks may add flags to it with
 * assay_record_add_flag only. */
xmlDoc *assay_record_doc(const AssayRecord *record);

/** assay_record_clear_flags: drop all flags but those of defects, before checks run again. */
void assay_record_clear_flags(AssayRecord *record);

/** A value shown with a flag. */
typedef struct {
    const char *of; /* record path or name of what it is */
    const char *text;
} AssayFlagValue;

/** assay_record_add_flag: add a flag; kept sorted by check, then message.
 * @score: NULL or a decimal as text. @values: @n_values of them. All copied. */
void assay_record_add_flag(AssayRecord *record, const char *check, const char *severity,
                           const char *score, const char *message, const AssayFlagValue *values,
                           guint n_values);

/** assay_record_value: text of the element or attribute at @path (XPath), white space as is.
 * Returns: (owned) or NULL when there is none. */
char *assay_record_value(const AssayRecord *record, const char *path);

/** assay_record_validate: against the profile's RELAX NG schema.
 * @error: ASSAY_ERROR_INTERNAL naming the record and the schema's complaint. */
gboolean assay_record_validate(const AssayRecord *record, const AssayPlan *plan, GError **error);

/** assay_record_write: Canonical XML 1.1, UTF-8, indented, one trailing newline.
 * Returns: (owned). The same record gives the same bytes. */
GBytes *assay_record_write(const AssayRecord *record);

/** assay_record_read: the inverse of assay_record_write; reads hostile bytes too (no network, no
 * entities, no DTD). @name: for messages. @error: ASSAY_ERROR_INPUT. Returns: (owned) or NULL. */
AssayRecord *assay_record_read(const char *data, gsize size_bytes, const char *name,
                               GError **error);

#endif
