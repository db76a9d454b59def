/* plan.h: the inside of AssayPlan, for this room only: what the `<record>` element says. */
#ifndef ASSAY_RECORD_PLAN_H
#define ASSAY_RECORD_PLAN_H

#include <libxml/relaxng.h>

#include "record/path.h"
#include "record/record.h"

/** What decides identity: the value of one identifier scheme, or the text at one target. */
typedef struct {
    const char *scheme; /* or NULL */
    const char *target; /* or NULL; a path without instances */
    const char *path;   /* where the record holds it */
} AssayPlanKey;

/** One `<whole>` or `<value>`: the styles preferred for a target, best first. */
typedef struct {
    const char *target;
    const char *const *styles; /* NULL-terminated */
} AssayPlanPrefer;

/** One `<keyed>`: instances of target are the same when their attribute key is. */
typedef struct {
    const char *target;
    const char *key;
} AssayPlanKeyed;

struct AssayPlan {
    AssayArena *arena; /* owned; all strings and arrays below */
    const char *profile;
    const char *schema_file;
    AssayShape *shape;          /* owned */
    xmlRelaxNG *schema;         /* owned */
    GArray *ids, *same, *apart; /* owned; of AssayPlanKey, in the order given */
    const char *const *styles;  /* merge/@prefer */
    GArray *wholes, *values;    /* owned; of AssayPlanPrefer */
    GArray *keyed;              /* owned; of AssayPlanKeyed */
};

/** assay_plan_prefer: place of @style among the styles preferred for @path (0 is best; styles not
 * named come last, alike). */
guint assay_plan_prefer(const AssayPlan *plan, const AssayPath *path, const char *style);

/** assay_plan_prefer_whole: the same for a group taken whole (its target as written). */
guint assay_plan_prefer_whole(const AssayPlan *plan, const char *target, const char *style);

#endif
