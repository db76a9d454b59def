/* heading.c: which lines are headings, and how they nest (see blocks.h).
 *
 * A heading stands alone, is short and looks unlike the text: larger, bold, in capitals, or
 * numbered with space above. Lines that look alike form a style; a style's level comes from the
 * numbers of its headings, else from its rank among the styles. An outline, where the file has
 * one whose titles stand on the pages, says which styles are headings and how they nest. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/pdf/blocks.h"

#define MAX_HEADING_BYTES 200u
#define MAX_HEADING_ROWS  4u
#define MAX_STYLES        64u

typedef struct {
    int size; /* tenths of a point */
    gboolean bold, italic, caps;
    guint n;          /* candidates of this style */
    guint n_outlined; /* of them in the outline */
    guint depths[7];  /* how often its headings have that many numbers, or outline depth */
    guint depth;      /* decided: from 1 */
} Style;

/* A heading that the file states, and the candidates that say the same. */
typedef struct {
    guint depth, n; /* n: how often it is stated */
    guint n_found, n_sure;
} Stated;

typedef struct {
    guint first, end; /* rows */
    guint style;
    guint number_depth; /* 0: no number */
    Stated *stated;     /* in Finder.outline, or NULL */
    gboolean sure;      /* stated, and looks like a heading or has its number */
    gboolean standard;  /* says what outlines often leave out */
} Candidate;

typedef struct {
    PdfModel *model;
    Style styles[MAX_STYLES];
    guint n_styles;
    GArray *candidates;  /* of Candidate; owned */
    GHashTable *outline; /* folded title → Stated; owned */
    guint n_outlined;    /* of its titles, how many stand on the pages */
    gboolean outlined;   /* the outline is trusted */
} Finder;

static gboolean in_capitals(const char *text)
{
    guint upper = 0, lower = 0;
    for (const char *c = text; *c != '\0'; c = assay_utf8_next(c)) {
        gunichar u = g_utf8_get_char(c);
        upper += g_unichar_isupper(u) != FALSE;
        lower += g_unichar_islower(u) != FALSE;
    }
    return upper >= 4 && lower * 8 <= upper;
}

static guint count_letters(const char *text)
{
    guint n = 0;
    for (const char *c = text; *c != '\0'; c = assay_utf8_next(c))
        n += g_unichar_isalpha(g_utf8_get_char(c)) != FALSE;
    return n;
}

/* "2" and "A." have depth 1, "2.1" 2; 0 without a number. */
static guint number_depth(const char *text)
{
    AssaySlice slice = assay_slice_from(text);
    AssayRange number, title;
    assay_heading_split(slice, &number, &title);
    if (number.end == number.start || number.end - number.start > 10)
        return 0;
    guint depth = 0;
    gboolean part = FALSE;
    for (gsize i = number.start; i < number.end; i++) {
        gboolean alnum = g_ascii_isalnum(text[i]);
        depth += alnum && !part;
        part = alnum;
    }
    if (g_ascii_isdigit(text[0]) && strtoul(text, NULL, 10) > 60)
        return 0; /* a year or a quantity */
    return MIN(depth, 6);
}

static Stated *find_stated(const Finder *finder, const char *text)
{
    AssaySlice slice = assay_slice_from(text);
    g_autofree char *key = assay_text_fold_key(slice);
    Stated *stated = g_hash_table_lookup(finder->outline, key);
    AssayRange number, title;
    assay_heading_split(slice, &number, &title);
    if (stated == NULL && title.start > 0) {
        g_autofree char *bare = assay_text_fold_key(assay_slice_sub(slice, title.start, title.end));
        stated = g_hash_table_lookup(finder->outline, bare);
    }
    return stated;
}

