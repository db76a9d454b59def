/* candidate.c: see candidate.h. What is plain is a slice of the document's buffer; what is put
 * together (rows, pairs, sections with something left out) is a copy with a map back. */
#include "rules/candidate.h"

#include <string.h>

#include "rules/text_key.h"

static const AssayViewEntry *entry_at(const AssayCandidates *walk, guint index)
{
    return &g_array_index(walk->view->entries, AssayViewEntry, index);
}

static const AssayBlock *block_at(const AssayCandidates *walk, guint index)
{
    return assay_document_block(walk->view->document, entry_at(walk, index)->block);
}

static void walk_bounds(AssayCandidates *walk)
{
    const AssayView *view = walk->view;
    walk->end = view->entries->len;
    if (walk->from->sections == 0)
        return;
    guint first = walk->end, end = 0;
    for (guint i = 0; i < view->set->n_sections; i++)
        if ((walk->from->sections >> i & 1) != 0 && view->end[i] > 0) {
            first = MIN(first, view->first[i]);
            end = MAX(end, view->end[i]);
        }
    walk->index = MIN(first, end);
    walk->end = end;
}

void assay_candidates_init(AssayCandidates *walk)
{
    memset(walk, 0, sizeof *walk);
}

void assay_candidates_clear(AssayCandidates *walk)
{
    if (walk->text != NULL)
        g_string_free(walk->text, TRUE);
    if (walk->pieces != NULL)
        g_array_unref(walk->pieces);
}

void assay_candidates_start(AssayCandidates *walk, AssayView *view, const AssayFrom *from)
{
    walk->view = view;
    walk->from = from;
    walk->index = walk->row = walk->column = walk->end = 0;
    walk->in_table = FALSE;
    walk->n_skipped = 0;
    assay_sieve_open(&walk->sieve);
    switch (from->kind) {
    case ASSAY_FROM_BLOCKS:
    case ASSAY_FROM_SECTION_TEXT:
    case ASSAY_FROM_DOCUMENT_TEXT:
    case ASSAY_FROM_COLUMNS:
        if (view != NULL)
            walk_bounds(walk);
        if (view != NULL && from->after_heading)
            assay_view_behind_heading(view, from->sections, &walk->index, &walk->end);
        break;
    default:
        break;
    }
}

void assay_candidates_sift(AssayCandidates *walk, const AssayRule *rule)
{
    const GString *text = walk->view->document->text;
    assay_sieve_close(&walk->sieve, rule, (AssaySlice){text->str, text->len});
}

static void start_copy(AssayCandidates *walk)
{
    if (walk->text == NULL) {
        walk->text = g_string_new(NULL);
        walk->pieces = g_array_new(FALSE, TRUE, sizeof(AssayPiece));
    }
    g_string_truncate(walk->text, 0);
    g_array_set_size(walk->pieces, 0);
}

/* Append a trimmed range of the buffer. Returns: where it starts in the copy. */
static gsize copy_range(AssayCandidates *walk, AssayRange range, gboolean open_end)
{
    const char *buffer = walk->view->document->text->str;
    AssaySlice slice = assay_slice_trim(assay_document_slice(walk->view->document, range));
    AssayPiece piece = {.start = walk->text->len, .in_buffer = (gsize)(slice.data - buffer)};
    g_string_append_len(walk->text, slice.data, (gssize)slice.length);
    piece.end = walk->text->len;
    piece.open_end = open_end;
    g_array_append_val(walk->pieces, piece);
    return piece.start;
}

static void take_copy(AssayCandidates *walk, AssayCandidate *candidate)
{
    memset(candidate, 0, sizeof *candidate);
    candidate->text = (AssaySlice){walk->text->str, walk->text->len};
    candidate->pieces = (const AssayPiece *)(const void *)walk->pieces->data;
    candidate->n_pieces = walk->pieces->len;
    candidate->fields = walk->fields;
    candidate->has_value = TRUE;
}

/* A plain slice of the buffer, trimmed. Returns: FALSE if it is empty or passed over. */
static gboolean take_range(AssayCandidates *walk, AssayRange range, gboolean open_end,
                           AssayCandidate *candidate)
{
    if (!assay_sieve_holds(&walk->sieve, range))
        return FALSE;
    AssaySlice slice = assay_slice_trim(assay_document_slice(walk->view->document, range));
    if (slice.length == 0 || !assay_sieve_allows(&walk->sieve, slice))
        return FALSE;
    walk->piece = (AssayPiece){.end = slice.length,
                               .in_buffer = (gsize)(slice.data - walk->view->document->text->str),
                               .open_end = open_end};
    *candidate = (AssayCandidate){.text = slice,
                                  .pieces = &walk->piece,
                                  .n_pieces = 1,
                                  .fields = walk->fields,
                                  .has_value = TRUE};
    return TRUE;
}

