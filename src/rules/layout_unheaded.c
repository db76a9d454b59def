/* layout_unheaded.c: sections that the document gives no heading: told by what their blocks say.
 *
 * An abstract in front of the introduction, a list of references at the end. Looked for only where
 * no heading has opened the section. */
#include <string.h>

#include "rules/set.h"

/* Blocks of another kind between such a section and what closes it: keywords, a licence. */
#define MAX_BETWEEN 6u

typedef struct {
    const AssayUnheaded *rule;
    const AssayDocument *document;
    GArray *blocks; /* of AssayBlock */
    AssayMatcher *matcher;
} Search;

static AssayBlock *block_at(const Search *search, guint index)
{
    return &g_array_index(search->blocks, AssayBlock, index);
}

static gboolean finds(const Search *search, const AssayPattern *pattern, const AssayBlock *block)
{
    AssaySlice text = assay_slice_trim(assay_document_slice(search->document, block->text));
    return assay_pattern_match(pattern, search->matcher, text, 0) == ASSAY_PATTERN_YES;
}

static gboolean is_opened(const Search *search, const char *name)
{
    for (guint i = 0; i < search->blocks->len; i++) {
        const AssayBlock *block = block_at(search, i);
        if (block->section != NULL && strcmp(block->section, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Index of the block behind the section: the first heading that it must stand before, or the end.
 * Returns: FALSE without such a heading. */
static gboolean find_close(const Search *search, guint *ret_close)
{
    *ret_close = search->blocks->len;
    if (search->rule->before == NULL)
        return TRUE;
    for (guint i = 0; i < search->blocks->len; i++) {
        const AssayBlock *block = block_at(search, i);
        if (block->kind != ASSAY_BLOCK_HEADING || block->place != ASSAY_PLACE_CONTENT ||
            !finds(search, search->rule->before, block))
            continue;
        *ret_close = i;
        return TRUE;
    }
    return FALSE;
}

static gboolean is_part(const Search *search, const AssayBlock *block)
{
    return (block->kind == ASSAY_BLOCK_PARAGRAPH || block->kind == ASSAY_BLOCK_LIST_ITEM) &&
           finds(search, search->rule->pattern, block);
}

/* The last blocks before @close that are parts, one behind another; what is no content does not
 * part them. Returns: how many there are; *ret_first is the index of the first of them. */
static guint find_parts(const Search *search, guint close, guint *ret_first, guint *ret_end)
{
    guint n = 0, n_between = 0;
    for (guint i = close; i-- > 0;) {
        const AssayBlock *block = block_at(search, i);
        if (block->place != ASSAY_PLACE_CONTENT)
            continue;
        if (is_part(search, block)) {
            *ret_end = n++ == 0 ? i + 1 : *ret_end;
            *ret_first = i;
        } else if (n > 0 || block->kind == ASSAY_BLOCK_HEADING || ++n_between > MAX_BETWEEN) {
            break;
        }
    }
    return n;
}

static void name_parts(const Search *search, const char *section)
{
    guint close = 0, first = 0, end = 0;
    if (is_opened(search, section) || !find_close(search, &close))
        return;
    guint n = find_parts(search, close, &first, &end);
    if (n < search->rule->least || n > search->rule->most)
        return;
    for (guint i = first; i < end; i++)
        if (block_at(search, i)->place == ASSAY_PLACE_CONTENT)
            block_at(search, i)->section = section;
}

void assay_layout_name_unheaded(const AssayRuleSet *set, const AssayLayout *layout,
                                const AssayDocument *document, GArray *blocks,
                                AssayMatcher *matcher)
{
    for (guint i = 0; i < layout->unheaded->len; i++) {
        const AssayUnheaded *rule = &g_array_index(layout->unheaded, AssayUnheaded, i);
        Search search = {rule, document, blocks, matcher};
        name_parts(&search, set->sections[rule->section]);
    }
}
