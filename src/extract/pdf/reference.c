/* reference.c: where the entries of a reference list begin (see blocks.h).
 *
 * In this order, the first that the list shows: bullets; numbers or keys that open lines and
 * count up; URLs that open most lines; hanging indents; indented first lines; space between
 * entries; lines that end early. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/pdf/blocks.h"

static const PdfRow *row_at(const PdfModel *model, const GArray *rows, guint i)
{
    return pdf_row(model, g_array_index(rows, guint, i));
}

gboolean pdf_is_bullet(AssaySlice text)
{
    static const char *const bullets[] = {"•", "▪", "◦", "○", "●", "■", "□", "‣",
                                          "⁃", "∙", "·", "–", "—", "-", "*", "❏",
                                          "➢", "➤", "✓", "►", "◆", "",  NULL};
    for (guint i = 0; bullets[i] != NULL; i++)
        if (assay_slice_equal(text, assay_slice_from(bullets[i])))
            return TRUE;
    return FALSE;
}

gboolean pdf_is_reference_head(const char *text)
{
    static const char *const heads[] = {
        "references",           "reference",        "bibliography",
        "literaturecited",      "workscited",       "citedliterature",
        "literature",           "referencescited",  "referencesandnotes",
        "notesandreferences",   "listofreferences", "literatur",
        "literaturverzeichnis", "references1",      "bibliographie",
        "références",           "referencias",      "bibliografía",
        "referências",          "bibliografia",     "riferimenti",
        "literaturereferences", "citations",        NULL};
    AssaySlice slice = assay_slice_from(text);
    AssayRange number, title;
    assay_heading_split(slice, &number, &title);
    g_autofree char *key = assay_text_fold_key(assay_slice_sub(slice, title.start, title.end));
    return g_strv_contains(heads, key);
}

/* The number that opens @text: "[3]", "3.", "(3)", "3)", "3 Smith"; 0 without one. */
static guint label_number(const char *text)
{
    const char *at = text;
    char open = *at == '[' || *at == '(' ? *at++ : '\0';
    guint n = 0;
    gsize digits = 0;
    for (; g_ascii_isdigit(*at) && digits < 4; at++, digits++)
        n = n * 10 + (guint)(*at - '0');
    if (digits == 0 || digits == 4)
        return 0;
    if (open != '\0')
        return *at == (open == '[' ? ']' : ')') ? n : 0;
    if (*at == '.' || *at == ')' || *at == ']')
        return at[1] == ' ' || at[1] == '\0' || !g_ascii_isdigit(at[1]) ? n : 0;
    if (*at == ' ')
        at++;
    return g_unichar_isupper(g_utf8_get_char(at)) ? n : 0;
}

/* "[Smi12]", "[Smith et al., 2012]". */
static gboolean opens_with_key(const char *text)
{
    if (*text != '[' || !g_unichar_isalpha(g_utf8_get_char(text + 1)))
        return FALSE;
    const char *close = strchr(text, ']');
    return close != NULL && close - text < 60 &&
           g_ascii_isdigit(close[-1] == 'a' ? '1' : close[-1]);
}

typedef struct {
    const PdfModel *model;
    const GArray *rows;
    char **texts; /* owned: of each row */
    gboolean *starts;
} List;

static gboolean by_bullets(List *list)
{
    guint n = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        const PdfWord *word = pdf_first_word(list->model, row_at(list->model, list->rows, i));
        list->starts[i] = pdf_is_bullet(pdf_word_text(list->model, word));
        n += list->starts[i] ? 1 : 0;
    }
    return list->starts[0] && n * 6 >= list->rows->len;
}

/* Numbers that count up by one; the first may be any (a list cut in two). */
static gboolean by_numbers(List *list)
{
    guint next = 0, n = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        guint number = label_number(list->texts[i]);
        gboolean begins = number != 0 && (next == 0 ? i < 3 && number <= 400 : number == next);
        /* One label that was not read must not end the count. */
        if (!begins && next != 0 && number > next && number <= next + 2 && i > 0 &&
            strchr("[(", list->texts[i][0]) != NULL)
            begins = TRUE;
        list->starts[i] = begins;
        if (begins) {
            next = number + 1;
            n++;
        }
    }
    return n >= 2 ? n * 12 >= list->rows->len : n == 1 && list->starts[0] && list->rows->len < 8;
}

static gboolean by_keys(List *list)
{
    guint n = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        list->starts[i] = opens_with_key(list->texts[i]);
        n += list->starts[i] ? 1 : 0;
    }
    return n > 0 && list->starts[0] && n * 10 >= list->rows->len;
}

