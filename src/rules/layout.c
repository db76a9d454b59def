/* layout.c: from blocks as the extractor saw them to blocks as the profile knows them: lines split,
 * navigation dropped, headings promoted, labels split off, sections named. What no heading names:
 * layout_unheaded.c.
 *
 * Blocks stay ranges of the same buffer, so every span stays exact. One pass, a new array. */
#include <string.h>

#include "base/limits.h"
#include "rules/layout_wrap.h"
#include "rules/set.h"
#include "rules/text_key.h"

/* Folding white space and case changes the length of a heading a little, and a number may stand
 * before it: blocks longer than the longest known heading by more than this are no headings. */
#define HEADING_SLACK_BYTES 64u

typedef struct {
    const AssayRuleSet *set;
    const AssayLayout *layout;
    AssayDocument *document;
    AssayMatcher *matcher;
    GArray *blocks;                /* of AssayBlock: the new ones */
    guint section;                 /* where we are, or ASSAY_RULES_NO_SECTION */
    guint section_level;           /* of the heading that opened it; 0 for the front */
    const AssayLayoutLabel *alone; /* the last block is this label, without a value */
    guint wrap_chars;              /* the width that the text was wrapped to; 0: it was not */
    gboolean gave_up;              /* a pattern hit a limit, and that was noted */
} Layout;

static gboolean matches(Layout *run, const AssayPattern *pattern, AssaySlice text)
{
    AssayPatternResult result = assay_pattern_match(pattern, run->matcher, text, 0);
    if (result == ASSAY_PATTERN_LIMIT && !run->gave_up) {
        run->gave_up = TRUE;
        assay_document_add_defect(
            run->document, "pattern-limit", (AssaySpan){.kind = ASSAY_SPAN_NONE},
            "the layout pattern %s was given up", assay_pattern_text(pattern));
    }
    return result == ASSAY_PATTERN_YES;
}

static guint by_pattern(const AssayLayout *layout, AssayMatcher *matcher, AssaySlice text)
{
    for (guint i = 0; i < layout->heading_patterns->len; i++) {
        const AssayHeadingPattern *heading = &g_array_index(layout->heading_patterns,
                                                            AssayHeadingPattern, i);
        if (assay_pattern_match(heading->pattern, matcher, text, 0) == ASSAY_PATTERN_YES)
            return heading->section;
    }
    return ASSAY_RULES_NO_SECTION;
}

guint assay_layout_section_of(const AssayLayout *layout, AssayMatcher *matcher, AssaySlice text)
{
    AssaySlice trimmed = assay_slice_trim(text);
    if (trimmed.length <= layout->longest_heading_bytes + HEADING_SLACK_BYTES) {
        AssayRange number, title;
        assay_heading_split(trimmed, &number, &title);
        g_autofree char *key = assay_text_key(assay_slice_sub(trimmed, title.start, title.end));
        gpointer found = g_hash_table_lookup(layout->headings, key);
        if (found == NULL && title.start > 0) {
            /* A heading that the profile writes with its number, or that only looks numbered. */
            g_autofree char *whole = assay_text_key(trimmed);
            found = g_hash_table_lookup(layout->headings, whole);
        }
        if (found != NULL)
            return GPOINTER_TO_UINT(found) - 1;
    }
    return by_pattern(layout, matcher, trimmed);
}

static gboolean is_capitals(AssaySlice text)
{
    guint n_letters = 0;
    for (gsize i = 0; i < text.length; i += (gsize)g_utf8_skip[(guchar)text.data[i]]) {
        gunichar c = g_utf8_get_char(text.data + i);
        if (g_unichar_islower(c))
            return FALSE;
        n_letters += g_unichar_isalpha(c) ? 1 : 0;
    }
    return n_letters >= 4;
}

/* A paragraph must be the heading to the letter: "results" in a line of prose is none. Some tools
 * write all headings in capitals. */
