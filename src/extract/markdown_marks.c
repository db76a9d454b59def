/* markdown_marks.c: see markdown_marks.h.
 *
 * cmark pairs the marks of emphasis and code. It is shown the text with all other markup masked
 * and gives back the text without the marks: what is not in it was one.
 * Specification: CommonMark 0.30, 2.4 "Backslash escapes", 6.1 to 6.2, 6.6. */
#include "extract/markdown_marks.h"

#include <cmark.h>
#include <string.h>

#include "extract/markdown_html.h"
#include "extract/space.h"

#define MAX_BYTES ((gsize)65536)
#define MAX_MARKS 1000u
/* A first word for cmark, so that nothing behind it opens a block. */
#define LEAD      "x "

typedef struct {
    AssayRange range; /* in the source */
    gboolean is_break;
} Mark;

struct AssayMarks {
    AssayMarksStyle style;
    AssaySlice text; /* borrowed: the source, while marks are looked for */
    GArray *found;   /* owned; of Mark, rising */
    guint next;
    GString *raw, *masked; /* owned; lines joined by blanks; raw, and as cmark sees them */
    GArray *places;        /* owned; of gsize: where each byte of them stands in the source */
    GArray *open;          /* owned; of gsize: places of "[" in raw */
};

/* ---- How a text was written ---- */

typedef struct {
    guint n_doubled; /* "\\" */
    guint n_latex;   /* "\&" and what else LaTeX escapes */
    guint n_marks;   /* "\*", which it does not */
    guint n_underscores, n_lone, n_links, n_html;
} Evidence;

/* At a backslash. Returns: bytes to go on. */
static gsize count_escape(AssaySlice text, gsize at, Evidence *evidence)
{
    char next = at + 1 < text.length ? text.data[at + 1] : '\n';
    if (next == '\\')
        evidence->n_doubled++;
    else if (strchr("&%$#{}", next) != NULL)
        evidence->n_latex++;
    else if (next == '_')
        evidence->n_underscores++;
    else if (strchr("*[]`<>", next) != NULL)
        evidence->n_marks++;
    else if (!g_ascii_ispunct(next) && next != '\n' && next != '\r')
        evidence->n_lone++;
    return 2;
}

static gboolean is_fenced_division(AssaySlice line)
{
    return assay_slice_has_prefix(line, ASSAY_SLICE(":::"));
}

AssayMarksStyle assay_marks_style(AssaySlice text)
{
    Evidence evidence = {0};
    AssayLine line;
    for (gsize at = 0; assay_line_at(text, at, &line); at = line.next) {
        AssaySlice content = assay_line_slice(text, assay_line_trim(text, line));
        if (assay_markdown_opens_html(content) || is_fenced_division(content))
            evidence.n_html++;
        for (gsize i = 0; i < content.length;) {
            if (content.data[i] == '\\') {
                i += count_escape(content, i, &evidence);
                continue;
            }
            AssaySlice rest = assay_slice_sub(content, i, content.length);
            evidence.n_links += content.data[i] == ']' &&
                                        (assay_slice_has_prefix(rest, ASSAY_SLICE("](/")) ||
                                         assay_slice_has_prefix(rest, ASSAY_SLICE("](http")))
                                    ? 1
                                    : 0;
            i++;
        }
    }
    gboolean is_converted = evidence.n_marks > 0 || evidence.n_html > 0 || evidence.n_links >= 2 ||
                            (evidence.n_underscores > 0 && evidence.n_latex == 0);
    if (!is_converted)
        return ASSAY_MARKS_TEXT;
    return evidence.n_doubled > 0 && evidence.n_lone == 0 ? ASSAY_MARKS_ESCAPED
                                                          : ASSAY_MARKS_CONVERTED;
}

/* ---- The marks of one text ---- */

AssayMarks *assay_marks_new(AssayMarksStyle style)
{
    AssayMarks *marks = g_new0(AssayMarks, 1);
    marks->style = style;
    marks->found = g_array_new(FALSE, FALSE, sizeof(Mark));
    marks->raw = g_string_new(NULL);
    marks->masked = g_string_new(NULL);
    marks->places = g_array_new(FALSE, FALSE, sizeof(gsize));
    marks->open = g_array_new(FALSE, FALSE, sizeof(gsize));
    return marks;
}

