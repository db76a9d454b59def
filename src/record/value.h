/* value.h: the types of values: from the source's text to the one form a record holds.
 *
 * Each type is one file `value_<name>.c` with a const AssayValueType `assay_value_<name>`; the
 * build collects them from the file names. */
#ifndef ASSAY_RECORD_VALUE_H
#define ASSAY_RECORD_VALUE_H

#include "base/arena.h"
#include "base/slice.h"

/** One mapping of an enumeration or flag: the source's words and the record's. */
typedef struct {
    const char *label; /* compared after normalising; case counts unless the type says not */
    const char *value;
} AssayValueLabel;

/** What a rule says of a value beside its type. */
typedef struct {
    const AssayValueLabel *labels; /* enum, flag: n_labels of them */
    guint n_labels;
    const char *letter_case; /* `upper`, `lower` or NULL: for identifier */
} AssayValueOptions;

typedef struct {
    const char *name; /* as rule sets write it: text, date, instant, decimal, integer, enum,
                       * flag, identifier, url */
    /** open_ended: a value that stands at the very end of a cut capture may lack its tail without
     * showing it (15 cut to 1, a sentence cut); false where a whole match proves itself
     * complete (an enumeration's label, a date with its year last). */
    gboolean open_ended;
    /** keeps_cut: a cut value is still worth keeping, marked as cut (text); else it is dropped. */
    gboolean keeps_cut;
    /** parse: @text (normalised already: NFC, folded) to the record's form.
     * Returns: (borrowed, in @arena) or NULL when it is no such value; @ret_why (borrowed,
     * static or in @arena) then says why in a few words for `explain`. */
    const char *(*parse)(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why);
} AssayValueType;

/** assay_value_type: the type called @name, or NULL. */
const AssayValueType *assay_value_type(const char *name);

#endif
