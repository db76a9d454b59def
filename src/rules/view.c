/* view.c: see view.h. */
#include "rules/view.h"

#include <string.h>

#include "rules/text_key.h"

static guint section_number(const AssayRuleSet *set, const char *name, guint guess)
{
    /* Names are interned by the layout; a document laid out by hand (tests) may bring its own. */
    if (name == NULL)
        return ASSAY_RULES_NO_SECTION;
    if (guess < set->n_sections && set->sections[guess] == name)
        return guess;
    for (guint i = 0; i < set->n_sections; i++)
        if (set->sections[i] == name || strcmp(set->sections[i], name) == 0)
            return i;
    return ASSAY_RULES_NO_SECTION;
}

static void add_entries(AssayView *view)
{
    guint section = ASSAY_RULES_NO_SECTION;
    for (guint i = 0; i < assay_document_n_blocks(view->document); i++) {
        const AssayBlock *block = assay_document_block(view->document, i);
        if (block->place != ASSAY_PLACE_CONTENT)
            continue;
        section = section_number(view->set, block->section, section);
        AssayViewEntry entry = {i, section, FALSE};
        if (block->kind == ASSAY_BLOCK_HEADING && section != ASSAY_RULES_NO_SECTION)
            entry.opens = assay_layout_section_of(
                              view->layout, view->matcher,
                              assay_document_slice(view->document, block->text)) == section;
        if (section != ASSAY_RULES_NO_SECTION) {
            if (view->end[section] == 0)
                view->first[section] = view->entries->len;
            view->end[section] = view->entries->len + 1;
        }
        g_array_append_val(view->entries, entry);
    }
}

AssayView *assay_view_new(const AssayRuleSet *set, guint style, const AssayDocument *document,
                          const char *input_url, AssayMatcher *matcher)
{
    AssayView *view = g_new0(AssayView, 1);
    view->set = set;
    view->document = document;
    view->layout = set->layouts[style];
    view->matcher = matcher;
    view->entries = g_array_sized_new(FALSE, TRUE, sizeof(AssayViewEntry),
                                      assay_document_n_blocks(document));
    view->urls = assay_rules_urls(document, input_url, &view->url_spans);
    add_entries(view);
    return view;
}

void assay_view_free(AssayView *view)
{
    if (view == NULL)
        return;
    g_array_unref(view->entries);
    if (view->pairs != NULL) {
        g_array_unref(view->pairs);
        g_array_unref(view->labels);
    }
    g_ptr_array_unref(view->urls);
    g_array_unref(view->url_spans);
    g_free(view);
}

gboolean assay_view_has_section(const AssayView *view, guint64 bits)
{
    for (guint i = 0; i < view->set->n_sections; i++)
        if ((bits >> i & 1) != 0 && view->end[i] > 0)
            return TRUE;
    return FALSE;
}

guint assay_view_columns(const AssayTable *table)
{
    guint n = 0;
    for (guint row = 0; row < table->n_rows; row++)
        for (guint column = n; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            if (cell->text.end > cell->text.start)
                n = column + 1;
        }
    return n;
}

static void add_pair(AssayView *view, AssayViewPair pair)
{
    guint32 label = assay_text_key_hash(assay_document_slice(view->document, pair.label));
    g_array_append_val(view->pairs, pair);
    g_array_append_val(view->labels, label);
}

static void add_rows(AssayView *view, const AssayTable *table, guint section)
{
    if (assay_view_columns(table) != 2)
        return;
    for (guint row = 0; row < table->n_rows; row++) {
        const AssayCell *label = assay_table_cell(table, row, 0);
        const AssayCell *value = assay_table_cell(table, row, 1);
        if (label->text.end == label->text.start || value->text.end == value->text.start)
            continue;
        AssayViewPair pair = {.label = label->text, .value = value->text, .section = section};
        pair.open_end = value->open_end;
        pair.label_open_end = label->open_end;
        add_pair(view, pair);
    }
}

static gboolean is_heading(const AssayView *view, guint index)
{
    const AssayViewEntry *entry = &g_array_index(view->entries, AssayViewEntry, index);
    return assay_document_block(view->document, entry->block)->kind == ASSAY_BLOCK_HEADING;
}

void assay_view_behind_heading(const AssayView *view, guint64 bits, guint *first, guint *end)
{
    guint at = *first;
    while (at < *end &&
           !(is_heading(view, at) &&
             assay_view_in(bits, g_array_index(view->entries, AssayViewEntry, at).section)))
        at++;
    *first = MIN(at + 1, *end);
    for (at = *first; at < *end && !is_heading(view, at);)
        at++;
    *end = at;
}

const GArray *assay_view_pairs(AssayView *view)
{
    if (view->pairs != NULL)
        return view->pairs;
    view->pairs = g_array_new(FALSE, TRUE, sizeof(AssayViewPair));
    view->labels = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < view->entries->len; i++) {
        const AssayViewEntry *entry = &g_array_index(view->entries, AssayViewEntry, i);
        const AssayBlock *block = assay_document_block(view->document, entry->block);
        if (block->kind == ASSAY_BLOCK_TABLE && block->table != NULL) {
            add_rows(view, block->table, entry->section);
        } else if (block->kind == ASSAY_BLOCK_PAIR) {
            AssayViewPair pair = {.label = block->label, .value = block->value};
            pair.section = entry->section;
            pair.open_end = block->open_end;
            add_pair(view, pair);
        }
    }
    return view->pairs;
}

const AssayViewPair *assay_view_next_labelled(AssayView *view, const char *key, guint32 hash,
                                              guint *index)
{
    const GArray *pairs = assay_view_pairs(view);
    while (*index < pairs->len) {
        guint at = (*index)++;
        if (g_array_index(view->labels, guint32, at) != hash)
            continue;
        const AssayViewPair *pair = &g_array_index(pairs, AssayViewPair, at);
        if (assay_text_has_key(assay_document_slice(view->document, pair->label), key))
            return pair;
    }
    return NULL;
}
