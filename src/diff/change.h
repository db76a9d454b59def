/* change.h: one difference between two records. */
#ifndef ASSAY_DIFF_CHANGE_H
#define ASSAY_DIFF_CHANGE_H

#include <glib.h>

typedef enum {
    ASSAY_CHANGE_ADDED,
    ASSAY_CHANGE_REMOVED,
    ASSAY_CHANGE_CHANGED, /* a value */
    ASSAY_CHANGE_MOVED,   /* an element, among its like */
    ASSAY_N_CHANGE_KINDS
} AssayChangeKind;

typedef enum { ASSAY_CHANGE_ELEMENT, ASSAY_CHANGE_ATTRIBUTE, ASSAY_CHANGE_TEXT } AssayChangePart;

/** One difference. Owns its strings.
 * A list of changes is complete: assay_diff_apply makes the new record from the old one with it.
 * Some changes follow from another one (`follows`): they say the same in other words, or are the
 * element around values that are listed too. They are kept for completeness and not counted. */
typedef struct {
    AssayChangeKind kind;
    AssayChangePart part;
    gboolean follows;
    char *path;                /* in the new record; in the old one of what is removed */
    char *old_path;            /* where it differs from @path, or NULL */
    char *field;               /* @path without instance numbers: the same in every record */
    char *attribute;           /* of part ATTRIBUTE */
    char *old_place;           /* child indexes from the root, `3.0`, of the element; NULL: none */
    char *new_place;           /* the same in the new record */
    char *old_value;           /* readable; NULL when added */
    char *new_value;           /* NULL when removed */
    char *old_xml, *new_xml;   /* of an element removed or added: all of it; else NULL */
    char *old_rule, *new_rule; /* that gave the values, by the evidence; NULL where it is silent */
} AssayChange;

void assay_change_free(AssayChange *change);

/** assay_change_word: `added`, `removed`, `changed`, `moved`. */
const char *assay_change_word(AssayChangeKind kind);

/** assay_change_note: what is to be said of a changed value beside the two: for numbers the
 * difference (`+0.02`, `same number`), for texts whether one is the start of the other
 * (`completed`, `shortened`). Returns: (owned) or NULL. */
char *assay_change_note(const AssayChange *change);

#endif