static void load_outline(Finder *finder)
{
    const PdfModel *model = finder->model;
    guint top = G_MAXUINT, n_top = 0;
    for (guint i = 0; i < model->outline->len; i++) {
        guint level = g_array_index(model->outline_levels, guint, i);
        n_top += level == 1;
        top = MIN(top, level);
    }
    /* A single root is the document itself; its children are the chapters. */
    guint base = n_top == 1 && model->outline->len > 2 ? 1 : 0;
    for (guint i = 0; i < model->outline->len; i++) {
        guint level = g_array_index(model->outline_levels, guint, i);
        char *key = g_array_index(model->outline, char *, i);
        if (level <= base)
            continue;
        Stated *stated = g_hash_table_lookup(finder->outline, key);
        if (stated == NULL) {
            stated = g_new0(Stated, 1);
            g_hash_table_insert(finder->outline, key, stated);
        }
        /* "Background" may stand under "Abstract" as well as by itself. */
        stated->depth = stated->n == 0 ? level - base : MIN(stated->depth, level - base);
        stated->n++;
    }
}

/* Space above the row, in lines of its region; a region's first row has plenty. */
static float space_above(const PdfModel *model, guint index)
{
    const PdfRow *row = pdf_row(model, index);
    const PdfRegion *region = pdf_region(model, row->region);
    if (index == region->first_row)
        return 9;
    float step = pdf_middle(row->box) - pdf_middle(row[-1].box);
    return step / MAX(region->leading, 1);
}

static float space_below(const PdfModel *model, guint index)
{
    const PdfRegion *region = pdf_region(model, pdf_row(model, index)->region);
    if (index + 1 >= region->first_row + region->n_rows)
        return 9;
    return space_above(model, index + 1);
}

/* In bold heads words change between roman and italic, as names of species do. */
static gboolean alike(const PdfRow *a, const PdfRow *b)
{
    return fabsf(a->size - b->size) < 0.3f && a->bold == b->bold &&
           (a->bold || a->italic == b->italic);
}

/* @row ends in a word that nothing ends in: what it says goes on. */
static gboolean ends_open(const PdfModel *model, const PdfRow *row)
{
    static const char *const words[] = {"a",   "an",   "and",  "as", "at", "by",
                                        "for", "from", "in",   "of", "on", "onto",
                                        "or",  "the",  "with", "to", NULL};
    AssaySlice text = pdf_word_text(model, pdf_last_word(model, row));
    g_autofree char *word = g_strndup(text.data, text.length);
    return g_strv_contains(words, word) || g_str_has_suffix(word, "-");
}

/* The row that follows goes on with the heading: same look, close below, and no number. */
static guint heading_end(const PdfModel *model, guint first)
{
    guint end = first + 1;
    while (end < model->rows->len && end - first < MAX_HEADING_ROWS) {
        const PdfRow *a = pdf_row(model, end - 1), *b = pdf_row(model, end);
        const PdfRegion *region = pdf_region(model, a->region);
        if (b->region != a->region || b->place != ASSAY_PLACE_CONTENT || b->table != 0 ||
            b->heading != 0 || !alike(a, b))
            break;
        if (pdf_middle(b->box) - pdf_middle(a->box) > 1.45f * a->size)
            break;
        /* The first words of the next line would have fitted: it was meant to stand apart. */
        const PdfWord *word = pdf_first_word(model, b);
        float room = region->x1 - a->box.x1;
        if (!ends_open(model, a) && a->box.x0 < region->x0 + 2 * a->size &&
            word->box.x1 - word->box.x0 + 0.5f * a->size < room - 0.3f * a->size &&
            room > 0.45f * (region->x1 - region->x0))
            break;
        g_autoptr(GString) text = g_string_new(NULL);
        pdf_row_append_text(model, b, text);
        if (number_depth(text->str) > 0 && g_ascii_isdigit(text->str[0]))
            break;
        end++;
    }
    return end;
}

