/* path.h: places in a record as findings and evidence write them, parsed and ordered.
 *
 *   claims/claim[2]/@verified
 *   identifiers/identifier[@scheme='doi']
 *
 * The small part of XPath that names one place: child steps, an instance number or one attribute
 * predicate a step, an attribute at the end. Order is that of the profile's schema (shape.h). */
#ifndef ASSAY_RECORD_PATH_H
#define ASSAY_RECORD_PATH_H

#include "base/arena.h"
#include "record/shape.h"

/* Steps of one path; the deepest place of a shipped profile has 3. */
#define ASSAY_PATH_MAX_STEPS 8u

typedef struct {
    const char *name;
    guint instance;         /* from 1; 0: none given */
    const char *key;        /* attribute of the predicate, or NULL */
    const char *key_value;  /* its value, or NULL */
    guint order, key_order; /* in the schema; G_MAXUINT: not there */
} AssayPathStep;

typedef struct {
    const char *text; /* canonical, as evidence writes it */
    guint n_steps;    /* >= 1 but for a path that is no place, where it is 0 */
    AssayPathStep *steps;
    const char *attribute; /* or NULL: the element's text */
    guint attribute_order;
} AssayPath;

/** assay_path_parse: @text read as a path below @shape (may be NULL: then orders are unknown).
 * Returns: (borrowed, in @arena) or NULL when it is none. */
AssayPath *assay_path_parse(const AssayShape *shape, const char *text, AssayArena *arena);

/** assay_path_update: write path->text anew after steps changed. */
void assay_path_update(AssayPath *path, AssayArena *arena);

/** assay_path_compare_steps: order of two steps among the children of one element. */
int assay_path_compare_steps(const AssayPathStep *a, const AssayPathStep *b);

/** assay_path_compare: record order: an element, its attributes, its children. 0 only for the
 * same place. */
int assay_path_compare(const AssayPath *a, const AssayPath *b);

/** assay_path_is_below: @path is the place @target (instances and keys of the path ignored), or
 * lies below it. @target: as the plan writes it, no predicates: `claims`, `title`,
 * `synthesis/@papers`. */
gboolean assay_path_is_below(const AssayPath *path, const char *target);

#endif