static guint section_of_line(Layout *run, AssaySlice text)
{
    AssaySlice trimmed = assay_slice_trim(text);
    if (trimmed.length <= run->layout->longest_heading_bytes + HEADING_SLACK_BYTES) {
        AssayRange number, title;
        assay_heading_split(trimmed, &number, &title);
        g_autofree char *whole = g_strndup(trimmed.data, trimmed.length);
        gpointer found = g_hash_table_lookup(run->layout->lines, whole);
        if (found == NULL && title.start > 0)
            found = g_hash_table_lookup(run->layout->lines, whole + title.start);
        if (found == NULL && is_capitals(trimmed)) {
            g_autofree char *key = assay_text_key(assay_slice_sub(trimmed, title.start, title.end));
            found = g_hash_table_lookup(run->layout->headings, key);
        }
        if (found != NULL)
            return GPOINTER_TO_UINT(found) - 1;
    }
    return by_pattern(run->layout, run->matcher, trimmed);
}

static gboolean is_dropped(Layout *run, AssaySlice text)
{
    for (guint i = 0; i < run->layout->drops->len; i++)
        if (matches(run, g_ptr_array_index(run->layout->drops, i), text))
            return TRUE;
    return FALSE;
}

static void enter_heading(Layout *run, const AssayBlock *block, guint section)
{
    if (section != ASSAY_RULES_NO_SECTION) {
        run->section = section;
        run->section_level = block->level;
        return;
    }
    /* An unknown heading ends a known section unless it is below it. The front ends only at a
     * known heading; where no heading is known to the profile at all, at the first of level 2. */
    gboolean knows_none = g_hash_table_size(run->layout->headings) == 0 &&
                          run->layout->heading_patterns->len == 0;
    if (run->section == ASSAY_RULES_FRONT) {
        if (knows_none && block->level >= 2)
            run->section = ASSAY_RULES_NO_SECTION;
    } else if (run->section != ASSAY_RULES_NO_SECTION && block->level <= run->section_level) {
        run->section = ASSAY_RULES_NO_SECTION;
    }
}

/* What is known to stand behind a section without a heading of its own closes it. */
static gboolean ends_section(Layout *run, AssaySlice text)
{
    for (guint i = 0; i < run->layout->ends->len; i++) {
        const AssayHeadingPattern *end = &g_array_index(run->layout->ends, AssayHeadingPattern, i);
        if (end->section == run->section && matches(run, end->pattern, assay_slice_trim(text)))
            return TRUE;
    }
    return FALSE;
}

/* Without the marks by which markdown sets a label off: `**Status:** open`. */
static AssaySlice skip_marks(AssaySlice text)
{
    gsize n = 0;
    while (n < text.length && strchr("*_", text.data[n]) != NULL)
        n++;
    return assay_slice_trim(assay_slice_sub(text, n, text.length));
}

/* The value behind @label in @text, or the empty slice if @text is no such pair. */
static AssaySlice value_behind(Layout *run, const AssayLayoutLabel *label, AssaySlice text)
{
    AssaySlice empty = {text.data, 0}, inner = skip_marks(text);
    gboolean is_marked = inner.length < text.length;
    if (!assay_slice_has_prefix(inner, (AssaySlice){label->text, label->length}))
        return empty;
    AssaySlice rest = assay_slice_trim(assay_slice_sub(inner, label->length, inner.length));
    rest = is_marked ? skip_marks(rest) : rest;
    if (rest.length > 0 && rest.data[0] == ':')
        rest = assay_slice_trim(assay_slice_sub(rest, 1, rest.length));
    rest = is_marked ? skip_marks(rest) : rest;
    if (rest.length == 0 || (label->value != NULL && !matches(run, label->value, rest)))
        return empty;
    return rest;
}

static AssayRange range_of(const Layout *run, AssaySlice slice)
{
    gsize start = (gsize)(slice.data - run->document->text->str);
    return (AssayRange){start, start + slice.length};
}

static GArray *labels_here(const Layout *run)
{
    return run->section == ASSAY_RULES_NO_SECTION ? NULL : run->layout->labels[run->section];
}

/* The label of this section that @text begins with and that has its value behind it, or NULL. */
static const AssayLayoutLabel *label_before_value(Layout *run, AssaySlice text,
                                                  AssaySlice *ret_value)
{
    GArray *labels = labels_here(run);
    for (guint i = 0; labels != NULL && i < labels->len; i++) {
        const AssayLayoutLabel *label = &g_array_index(labels, AssayLayoutLabel, i);
        *ret_value = value_behind(run, label, text);
        if (ret_value->length > 0)
            return label;
    }
    return NULL;
}