static gboolean is_marginal(const PdfModel *model, const PdfRow *row)
{
    const PdfRegion *region = pdf_region(model, row->region);
    const PdfPage *page = &g_array_index(model->pages, PdfPage, row->page);
    return region->x1 - region->x0 < 0.22f * page->width && region->n_rows >= 4 &&
           row->size < 0.97f * model->body_size;
}

/* A numbered line like it stands next to it: items of a list. */
static gboolean is_in_list(const PdfModel *model, guint first, guint end)
{
    const PdfRow *row = pdf_row(model, first);
    const guint neighbours[] = {first > 0 ? first - 1 : end, end};
    for (guint i = 0; i < G_N_ELEMENTS(neighbours); i++) {
        if (neighbours[i] >= model->rows->len)
            continue;
        const PdfRow *other = pdf_row(model, neighbours[i]);
        if (other->region != row->region || !alike(other, row))
            continue;
        g_autoptr(GString) text = g_string_new(NULL);
        pdf_row_append_text(model, other, text);
        if (number_depth(text->str) > 0)
            return TRUE;
    }
    return FALSE;
}

/* More than one sentence. */
static gboolean is_prose(const char *text, gsize length)
{
    for (const char *stop = strstr(text, ". "); stop != NULL; stop = strstr(stop + 1, ". "))
        if (stop - text > 25 && g_ascii_isupper(stop[2]) && length > 60)
            return TRUE;
    return FALSE;
}

/* Three pieces with wide gaps, or two far apart: the head of a table without rows. */
static gboolean is_cells(const PdfModel *model, const PdfRow *row)
{
    guint gaps = 0;
    for (guint i = 1; i < row->n_segments; i++) {
        float gap = pdf_row_segment(model, row, i)->box.x0 -
                    pdf_row_segment(model, row, i - 1)->box.x1;
        gaps += gap > 4 * row->size ? 2 : gap > 1.2f * row->size ? 1 : 0;
    }
    return gaps >= 2;
}

/* The look of a heading, by itself and by its surroundings. */
static gboolean looks_like_heading(const Finder *finder, guint first, guint end, const char *text,
                                   guint depth)
{
    const PdfModel *model = finder->model;
    const PdfRow *row = pdf_row(model, first), *last = pdf_row(model, end - 1);
    const PdfRegion *region = pdf_region(model, row->region);
    gsize length = strlen(text);
    if (length > MAX_HEADING_BYTES || count_letters(text) < 3 ||
        row->size < (row->bold ? 0.7f : 0.88f) * model->body_size)
        return FALSE;
    gunichar opens = g_utf8_get_char(text);
    if (g_unichar_islower(opens) || strchr(",;", text[length - 1]) != NULL ||
        pdf_is_caption(text) || is_prose(text, length) || is_cells(model, row))
        return FALSE;
    float above = space_above(model, first), below = space_below(model, end - 1);
    gboolean large = row->size > 1.1f * model->body_size;
    gboolean bold = row->bold && !model->body_bold;
    gboolean caps = in_capitals(text);
    gboolean short_line = last->box.x1 < region->x1 - 1.5f * row->size;
    gboolean stop = text[length - 1] == '.' && depth == 0;
    if (large || bold)
        return !stop && above > 0.9f && (short_line || above > 1.2f || below > 1.2f);
    if (caps)
        return !stop && short_line && (above > 1.15f || below > 1.15f);
    if (depth > 0)
        return short_line && above > 1.2f && length < 90 && text[length - 1] != '.' &&
               strstr(text, "://") == NULL && !is_in_list(model, first, end);
    return row->italic && short_line && above > 1.25f && !stop && length < 90;
}

static guint style_of(Finder *finder, const PdfRow *row, const char *text)
{
    Style style = {.size = (int)lroundf(row->size * 10),
                   .bold = row->bold,
                   .italic = row->italic,
                   .caps = in_capitals(text)};
    for (guint i = 0; i < finder->n_styles; i++) {
        Style *s = &finder->styles[i];
        if (abs(s->size - style.size) <= 2 && s->bold == style.bold && s->italic == style.italic &&
            s->caps == style.caps)
            return i;
    }
    if (finder->n_styles == MAX_STYLES)
        return MAX_STYLES - 1;
    finder->styles[finder->n_styles] = style;
    return finder->n_styles++;
}

