/* view.h: an index over one laid-out document, as rules ask for it. Private to src/rules/.
 *
 * Only content is in it. Pairs and tables are looked up when a rule first asks for them. */
#ifndef ASSAY_RULES_VIEW_H
#define ASSAY_RULES_VIEW_H

#include "rules/set.h"

typedef struct {
    guint block;    /* index in the document */
    guint section;  /* number in the set, or ASSAY_RULES_NO_SECTION */
    gboolean opens; /* the heading that opens a section: not part of what the section says */
} AssayViewEntry;

typedef struct {
    AssayRange label, value;
    guint section;
    gboolean open_end; /* the capture stops inside the value */
    gboolean label_open_end;
} AssayViewPair;

typedef struct {
    const AssayRuleSet *set;
    const AssayDocument *document;
    const AssayLayout *layout;
    AssayMatcher *matcher;
    GArray *entries; /* of AssayViewEntry, in document order */
    guint first[ASSAY_RULES_MAX_BITS], end[ASSAY_RULES_MAX_BITS]; /* entries of each section */
    GArray *pairs;     /* of AssayViewPair, or NULL: not asked for yet */
    GArray *labels;    /* of guint32, as pairs: assay_text_key_hash of the label */
    GPtrArray *urls;   /* owned */
    GArray *url_spans; /* of AssaySpan, owned */
} AssayView;

/** assay_view_new: @matcher is borrowed. @style: number, n_styles for none. Returns: (owned). */
AssayView *assay_view_new(const AssayRuleSet *set, guint style, const AssayDocument *document,
                          const char *input_url, AssayMatcher *matcher);
void assay_view_free(AssayView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayView, assay_view_free)

/** assay_view_has_section: any of the sections in @bits has content or a heading here. */
gboolean assay_view_has_section(const AssayView *view, guint64 bits);

/** assay_view_behind_heading: the entries between the first heading in the sections @bits and the
 * next heading, as far as they lie between *@first and *@end, which are set to them. */
void assay_view_behind_heading(const AssayView *view, guint64 bits, guint *first, guint *end);

/** assay_view_pairs: all pairs in document order (borrowed). */
const GArray *assay_view_pairs(AssayView *view);
/** assay_view_next_labelled: the first pair at or after number *@index whose label has @key.
 * @hash: assay_hash_quick of @key. Returns: (borrowed) with *@index behind it, or NULL. */
const AssayViewPair *assay_view_next_labelled(AssayView *view, const char *key, guint32 hash,
                                              guint *index);

/** assay_view_columns: columns of @table up to the last one that is not empty in all rows. */
guint assay_view_columns(const AssayTable *table);

static inline gboolean assay_view_in(guint64 sections, guint section)
{
    return sections == 0 || (section < ASSAY_RULES_MAX_BITS && (sections >> section & 1) != 0);
}

#endif