static gboolean next_labelled(AssayCandidates *walk, AssayCandidate *candidate)
{
    const AssayViewPair *pair;
    while ((pair = assay_view_next_labelled(walk->view, walk->from->name, walk->from->name_hash,
                                            &walk->index)) != NULL)
        if (assay_view_in(walk->from->sections, pair->section) &&
            take_range(walk, pair->value, pair->open_end, candidate))
            return TRUE;
    return FALSE;
}

static gboolean next_pair(AssayCandidates *walk, AssayCandidate *candidate)
{
    const GArray *pairs = assay_view_pairs(walk->view);
    while (walk->index < pairs->len) {
        const AssayViewPair *pair = &g_array_index(pairs, AssayViewPair, walk->index++);
        if (!assay_view_in(walk->from->sections, pair->section))
            continue;
        start_copy(walk);
        copy_range(walk, pair->label, pair->label_open_end);
        walk->fields[0] = (AssayField){"label", 0, walk->text->len};
        g_string_append_c(walk->text, '\t');
        gsize start = copy_range(walk, pair->value, pair->open_end);
        walk->fields[1] = (AssayField){"value", start, walk->text->len};
        take_copy(walk, candidate);
        candidate->has_value = FALSE;
        candidate->n_fields = 2;
        return TRUE;
    }
    return FALSE;
}

static guint bit_of(AssayBlockKind kind)
{
    switch (kind) {
    case ASSAY_BLOCK_HEADING:
        return ASSAY_FROM_HEADING;
    case ASSAY_BLOCK_PARAGRAPH:
        return ASSAY_FROM_PARAGRAPH;
    case ASSAY_BLOCK_LIST_ITEM:
        return ASSAY_FROM_ITEM;
    case ASSAY_BLOCK_PAIR:
        return ASSAY_FROM_PAIR;
    case ASSAY_BLOCK_CODE:
        return ASSAY_FROM_CODE;
    case ASSAY_BLOCK_CAPTION:
        return ASSAY_FROM_CAPTION;
    case ASSAY_BLOCK_TABLE:
        break;
    }
    return 0;
}

/* Caption (row 0), then cell by cell (rows from 1). */
static gboolean next_in_table(AssayCandidates *walk, const AssayBlock *block,
                              AssayCandidate *candidate)
{
    const AssayTable *table = block->table;
    if (walk->row == 0) {
        walk->row = 1;
        if ((walk->from->blocks & ASSAY_FROM_CAPTION) != 0 &&
            take_range(walk, table->caption, FALSE, candidate))
            return TRUE;
    }
    if ((walk->from->blocks & ASSAY_FROM_CELL) == 0 ||
        !assay_sieve_holds(&walk->sieve, block->text))
        return FALSE;
    while (walk->row <= table->n_rows) {
        if (walk->column >= table->n_columns) {
            walk->row++;
            walk->column = 0;
            continue;
        }
        const AssayCell *cell = assay_table_cell(table, walk->row - 1, walk->column++);
        if (take_range(walk, cell->text, cell->open_end, candidate))
            return TRUE;
    }
    return FALSE;
}

