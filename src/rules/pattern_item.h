/* pattern_item.h: the single characters of a pattern, read off its text: written out, escaped, as a
 * class; and how often an item may stand. Private to pattern_need.c.
 *
 * Patterns are compiled with UTF and UCP: \d has digits beyond ASCII, and k and s have other cases
 * beyond it. */
#ifndef ASSAY_RULES_PATTERN_ITEM_H
#define ASSAY_RULES_PATTERN_ITEM_H

#include "rules/pattern_need.h"

/* Flags of a stretch of a pattern. */
enum { ASSAY_ITEM_CASELESS = 1 << 0, ASSAY_ITEM_MULTILINE = 1 << 1 };

typedef struct {
    const char *at;
    guint depth;
    gboolean is_lost; /* something that is not known here: nothing is said */
    const char *(*define)(const char *name, gsize length, gpointer user_data);
    gpointer user_data;
    guint *n_calls; /* of shared parts, so far */
} AssayPatternReader;

typedef enum { ASSAY_ITEM_NOTHING, ASSAY_ITEM_CHARACTER, ASSAY_ITEM_OTHER } AssayItemKind;

typedef struct {
    AssayItemKind kind; /* NOTHING: zero width, and says nothing */
    char character;
    AssayNeed need; /* `first` holds for a part that may be empty, too: what follows adds to it */
} AssayItem;

/** How often an item stands. */
typedef struct {
    guint least, most; /* most: or ASSAY_NEED_UNBOUNDED */
} AssayItemTimes;

/** assay_item_lost: nothing, and @reader is lost. */
AssayItem assay_item_lost(AssayPatternReader *reader);

/** assay_item_read_character: at a character that stands for itself. @flags: ASSAY_ITEM_*. */
AssayItem assay_item_read_character(AssayPatternReader *reader, guint flags);

/** assay_item_read_any: at a dot. */
AssayItem assay_item_read_any(AssayPatternReader *reader);

/** assay_item_read_escape: at a backslash. */
AssayItem assay_item_read_escape(AssayPatternReader *reader, guint flags);

/** assay_item_read_class: at an opening square bracket. */
AssayItem assay_item_read_class(AssayPatternReader *reader, guint flags);

/** assay_item_read_times: what stands behind an item; once if it is no quantifier. */
AssayItemTimes assay_item_read_times(AssayPatternReader *reader);

#endif