/* The label of this section that @text is, with nothing behind it but a colon, or NULL. */
static const AssayLayoutLabel *label_alone(const Layout *run, AssaySlice text)
{
    GArray *labels = labels_here(run);
    if (text.length > 0 && text.data[text.length - 1] == ':')
        text = assay_slice_trim(assay_slice_sub(text, 0, text.length - 1));
    for (guint i = 0; labels != NULL && i < labels->len; i++) {
        const AssayLayoutLabel *label = &g_array_index(labels, AssayLayoutLabel, i);
        if (assay_slice_equal(text, (AssaySlice){label->text, label->length}))
            return label;
    }
    return NULL;
}

/* A scraper that puts each cell on a line of its own leaves the value on the line behind its
 * label. Returns: TRUE when @block became that value of the block before it. */
static gboolean joins_label(Layout *run, const AssayBlock *block, AssaySlice text)
{
    AssaySlice value;
    const AssayLayoutLabel *label = run->alone;
    if (label == NULL || label_alone(run, text) != NULL ||
        label_before_value(run, text, &value) != NULL ||
        (label->value != NULL && !matches(run, label->value, text)))
        return FALSE;
    AssayBlock *pair = &g_array_index(run->blocks, AssayBlock, run->blocks->len - 1);
    AssaySlice before = assay_slice_trim(assay_document_slice(run->document, pair->text));
    pair->kind = ASSAY_BLOCK_PAIR;
    pair->label = range_of(run, assay_slice_sub(before, 0, label->length));
    pair->value = range_of(run, text);
    pair->text.end = pair->value.end;
    pair->open_end = block->open_end;
    run->alone = NULL;
    return TRUE;
}

/* Label and value in one block, or a label alone. */
static void split_label(Layout *run, AssayBlock *block, AssaySlice text)
{
    AssaySlice value;
    const AssayLayoutLabel *label = label_before_value(run, text, &value);
    run->alone = NULL;
    if (label != NULL) {
        block->kind = ASSAY_BLOCK_PAIR;
        block->label = range_of(run, assay_slice_sub(skip_marks(text), 0, label->length));
        block->value = range_of(run, value);
    } else if (block->kind == ASSAY_BLOCK_PARAGRAPH) {
        run->alone = label_alone(run, text);
    }
}

/* Where the capture stops in a heading, as in `Research Ques`, that is no more of the text before
 * it. In the front a title may begin with the same letters. */
static gboolean is_begun_heading(const Layout *run, const AssayBlock *block, AssaySlice text)
{
    if (!block->open_end || run->section == ASSAY_RULES_FRONT)
        return FALSE;
    AssaySlice trimmed = assay_slice_trim(text);
    AssayRange number, title;
    assay_heading_split(trimmed, &number, &title);
    AssaySlice begun = assay_slice_sub(trimmed, title.start, title.end);
    GHashTableIter iter;
    gpointer line;
    g_hash_table_iter_init(&iter, run->layout->lines);
    while (begun.length > 0 && g_hash_table_iter_next(&iter, &line, NULL))
        if (assay_slice_has_prefix((AssaySlice){line, strlen(line)}, begun))
            return TRUE;
    return FALSE;
}