/* Heads without a number that any paper may have. */
static gboolean is_standard(const char *text)
{
    static const char *const heads[] = {
        "abstract", "summary", "keywords", "acknowledgments", "acknowledgements", "appendix", NULL};
    g_autofree char *key = assay_text_fold_key(assay_slice_from(text));
    return g_strv_contains(heads, key) || pdf_is_reference_head(text);
}

/* Looks at the rows from @first on. Returns: the row to go on with. */
static guint look_at(Finder *finder, guint first)
{
    PdfModel *model = finder->model;
    const PdfRow *row = pdf_row(model, first);
    if (row->place != ASSAY_PLACE_CONTENT || row->table != 0 || row->heading != 0 ||
        is_marginal(model, row))
        return first + 1;
    guint end = heading_end(model, first);
    gboolean asks = g_hash_table_size(finder->outline) > 0; /* it may know a shorter one */
    for (guint e = end; e > (asks ? first : end - 1); e--) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint i = first; i < e; i++) {
            if (i > first)
                g_string_append_c(text, ' ');
            pdf_row_append_text(model, pdf_row(model, i), text);
        }
        if (text->len == 0 || text->len > 2 * MAX_HEADING_BYTES)
            continue;
        Candidate candidate = {.first = first, .end = e};
        candidate.stated = asks ? find_stated(finder, text->str) : NULL;
        candidate.number_depth = number_depth(text->str);
        gboolean looks = (e == end || candidate.stated != NULL) &&
                         looks_like_heading(finder, first, e, text->str, candidate.number_depth);
        if (candidate.stated == NULL && (e != end || !looks))
            continue;
        candidate.sure = candidate.stated != NULL && (looks || candidate.number_depth > 0);
        candidate.standard = is_standard(text->str);
        candidate.style = style_of(finder, row, text->str);
        Style *style = &finder->styles[candidate.style];
        style->n++;
        if (candidate.stated != NULL) {
            style->n_outlined++;
            finder->n_outlined += candidate.stated->n_found++ == 0 ? 1 : 0;
            candidate.stated->n_sure += candidate.sure ? 1 : 0;
        }
        g_array_append_val(finder->candidates, candidate);
        return e;
    }
    return first + 1;
}

static gboolean ranks_before(const Style *a, const Style *b)
{
    if (abs(a->size - b->size) > 2)
        return a->size > b->size;
    if (a->bold != b->bold)
        return a->bold;
    if (a->caps != b->caps)
        return a->caps;
    return !a->italic && b->italic;
}

/* A style's depth: what its numbered or outlined headings say, else one below the styles in use
 * that rank before it. */
static void decide_depths(Finder *finder)
{
    for (guint i = 0; i < finder->n_styles; i++) {
        Style *style = &finder->styles[i];
        guint best = 0;
        for (guint d = 1; d < 7; d++)
            if (style->depths[d] > style->depths[best] || (best == 0 && style->depths[d] > 0))
                best = d;
        style->depth = best;
    }
    for (guint i = 0; i < finder->n_styles; i++) {
        Style *style = &finder->styles[i];
        if (style->depth != 0 || style->n == 0)
            continue;
        guint before = 0;
        for (guint j = 0; j < finder->n_styles; j++)
            before += finder->styles[j].n > 0 && ranks_before(&finder->styles[j], style) ? 1 : 0;
        style->depth = MIN(before + 1, 5);
    }
}

/* The front matter: between the title and the first head that every paper may have, names and
 * places stand in all sorts of type. */
