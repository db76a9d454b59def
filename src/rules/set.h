/* set.h: a rule set as the engine holds it: what the XML said, compiled. Private to src/rules/.
 *
 * Everything is made by load.c and compile*.c, immutable afterwards, and lives in the set's arena
 * (strings, arrays) or in its list of patterns; assay_rules_free ends it all. */
#ifndef ASSAY_RULES_SET_H
#define ASSAY_RULES_SET_H

#include "record/value.h"
#include "rules/pattern.h"
#include "rules/rules.h"

/* Sections and styles are sets of bits: more than 64 of either in one profile is an error. */
#define ASSAY_RULES_MAX_BITS    64u
/* Groups of one name that a pattern may have, in alternatives. */
#define ASSAY_RULES_MAX_NUMBERS 8u
/* Columns a rule may ask for. */
#define ASSAY_RULES_MAX_FIELDS  32u
#define ASSAY_RULES_NO_SECTION  G_MAXUINT
#define ASSAY_RULES_FRONT       0u /* number of the section `front` in every set */

typedef enum { ASSAY_CLUE_TEXT, ASSAY_CLUE_URL, ASSAY_CLUE_PROPERTY } AssayClueKind;

typedef struct {
    AssayClueKind kind;
    guint weight;
    const char *property;
    const AssayPattern *pattern;
} AssayClue;

typedef struct {
    const char *name;
    const char *const *media; /* NULL-terminated; NULL: any */
    const char *last;         /* path of the value that ends a complete capture, or NULL */
    const char *last_section; /* name of the section that does, or NULL */
    const AssayPattern **has, **lacks;
    guint n_has, n_lacks;
    const char *file;
    guint line;
} AssayStyle;

typedef struct {
    const char *text;
    gsize length;
    const AssayPattern *value; /* anchored at its start; or NULL */
} AssayLayoutLabel;

/** A pattern for the whole text of a heading that opens a section, or for a block that ends it. */
typedef struct {
    const AssayPattern *pattern;
    guint section;
} AssayHeadingPattern;

/** Blocks that are a section by what they say, where no heading opens it. */
typedef struct {
    const AssayPattern *pattern; /* for each block */
    const AssayPattern *before;  /* for the whole text of the heading behind them; NULL: the end */
    guint section, least, most;
} AssayUnheaded;

/** The layout elements of one style, merged. Owned by the set. */
typedef struct {
    gboolean splits_lines;
    GPtrArray *drops;                     /* of AssayPattern, borrowed */
    GHashTable *headings;                 /* key (text_key.h) to section + 1 */
    GHashTable *lines;                    /* text as written to section + 1: for paragraphs */
    GArray *heading_patterns;             /* of AssayHeadingPattern */
    GArray *ends;                         /* of AssayHeadingPattern */
    GArray *unheaded;                     /* of AssayUnheaded */
    gsize longest_heading_bytes;          /* of any heading as written */
    guint64 dropped;                      /* bits: sections that are navigation */
    GArray *labels[ASSAY_RULES_MAX_BITS]; /* by section: of AssayLayoutLabel, longest first */
} AssayLayout;

typedef enum {
    ASSAY_FROM_LABEL,
    ASSAY_FROM_PAIRS,
    ASSAY_FROM_BLOCKS,
    ASSAY_FROM_SECTION_TEXT,
    ASSAY_FROM_DOCUMENT_TEXT,
    ASSAY_FROM_PROPERTY,
    ASSAY_FROM_URL,
    ASSAY_FROM_LINK,
    ASSAY_FROM_COLUMNS,
    ASSAY_FROM_INSTANCES
} AssayFromKind;

/* Bits of AssayFrom.blocks. */
#define ASSAY_FROM_HEADING   (1u << 0)
#define ASSAY_FROM_PARAGRAPH (1u << 1)
#define ASSAY_FROM_ITEM      (1u << 2)
#define ASSAY_FROM_CODE      (1u << 3)
#define ASSAY_FROM_CAPTION   (1u << 4)
#define ASSAY_FROM_CELL      (1u << 5)
#define ASSAY_FROM_PAIR      (1u << 6) /* only as part of `any` */

typedef struct {
    const char *key; /* of the head */
    guint field;     /* index in AssayFrom.fields: heads of one name are alternatives */
} AssayColumn;

typedef struct {
    AssayFromKind kind;
    guint64 sections, styles; /* 0: all */
    guint blocks;
    const char *name;  /* key of a label, or name of a property */
    guint32 name_hash; /* assay_hash_quick of it, of a label */
    const AssayColumn *columns;
    guint n_columns;
    const char *const *fields; /* names of the groups a row has */
    guint n_fields;
    const char *what;                        /* `label "Status"` */
    const char *where;                       /* `label "Status" in section gate` */
    const char *section_names, *style_names; /* as written, or NULL */
    gboolean first;                          /* only the first candidate */
    gboolean after_heading;                  /* only between the first heading and the next */
    guint line;
} AssayFrom;