static void add_block(Layout *run, AssayBlock block)
{
    AssaySlice text = assay_document_slice(run->document, block.text);
    gboolean is_line = block.kind == ASSAY_BLOCK_PARAGRAPH;
    gboolean is_plain = is_line || block.kind == ASSAY_BLOCK_HEADING ||
                        block.kind == ASSAY_BLOCK_LIST_ITEM;
    if (block.place == ASSAY_PLACE_CONTENT && is_plain && is_dropped(run, text))
        block.place = ASSAY_PLACE_NAVIGATION;
    if (block.place != ASSAY_PLACE_CONTENT) {
        g_array_append_val(run->blocks, block);
        return;
    }
    if (block.kind == ASSAY_BLOCK_HEADING) {
        enter_heading(run, &block, assay_layout_section_of(run->layout, run->matcher, text));
    } else if (is_line) {
        guint section = section_of_line(run, text);
        if (section != ASSAY_RULES_NO_SECTION || is_begun_heading(run, &block, text)) {
            block.kind = ASSAY_BLOCK_HEADING;
            block.level = 2;
            enter_heading(run, &block, section);
        }
    }
    if (block.kind == ASSAY_BLOCK_PARAGRAPH || block.kind == ASSAY_BLOCK_LIST_ITEM) {
        AssaySlice trimmed = assay_slice_trim(text);
        if (ends_section(run, text))
            run->section = ASSAY_RULES_NO_SECTION;
        if (block.kind == ASSAY_BLOCK_PARAGRAPH && joins_label(run, &block, trimmed))
            return;
        split_label(run, &block, trimmed);
    } else {
        run->alone = NULL;
    }
    if (run->section != ASSAY_RULES_NO_SECTION) {
        block.section = run->set->sections[run->section];
        if ((run->layout->dropped >> run->section & 1) != 0)
            block.place = ASSAY_PLACE_NAVIGATION;
    }
    g_array_append_val(run->blocks, block);
}

/* Whether @next goes on with @line, which the width broke off. The break becomes a blank. */
static gboolean goes_on(Layout *run, AssaySlice line, AssaySlice next)
{
    AssaySlice value;
    if (line.length == 0 || !assay_layout_is_wrapped(line, next, run->wrap_chars) ||
        label_before_value(run, next, &value) != NULL || label_alone(run, next) != NULL ||
        section_of_line(run, next) != ASSAY_RULES_NO_SECTION)
        return FALSE;
    for (char *p = run->document->text->str + range_of(run, line).end; p < next.data; p++)
        *p = *p == '\n' ? ' ' : *p;
    return TRUE;
}

/* Each line a paragraph; the capture's open end belongs to the last that is not empty. */
static void add_lines(Layout *run, const AssayBlock *block)
{
    AssaySlice text = assay_document_slice(run->document, block->text);
    AssaySlice pending = {NULL, 0}, before = pending;
    gsize at = 0;
    while (at <= text.length) {
        const char *line_break = NULL;
        if (at < text.length && run->blocks->len < ASSAY_LIMIT_BLOCKS)
            line_break = memchr(text.data + at, '\n', text.length - at);
        gsize end = line_break == NULL ? text.length : (gsize)(line_break - text.data);
        AssaySlice line = assay_slice_trim(assay_slice_sub(text, at, end));
        if (line.length > 0 && goes_on(run, before, line)) {
            pending.length = (gsize)(line.data + line.length - pending.data);
        } else if (line.length > 0) {
            AssayBlock piece = *block;
            if (pending.length > 0) {
                piece.text = range_of(run, pending);
                piece.open_end = FALSE;
                add_block(run, piece);
            }
            pending = line;
        }
        before = line.length > 0 ? line : before;
        at = end + 1;
    }
    AssayBlock last = *block;
    if (pending.length > 0)
        last.text = range_of(run, pending);
    add_block(run, last);
}

const char *assay_rule_set_layout(const AssayRuleSet *set, AssayDocument *document)
{
    g_autoptr(AssayMatcher) matcher = assay_matcher_new(set->n_groups);
    guint style = assay_rule_set_find_style(set, document, matcher);
    const char *name = style == set->n_styles ? NULL : set->styles[style].name;
    AssaySlice text = {document->text->str, document->text->len};
    if (!assay_text_is_valid(text))
        return name; /* no extractor does that; patterns must not see it */
    Layout run = {.set = set,
                  .layout = set->layouts[style],
                  .document = document,
                  .matcher = matcher,
                  .section = ASSAY_RULES_FRONT};
    if (run.layout->splits_lines)
        run.wrap_chars = assay_layout_wrap_width(document);
    run.blocks = g_array_sized_new(FALSE, TRUE, sizeof(AssayBlock),
                                   assay_document_n_blocks(document));
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (run.layout->splits_lines && block->kind == ASSAY_BLOCK_PARAGRAPH &&
            block->place == ASSAY_PLACE_CONTENT)
            add_lines(&run, block);
        else
            add_block(&run, *block);
    }
    assay_layout_name_unheaded(set, run.layout, document, run.blocks, matcher);
    g_array_unref(document->blocks);
    document->blocks = run.blocks;
    return name;
}
