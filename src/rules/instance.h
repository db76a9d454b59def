/* instance.h: the instances of repeats that rules made, for rules that look into them. Private to
 * src/rules/.
 *
 * Job: the text of each instance, as a candidate; what has been taken of it stands there as a mark
 * with the target's name, `⟨year⟩`. Not its job: knowing which rule comes next (apply.c). */
#ifndef ASSAY_RULES_INSTANCE_H
#define ASSAY_RULES_INSTANCE_H

#include "rules/match.h"

/** One instance. */
typedef struct AssayInstance AssayInstance;

/** All instances of one document, by repeat. */
typedef struct AssayInstances AssayInstances;

AssayInstances *assay_instances_new(void);
void assay_instances_free(AssayInstances *instances);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayInstances, assay_instances_free)

/** assay_instances_add: note instance @number of @repeat, which @attempt found in @candidate. One
 * without a text of its own is not kept: there is nothing to look into. */
void assay_instances_add(AssayInstances *instances, const char *repeat, guint number,
                         const AssayCandidate *candidate, const AssayAttempt *attempt);

/** assay_instances_of: the instances of @repeat in order. Returns: (borrowed) of AssayInstance, or
 * NULL if there are none. */
const GPtrArray *assay_instances_of(const AssayInstances *instances, const char *repeat);

guint assay_instance_number(const AssayInstance *instance);

/** assay_instance_candidate: what is to be looked at; good until assay_instance_take. */
AssayCandidate assay_instance_candidate(const AssayInstance *instance);

/** assay_instance_has: the instance has a value at @tail (AssaySetting.tail) already. */
gboolean assay_instance_has(const AssayInstance *instance, const char *tail);

/** assay_instance_take: put marks where @attempt, made on assay_instance_candidate, took values.
 */
void assay_instance_take(AssayInstance *instance, const AssayAttempt *attempt);

#endif