static gboolean next_block(AssayCandidates *walk, AssayCandidate *candidate)
{
    const AssayFrom *from = walk->from;
    for (; walk->index < walk->end; walk->index++, walk->row = walk->column = 0) {
        const AssayViewEntry *entry = entry_at(walk, walk->index);
        if (!assay_view_in(from->sections, entry->section) || (entry->opens && from->sections != 0))
            continue;
        const AssayBlock *block = block_at(walk, walk->index);
        if (block->kind == ASSAY_BLOCK_TABLE) {
            if (block->table != NULL && next_in_table(walk, block, candidate))
                return TRUE;
        } else if ((from->blocks & bit_of(block->kind)) != 0 &&
                   take_range(walk, block->text, block->open_end, candidate)) {
            walk->index++;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_open(const AssayBlock *block)
{
    if (block->kind != ASSAY_BLOCK_TABLE || block->table == NULL || block->open_end)
        return block->open_end;
    gsize n = (gsize)block->table->n_rows * block->table->n_columns;
    while (n > 0 && block->table->cells[n - 1].text.end == block->table->cells[n - 1].text.start)
        n--;
    return n > 0 && block->table->cells[n - 1].open_end;
}

/* Blocks @first to @end (entries) as one text: a slice of the buffer where nothing else lies
 * between them, else a copy. */
static gboolean take_blocks(AssayCandidates *walk, guint first, guint end,
                            AssayCandidate *candidate)
{
    const AssayBlock *from = block_at(walk, first), *last = block_at(walk, end - 1);
    if (entry_at(walk, end - 1)->block - entry_at(walk, first)->block == end - 1 - first)
        return take_range(walk, (AssayRange){from->text.start, last->text.end}, is_open(last),
                          candidate);
    start_copy(walk);
    for (guint i = first; i < end; i++) {
        const AssayBlock *block = block_at(walk, i);
        if (walk->text->len > 0)
            g_string_append_c(walk->text, '\n');
        copy_range(walk, block->text, is_open(block));
    }
    take_copy(walk, candidate);
    return walk->text->len > 0;
}

/* Each run of blocks of one section is a candidate, without the heading that opens it. */
static gboolean next_section(AssayCandidates *walk, AssayCandidate *candidate)
{
    while (walk->index < walk->end) {
        const AssayViewEntry *entry = entry_at(walk, walk->index);
        if (entry->opens || !assay_view_in(walk->from->sections, entry->section)) {
            walk->index++;
            continue;
        }
        guint first = walk->index;
        while (walk->index < walk->end && !entry_at(walk, walk->index)->opens &&
               entry_at(walk, walk->index)->section == entry->section)
            walk->index++;
        if (take_blocks(walk, first, walk->index, candidate))
            return TRUE;
    }
    return FALSE;
}

static gboolean next_document(AssayCandidates *walk, AssayCandidate *candidate)
{
    guint first = walk->index;
    walk->index = walk->end;
    return first < walk->end && take_blocks(walk, first, walk->end, candidate);
}

static gboolean take_string(AssayCandidates *walk, const char *text, AssaySpan span,
                            AssayCandidate *candidate)
{
    AssaySlice slice = assay_slice_trim(assay_slice_from(text));
    if (slice.length == 0 || !assay_text_is_valid(slice))
        return FALSE;
    start_copy(walk);
    take_copy(walk, candidate);
    candidate->text = slice;
    candidate->span = span;
    return TRUE;
}

static gboolean next_property(AssayCandidates *walk, AssayCandidate *candidate)
{
    const GArray *properties = walk->view->document->properties;
    while (walk->index < properties->len) {
        const AssayProperty *property = &g_array_index(properties, AssayProperty, walk->index++);
        if (strcmp(property->name, walk->from->name) == 0 &&
            take_string(walk, property->value, property->span, candidate))
            return TRUE;
    }
    return FALSE;
}

static gboolean next_url(AssayCandidates *walk, AssayCandidate *candidate)
{
    while (walk->index < walk->view->urls->len) {
        guint i = walk->index++;
        if (take_string(walk, g_ptr_array_index(walk->view->urls, i),
                        g_array_index(walk->view->url_spans, AssaySpan, i), candidate))
            return TRUE;
    }
    return FALSE;
}

/* The entry whose block holds @offset, or NULL. */
static const AssayViewEntry *entry_holding(const AssayCandidates *walk, gsize offset)
{
    guint low = 0, high = walk->view->entries->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (block_at(walk, middle)->text.end < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == walk->view->entries->len || block_at(walk, low)->text.start > offset)
        return NULL;
    return entry_at(walk, low);
}

static gboolean next_link(AssayCandidates *walk, AssayCandidate *candidate)
{
    const GArray *links = walk->view->document->links;
    while (walk->index < links->len) {
        const AssayLink *link = &g_array_index(links, AssayLink, walk->index++);
        const AssayViewEntry *entry = entry_holding(walk, link->text.start);
        if (entry == NULL || !assay_view_in(walk->from->sections, entry->section))
            continue;
        AssaySpan span = link->span;
        if (span.kind == ASSAY_SPAN_NONE)
            span = assay_document_span(walk->view->document, link->text);
        if (take_string(walk, link->uri, span, candidate))
            return TRUE;
    }
    return FALSE;
}

/* Which column of @table each field is, by the heads in row 0. */
static gboolean find_columns(AssayCandidates *walk, const AssayTable *table)
{
    const AssayFrom *from = walk->from;
    gboolean found[ASSAY_RULES_MAX_FIELDS] = {FALSE};
    guint n_found = 0;
    for (guint column = 0; column < table->n_columns && n_found < from->n_fields; column++) {
        g_autofree char *key = assay_column_key(
            assay_document_slice(walk->view->document, assay_table_cell(table, 0, column)->text));
        for (guint i = 0; i < from->n_columns; i++) {
            guint field = from->columns[i].field;
            if (found[field] || strcmp(from->columns[i].key, key) != 0)
                continue;
            found[field] = TRUE;
            walk->columns[field] = column;
            n_found++;
            break;
        }
    }
    return n_found == from->n_fields;
}

/* Set the walk on the first row of a table's body. Returns: FALSE if the table does not serve. */
static gboolean enter_table(AssayCandidates *walk, const AssayTable *table)
{
    if (table->n_rows == 0)
        return FALSE;
    if (find_columns(walk, table)) {
        walk->row = 1;
        return TRUE;
    }
    if (table->has_header_row || assay_view_columns(table) != walk->from->n_fields)
        return FALSE;
    for (guint i = 0; i < walk->from->n_fields; i++)
        walk->columns[i] = i;
    walk->row = 0;
    return TRUE;
}

static gboolean take_row(AssayCandidates *walk, const AssayTable *table, guint row,
                         AssayCandidate *candidate)
{
    gboolean any = FALSE;
    start_copy(walk);
    for (guint i = 0; i < walk->from->n_fields; i++) {
        const AssayCell *cell = assay_table_cell(table, row, walk->columns[i]);
        if (i > 0)
            g_string_append_c(walk->text, '\t');
        gsize start = copy_range(walk, cell->text, cell->open_end);
        walk->fields[i] = (AssayField){walk->from->fields[i], start, walk->text->len};
        any = any || walk->text->len > start;
    }
    take_copy(walk, candidate);
    candidate->has_value = FALSE;
    candidate->n_fields = walk->from->n_fields;
    return any;
}

static gboolean next_row(AssayCandidates *walk, AssayCandidate *candidate)
{
    for (; walk->index < walk->end; walk->index++, walk->in_table = FALSE) {
        const AssayViewEntry *entry = entry_at(walk, walk->index);
        const AssayTable *table = block_at(walk, walk->index)->table;
        if (table == NULL || block_at(walk, walk->index)->kind != ASSAY_BLOCK_TABLE ||
            !assay_view_in(walk->from->sections, entry->section))
            continue;
        if (!walk->in_table) {
            walk->in_table = enter_table(walk, table);
            walk->n_skipped += !walk->in_table;
        }
        while (walk->in_table && walk->row < table->n_rows)
            if (take_row(walk, table, walk->row++, candidate))
                return TRUE;
    }
    return FALSE;
}

gboolean assay_candidates_next(AssayCandidates *walk, AssayCandidate *ret_candidate)
{
    switch (walk->from->kind) {
    case ASSAY_FROM_LABEL:
        return next_labelled(walk, ret_candidate);
    case ASSAY_FROM_PAIRS:
        return next_pair(walk, ret_candidate);
    case ASSAY_FROM_BLOCKS:
        return next_block(walk, ret_candidate);
    case ASSAY_FROM_SECTION_TEXT:
        return next_section(walk, ret_candidate);
    case ASSAY_FROM_DOCUMENT_TEXT:
        return next_document(walk, ret_candidate);
    case ASSAY_FROM_PROPERTY:
        return next_property(walk, ret_candidate);
    case ASSAY_FROM_URL:
        return next_url(walk, ret_candidate);
    case ASSAY_FROM_LINK:
        return next_link(walk, ret_candidate);
    case ASSAY_FROM_COLUMNS:
        return next_row(walk, ret_candidate);
    case ASSAY_FROM_INSTANCES: /* apply.c has them */
        return FALSE;
    }
    return FALSE;
}

void assay_candidate_from_text(AssayCandidates *walk, const char *text,
                               AssayCandidate *ret_candidate)
{
    static const char *const pair_fields[] = {"label", "value"};
    gboolean is_pair = walk->from->kind == ASSAY_FROM_PAIRS;
    const char *const *names = is_pair ? pair_fields : walk->from->fields;
    guint n_names = is_pair ? 2 : walk->from->n_fields;
    start_copy(walk);
    g_string_assign(walk->text, text);
    take_copy(walk, ret_candidate);
    gsize start = 0;
    for (guint i = 0; i < n_names; i++) {
        const char *tab = i + 1 < n_names ? strchr(text + start, '\t') : NULL;
        gsize end = tab == NULL ? strlen(text) : (gsize)(tab - text);
        walk->fields[i] = (AssayField){names[i], start, end};
        start = MIN(end + (tab != NULL), strlen(text));
    }
    ret_candidate->n_fields = n_names;
    ret_candidate->has_value = n_names == 0;
}