static guint front_end(const Finder *finder, guint title_end)
{
    static const char *const heads[] = {"abstract",      "summary",  "introduction", "background",
                                        "1introduction", "keywords", "1background",  NULL};
    const PdfModel *model = finder->model;
    for (guint i = title_end; i < model->rows->len && pdf_row(model, i)->page < 2; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        pdf_row_append_text(model, pdf_row(model, i), text);
        if (text->len > 200)
            continue;
        g_autofree char *key = assay_text_fold_key((AssaySlice){text->str, text->len});
        if (g_strv_contains(heads, key) || g_str_has_prefix(key, "abstract"))
            return i;
    }
    return title_end;
}

/* Counts the styles over the candidates that stay. */
static void choose(Finder *finder, guint front)
{
    /* An outline that is really there on the pages has the last word on styles. */
    guint n_outline = g_hash_table_size(finder->outline);
    finder->outlined = finder->n_outlined >= 3 && finder->n_outlined * 10 >= n_outline * 6;
    guint n_seen = 0; /* by their look alone */
    for (guint i = 0; i < finder->candidates->len; i++)
        n_seen += g_array_index(finder->candidates, Candidate, i).first >= front ? 1 : 0;
    gboolean complete = finder->model->is_outline || finder->n_outlined * 2 > n_seen;
    guint kept = 0;
    for (guint i = 0; i < finder->candidates->len; i++) {
        Candidate c = g_array_index(finder->candidates, Candidate, i);
        const Style *style = &finder->styles[c.style];
        if (c.first < front && c.stated == NULL)
            continue;
        /* The words of a heading may stand elsewhere as well, a cell or the end of a line. */
        if (c.stated != NULL && !c.sure && c.stated->n_found > c.stated->n &&
            c.stated->n_sure >= c.stated->n)
            continue;
        if (finder->outlined && complete && c.stated == NULL && !c.standard &&
            style->n_outlined * 3 < style->n)
            continue;
        g_array_index(finder->candidates, Candidate, kept++) = c;
    }
    g_array_set_size(finder->candidates, kept);
    for (guint i = 0; i < finder->n_styles; i++)
        finder->styles[i].n = 0;
    for (guint i = 0; i < kept; i++) {
        const Candidate *c = &g_array_index(finder->candidates, Candidate, i);
        Style *style = &finder->styles[c->style];
        guint depth = c->number_depth > 0 ? c->number_depth
                      : c->stated != NULL ? c->stated->depth
                                          : 0;
        /* "Abstract" is often set like nothing else, and yet no chapter of its own kind. */
        style->n += depth > 0 || !c->standard ? 1 : 0;
        style->depths[MIN(depth, 6)] += depth > 0 ? 1 : 0;
    }
}

static void settle(Finder *finder, gboolean title)
{
    for (guint i = 0; i < finder->candidates->len; i++) {
        const Candidate *c = &g_array_index(finder->candidates, Candidate, i);
        const Style *style = &finder->styles[c->style];
        guint depth = c->number_depth > 0 && c->stated == NULL ? c->number_depth
                      : c->stated != NULL && finder->outlined  ? c->stated->depth
                      : c->standard                            ? 1
                                                               : style->depth;
        depth = MIN(depth + (title ? 1 : 0), 6);
        for (guint r = c->first; r < c->end; r++) {
            pdf_row(finder->model, r)->heading = (guint8)depth;
            pdf_row(finder->model, r)->continues = r > c->first;
        }
    }
}

void pdf_headings_mark(PdfModel *model)
{
    Finder finder = {.model = model,
                     .candidates = g_array_new(FALSE, FALSE, sizeof(Candidate)),
                     .outline = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free)};
    load_outline(&finder);
    guint title_end = pdf_title_mark(model);
    for (guint i = 0; i < model->rows->len;)
        i = look_at(&finder, i);
    choose(&finder, front_end(&finder, title_end));
    decide_depths(&finder);
    settle(&finder, title_end > 0);
    g_hash_table_unref(finder.outline);
    g_array_unref(finder.candidates);
}