void assay_marks_free(AssayMarks *marks)
{
    if (marks == NULL)
        return;
    g_array_unref(marks->found);
    g_string_free(marks->raw, TRUE);
    g_string_free(marks->masked, TRUE);
    g_array_unref(marks->places);
    g_array_unref(marks->open);
    g_free(marks);
}

static void join(AssayMarks *marks, AssaySlice text, const AssayLine *lines, guint n_lines)
{
    marks->text = text;
    g_string_truncate(marks->raw, 0);
    g_array_set_size(marks->places, 0);
    for (guint i = 0; i < n_lines && marks->raw->len <= MAX_BYTES; i++) {
        AssayLine line = assay_line_trim(text, lines[i]);
        if (i > 0) {
            g_string_append_c(marks->raw, ' ');
            g_array_append_val(marks->places, lines[i - 1].end);
        }
        g_string_append_len(marks->raw, text.data + line.start, (gssize)(line.end - line.start));
        for (gsize at = line.start; at < line.end; at++)
            g_array_append_val(marks->places, at);
    }
}

/* Bytes @start..@end of raw are markup; cmark sees punctuation there. */
static void add_mark(AssayMarks *marks, gsize start, gsize end, gboolean is_break)
{
    Mark mark = {.is_break = is_break};
    mark.range.start = g_array_index(marks->places, gsize, start);
    mark.range.end = g_array_index(marks->places, gsize, end - 1) + 1;
    g_array_append_val(marks->found, mark);
    memset(marks->masked->str + start, '.', end - start);
}

/* Is the backslash at @at an escape? Where LaTeX is text, not before what it escapes too, nor
 * before what may end a sentence behind a command; but "2\." would begin a list. */
static gboolean is_escape(AssayMarksStyle style, AssaySlice raw, gsize at)
{
    char c = at + 1 < raw.length ? raw.data[at + 1] : '\0';
    if (style == ASSAY_MARKS_ESCAPED)
        return g_ascii_ispunct(c);
    if (c == '.')
        return at > 0 && g_ascii_isdigit(raw.data[at - 1]) &&
               (at + 2 == raw.length || raw.data[at + 2] == ' ');
    return c != '\0' && strchr("*_[]`<>|~@", c) != NULL;
}

/* Bytes of the address at @at: it holds no marks. */
static gsize address_length(AssaySlice raw, gsize at)
{
    AssaySlice rest = assay_slice_sub(raw, at, raw.length);
    gboolean is_target = assay_slice_has_prefix(rest, ASSAY_SLICE("]("));
    if (!is_target && !assay_slice_has_prefix(rest, ASSAY_SLICE("http://")) &&
        !assay_slice_has_prefix(rest, ASSAY_SLICE("https://")))
        return 0;
    gsize length = is_target ? 2 : 7;
    while (length < rest.length && strchr(" )]<>*", rest.data[length]) == NULL)
        length++;
    return length;
}

/* The "]" of pandoc's `[text]{.class}` at @at. Returns: bytes of "]{.class}", or 0. */
static gsize attributes_length(AssaySlice raw, gsize at)
{
    gsize end = at + 2;
    if (end + 1 >= raw.length || raw.data[at + 1] != '{' || strchr(".#", raw.data[end]) == NULL)
        return 0;
    while (end < raw.length && end - at < 200 && strchr("{}[]", raw.data[end]) == NULL)
        end++;
    return end < raw.length && raw.data[end] == '}' ? end + 1 - at : 0;
}

static gint compare_marks(gconstpointer a, gconstpointer b)
{
    const Mark *left = a, *right = b;
    return (left->range.start > right->range.start) - (left->range.start < right->range.start);
}

/* The blank at @at of raw joins two lines. */
static gboolean is_line_end(const AssayMarks *marks, gsize at)
{
    gsize place = g_array_index(marks->places, gsize, at);
    return place < marks->text.length && strchr("\r\n", marks->text.data[place]) != NULL;
}