static gboolean by_urls(List *list)
{
    guint n = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        const char *text = list->texts[i];
        text += *text == '<';
        list->starts[i] = g_str_has_prefix(text, "http://") || g_str_has_prefix(text, "https://");
        n += list->starts[i] ? 1 : 0;
    }
    return list->starts[0] && n * 10 >= list->rows->len * 4;
}

/* How far line @i is indented in its column, in font sizes. The column's edge is where the
 * leftmost lines of the list begin on that page. */
static float indent_of(const List *list, guint i)
{
    const PdfRow *row = row_at(list->model, list->rows, i);
    float edge = row->box.x0;
    for (guint k = 0; k < 2; k++) {
        for (guint j = i; j < list->rows->len; k == 0 ? j-- : j++) { /* j wraps below 0: ends */
            const PdfRow *other = row_at(list->model, list->rows, j);
            if (other->region != row->region || (j > i ? j - i : i - j) > 60)
                break;
            edge = MIN(edge, other->box.x0);
        }
    }
    return (row->box.x0 - edge) / row->size;
}

static gboolean by_indents(List *list)
{
    guint n_out = 0, n_in = 0;
    g_autofree float *indents = g_new(float, list->rows->len);
    for (guint i = 0; i < list->rows->len; i++) {
        indents[i] = indent_of(list, i);
        n_out += indents[i] < 0.4f;
        n_in += indents[i] >= 0.6f && indents[i] < 6;
    }
    if (n_in * 8 < list->rows->len || n_out * 8 < list->rows->len)
        return FALSE;
    /* Hanging: the first line of the list stands out. Indented first lines: it stands in. */
    gboolean hanging = indents[0] < 0.4f;
    for (guint i = 0; i < list->rows->len; i++)
        list->starts[i] = hanging ? indents[i] < 0.4f : indents[i] >= 0.6f;
    return TRUE;
}

static float step_above(const List *list, guint i)
{
    const PdfRow *a = row_at(list->model, list->rows, i - 1),
                 *b = row_at(list->model, list->rows, i);
    return a->region != b->region ? -1 : pdf_middle(b->box) - pdf_middle(a->box);
}

/* The free room at the end of line @i, less the next line's first word. */
static float spare_room(const List *list, guint i)
{
    const PdfRow *row = row_at(list->model, list->rows, i);
    const PdfWord *word = pdf_first_word(list->model, row_at(list->model, list->rows, i + 1));
    return row->right - row->box.x1 - (word->box.x1 - word->box.x0) - 0.3f * row->size;
}

static gboolean ends_sentence(const char *text)
{
    gsize length = strlen(text);
    return length > 0 && strchr(".;)>]", text[length - 1]) != NULL;
}

static gboolean by_space(List *list)
{
    float least = 1e9f;
    for (guint i = 1; i < list->rows->len; i++) {
        float step = step_above(list, i);
        if (step > 0.8f * row_at(list->model, list->rows, i)->size)
            least = MIN(least, step);
    }
    guint n = 0;
    for (guint i = 0; i < list->rows->len; i++) {
        float step = i > 0 ? step_above(list, i) : -1;
        list->starts[i] = i == 0 || step > 1.2f * least ||
                          (step < 0 && ends_sentence(list->texts[i - 1]) &&
                           spare_room(list, i - 1) > 0);
        n += list->starts[i] ? 1 : 0;
    }
    return n * 8 >= list->rows->len && n * 10 <= list->rows->len * 9;
}

static void by_ends(List *list)
{
    for (guint i = 0; i < list->rows->len; i++)
        list->starts[i] = i == 0 ||
                          (spare_room(list, i - 1) > 0 && ends_sentence(list->texts[i - 1]));
}

void pdf_reference_starts(const PdfModel *model, const GArray *rows, gboolean *starts)
{
    List list = {model, rows, g_new0(char *, rows->len + 1), starts};
    for (guint i = 0; i < rows->len; i++) {
        GString *text = g_string_new(NULL);
        pdf_row_append_text(model, row_at(model, rows, i), text);
        list.texts[i] = g_string_free(text, FALSE);
    }
    if (rows->len > 0 && !by_bullets(&list) && !by_numbers(&list) && !by_keys(&list) &&
        !by_urls(&list) && !by_indents(&list) && !by_space(&list))
        by_ends(&list);
    if (rows->len > 0)
        starts[0] = TRUE;
    g_strfreev(list.texts);
}