typedef struct {
    const char *target; /* as written */
    const char *path;   /* from the record's root; of a repeat: without the instance's number */
    const char *tail;   /* of a repeat: what follows the instance's number; else NULL */
    gboolean is_attribute;
    const char *group; /* or NULL */
    guint numbers[ASSAY_RULES_MAX_NUMBERS];
    guint n_numbers;   /* 0: the group is no group of the pattern but a field of the candidate */
    const char *value; /* constant, or NULL */
    const AssayValueType *type;
    AssayValueOptions options;
    gboolean optional;
    guint line;
} AssaySetting;

typedef struct {
    const char *evidence; /* rule's id, with the alternative's name */
    const AssayPattern *pattern;
    const AssayPattern *whole; /* found in candidates that no capture's end cut, or NULL */
    gboolean all;
    const AssaySetting *settings;
    guint n_settings;
    guint line;
} AssayMatch;

typedef struct {
    const char *name, *text;
    guint instance; /* of `gives`, from 1 */
    guint line;
} AssayExamplePart;

typedef struct {
    gboolean reject;
    const char *text; /* or NULL */
    const AssayExamplePart *groups, *gives;
    guint n_groups, n_gives;
    guint line;
} AssayExample;

typedef struct {
    const char *id;
    const char *file; /* relative to the rules folder */
    guint line;
    guint rank;
    const char *repeat;  /* or NULL */
    const char *targets; /* all paths, blank-separated */
    gboolean adds;       /* looks into the instances that another rule made, and adds to them */
    gboolean unique;     /* instances that set the same values as an earlier one are left out */
    const AssayFrom *froms;
    guint n_froms;
    const AssayMatch *matches;
    guint n_matches;
    const AssayExample *examples;
    guint n_examples;
} AssayRule;

typedef enum { ASSAY_CUT_BEGINS, ASSAY_CUT_LENGTH, ASSAY_CUT_ENDING } AssayCutKind;

typedef struct {
    AssayCutKind kind;
    const char *other; /* BEGINS: target; LENGTH: `without`, or NULL */
    guint64 min, max;
    const AssayPattern *uncounted, *unless; /* or NULL; ENDING: unless */
    guint line;
} AssayCutTest;

typedef struct {
    const char *target;
    const char *file;
    const AssayCutTest *tests;
    guint n_tests;
    guint line;
} AssayCut;

struct AssayRuleSet {
    AssayArena *arena;   /* owned */
    const char *profile; /* interned in arena, as all strings here */
    const char *folder;  /* of the set */
    char *hash;          /* owned */
    GPtrArray *docs;     /* of xmlDoc, owned */
    GPtrArray *files;    /* of char*, in arena: paths relative to the rules folder */
    GPtrArray *patterns; /* of AssayPattern, owned */
    AssayPlan *plan;     /* owned; NULL if the set has no <record> */
    guint n_groups;      /* most groups of any pattern: for assay_matcher_new */

    gboolean recognises;
    guint base, enough;
    AssayClue *clues; /* cheap ones first */
    guint n_clues;

    AssayStyle *styles;
    guint n_styles;
    const char *sections[ASSAY_RULES_MAX_BITS]; /* interned; [0] is `front` */
    guint n_sections;
    guint64 laid_out;      /* sections that a layout names */
    AssayLayout **layouts; /* owned; one a style, and one more for no style */
    GArray *rules;         /* of AssayRule, by rank */
    GArray *cuts;          /* of AssayCut */

    gpointer checks;
    GDestroyNotify free_checks;
};

struct AssayRules {
    char *folder;    /* owned */
    GPtrArray *sets; /* of AssayRuleSet, owned, in order of profile name */
};

/** assay_rule_set_compile: fill @set from its docs. @folder: of the set, for the record schema.
 * @error: ASSAY_ERROR_RULES, one line `file:line: what` for each problem. */
gboolean assay_rule_set_compile(AssayRuleSet *set, const char *folder, GError **error);

AssayRuleSet *assay_rule_set_new(const char *profile, const char *folder);
void assay_rule_set_free(AssayRuleSet *set);
AssayLayout *assay_layout_new(void);
void assay_layout_free(AssayLayout *layout);

/** assay_layout_name_unheaded: name the sections of @layout that no heading opens among @blocks
 * (of AssayBlock of @document, laid out otherwise). */
void assay_layout_name_unheaded(const AssayRuleSet *set, const AssayLayout *layout,
                                const AssayDocument *document, GArray *blocks,
                                AssayMatcher *matcher);

/** assay_rule_set_style: number of the style called @name, or n_styles. */
guint assay_rule_set_style(const AssayRuleSet *set, const char *name);

/** assay_rule_set_find_style: number of the first style that fits @document, or n_styles. */
guint assay_rule_set_find_style(const AssayRuleSet *set, const AssayDocument *document,
                                AssayMatcher *matcher);

/** assay_layout_section_of: section that a heading with @text opens, or
 * ASSAY_RULES_NO_SECTION. @matcher: for headings given as patterns. */
guint assay_layout_section_of(const AssayLayout *layout, AssayMatcher *matcher, AssaySlice text);

/** assay_rules_urls: the URLs @document is known under, each once, the given one first.
 * Returns: (owned) array, strings borrowed. @ret_spans: (owned) GArray of AssaySpan or NULL. */
GPtrArray *assay_rules_urls(const AssayDocument *document, const char *input_url,
                            GArray **ret_spans);

#endif