/* What stands at @at of raw, if it is no mark of emphasis or code. Returns: bytes to go on. */
static gsize read_other(AssayMarks *marks, AssaySlice raw, gsize at)
{
    char c = raw.data[at];
    gsize length = 0;
    if (c == '\\' && at + 1 < raw.length && is_line_end(marks, at + 1)) {
        add_mark(marks, at, at + 1, TRUE);
        return 1;
    }
    if (c == '\\' && is_escape(marks->style, raw, at)) {
        add_mark(marks, at, at + 1, FALSE);
        marks->masked->str[at + 1] = '.';
        return 2;
    }
    if (c == '<' &&
        (length = assay_markdown_tag_length(assay_slice_sub(raw, at, raw.length))) > 0) {
        gboolean is_break = g_ascii_strncasecmp(raw.data + at, "<br", 3) == 0;
        add_mark(marks, at, at + length, is_break);
        return length;
    }
    if ((c == 'h' || c == ']') && (length = address_length(raw, at)) > 0) {
        memset(marks->masked->str + at, 'x', length);
        return length;
    }
    if (c == '[') {
        g_array_append_val(marks->open, at);
    } else if (c == ']' && marks->open->len > 0) {
        gsize opened = g_array_index(marks->open, gsize, marks->open->len - 1);
        g_array_set_size(marks->open, marks->open->len - 1);
        length = attributes_length(raw, at);
        if (length > 0) {
            add_mark(marks, opened, opened + 1, FALSE);
            add_mark(marks, at, at + length, FALSE);
            return length;
        }
    }
    if (g_ascii_ispunct(c) && strchr("*_`", c) == NULL)
        marks->masked->str[at] = '.';
    return 1;
}

/* Marks that @text, which cmark gave back, lacks from @at on. Returns: where @text ends. */
static gsize align(AssayMarks *marks, gsize at, const char *text)
{
    for (; *text != '\0'; text++) {
        while (at < marks->masked->len && marks->masked->str[at] != *text) {
            if (strchr("*_`", marks->masked->str[at]) != NULL)
                add_mark(marks, at, at + 1, FALSE);
            at++;
        }
        at++;
    }
    return at;
}

static void read_emphasis(AssayMarks *marks)
{
    guint n_marks = 0;
    for (gsize i = 0; i < marks->masked->len; i++)
        n_marks += strchr("*_`", marks->masked->str[i]) != NULL ? 1 : 0;
    if (n_marks == 0 || n_marks > MAX_MARKS)
        return;
    g_autofree char *shown = g_strconcat(LEAD, marks->masked->str, NULL);
    cmark_node *root = cmark_parse_document(shown, strlen(shown), CMARK_OPT_DEFAULT);
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    gsize at = 0, skip = strlen(LEAD);
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER || (type != CMARK_NODE_TEXT && type != CMARK_NODE_CODE))
            continue;
        const char *literal = cmark_node_get_literal(node);
        gsize n_skipped = MIN(skip, strlen(literal));
        skip -= n_skipped;
        at = align(marks, at, literal + n_skipped);
    }
    for (; at < marks->masked->len; at++)
        if (strchr("*_`", marks->masked->str[at]) != NULL)
            add_mark(marks, at, at + 1, FALSE);
    cmark_iter_free(iter);
    cmark_node_free(root);
}

void assay_marks_find(AssayMarks *marks, AssaySlice text, const AssayLine *lines, guint n_lines)
{
    g_array_set_size(marks->found, 0);
    g_array_set_size(marks->open, 0);
    marks->next = 0;
    if (marks->style == ASSAY_MARKS_TEXT)
        return;
    join(marks, text, lines, n_lines);
    if (marks->raw->len > MAX_BYTES)
        return;
    AssaySlice raw = {marks->raw->str, marks->raw->len};
    g_string_assign(marks->masked, marks->raw->str);
    for (gsize at = 0; at < raw.length;)
        at += read_other(marks, raw, at);
    read_emphasis(marks);
    g_array_sort(marks->found, compare_marks);
}

gboolean assay_marks_is_fence(const AssayMarks *marks, AssaySlice line)
{
    return marks->style != ASSAY_MARKS_TEXT && is_fenced_division(line);
}

gboolean assay_marks_next(AssayMarks *marks, gsize start, gsize end, AssayRange *ret_range,
                          gboolean *ret_is_break)
{
    for (; marks->next < marks->found->len; marks->next++) {
        const Mark *mark = &g_array_index(marks->found, Mark, marks->next);
        if (mark->range.start >= end)
            return FALSE;
        if (mark->range.end <= start)
            continue;
        /* Of what began on an earlier line, the rest. */
        ret_range->start = MAX(mark->range.start, start);
        ret_range->end = MIN(mark->range.end, end);
        *ret_is_break = mark->is_break;
        return TRUE;
    }
    return FALSE;
}
