/* page.c: see page.h.
 *
 * poppler gives one text for the page, a rectangle for each of its characters (top left origin)
 * and runs of equal font. Its lines are taken as segments; their order is not used. */
#include "extract/pdf/page.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "document/account.h"
#include "extract/pdf/field.h"
#include "extract/pdf/glyph.h"
#include "extract/pdf/segment.h"
#include "extract/pdf/turn.h"

/* Words farther apart than this many font sizes are different segments. */
#define WIDE_GAP       0.75f
/* Words higher or lower than this stand on another line; raised figures are off by less. */
#define OTHER_LINE     0.42f
/* A gap that parts words, where poppler tells of none. */
#define WORD_GAP       0.25f
/* Different fonts in one document; more come from hostile files. */
#define MAX_FONTS      2000u
/* Bytes of text that runs another way, at least, before the page is turned. */
#define LEAST_TURNED   80u
/* Parts of two boxes that lie over one another when their letters do. */
#define SAME_PLACE     0.5f
/* Each colour of what shows on dark ground only, at least. */
#define WHITE          60000u
/* Characters of one word; longer ones are cut into several. */
#define MAX_WORD_BYTES 4000u
/* Points from the page's corner; what lies farther off is put there. */
#define MAX_PLACE      1e5

typedef struct {
    PdfModel *model;
    PopplerRectangle *rectangles; /* owned */
    guint n_rectangles;
    GList *attributes;      /* owned */
    const GList *attribute; /* the run that holds the current character, or the next */
    guint font;             /* of the current run */
    float size;
    gboolean white;
    gunichar opens;                     /* the word's first character */
    PdfWord word;                       /* being built; length 0: none */
    PdfSegment segment;                 /* being built; n_words 0: none */
    gboolean space;                     /* white space was seen since the last word */
    PdfBox first, last;                 /* of the word's characters */
    guint directions[PDF_N_DIRECTIONS]; /* bytes of Latin words that run there */
    const void *font_name;              /* the name that @font was looked up for */
} Reader;

static guint find_font(PdfModel *model, const char *name)
{
    const char *plain = name != NULL ? name : "";
    if (strlen(plain) > 7 && plain[6] == '+')
        plain += 7;
    for (guint i = 0; i < model->fonts->len; i++)
        if (strcmp(g_array_index(model->fonts, PdfFont, i).name, plain) == 0)
            return i;
    if (model->fonts->len >= MAX_FONTS)
        return 0;
    PdfFont font = pdf_font_from_name(model->arena, name);
    g_array_append_val(model->fonts, font);
    return model->fonts->len - 1;
}

static PdfBox to_box(const PopplerRectangle *r)
{
    /* Hostile matrices give NaN and infinities; a place is then simply unknown. */
    double v[4] = {MIN(r->x1, r->x2), MIN(r->y1, r->y2), MAX(r->x1, r->x2), MAX(r->y1, r->y2)};
    for (guint i = 0; i < 4; i++)
        if (!(fabs(v[i]) <= MAX_PLACE))
            v[i] = isfinite(v[i]) ? copysign(MAX_PLACE, v[i]) : 0;
    return (PdfBox){(float)v[0], (float)v[1], (float)v[2], (float)v[3]};
}

static void end_segment(Reader *reader)
{
    if (reader->segment.n_words > 0) {
        pdf_segment_measure(reader->model, &reader->segment);
        g_array_append_val(reader->model->segments, reader->segment);
    }
    reader->segment = (PdfSegment){.place = ASSAY_PLACE_CONTENT};
}

static PdfDirection direction_of(const Reader *reader, gboolean rotated)
{
    if (rotated)
        return reader->last.y0 < reader->first.y0 ? PDF_DIRECTION_UP : PDF_DIRECTION_DOWN;
    return reader->last.x0 < reader->first.x0 ? PDF_DIRECTION_LEFT : PDF_DIRECTION_RIGHT;
}

/* Where most of the page's text runs; to the right unless there is much that does not. */
static PdfDirection main_direction(const Reader *reader)
{
    const guint *n = reader->directions;
    guint all = n[PDF_DIRECTION_RIGHT] + n[PDF_DIRECTION_UP] + n[PDF_DIRECTION_DOWN] +
                n[PDF_DIRECTION_LEFT];
    for (guint i = PDF_DIRECTION_UP; i < PDF_N_DIRECTIONS; i++)
        if (n[i] >= LEAST_TURNED && n[i] * 3 > all * 2)
            return (PdfDirection)i;
    return PDF_DIRECTION_RIGHT;
}

static void end_word(Reader *reader)
{
    PdfWord *word = &reader->word;
    if (word->length == 0)
        return;
    PdfModel *model = reader->model;
    float dx = fabsf(reader->last.x0 - reader->first.x0);
    float dy = fabsf(reader->last.y0 - reader->first.y0);
    word->rotated = dy > 2 * dx && dy > 0.2f * word->size;
    if (word->length >= 3 && g_ascii_isalnum(model->text->str[word->text]))
        reader->directions[direction_of(reader, word->rotated)] += word->length;
    PdfSegment *segment = &reader->segment;
    if (segment->n_words > 0) {
        const PdfWord *before = pdf_word(model, model->words->len - 1);
        float gap = word->box.x0 - before->box.x1;
        float rise = fabsf(pdf_middle(word->box) - pdf_middle(before->box));
        if (!word->rotated && (gap > WIDE_GAP * MIN(word->size, before->size) ||
                               rise > OTHER_LINE * MAX(word->size, before->size)))
            end_segment(reader);
    }
    if (segment->n_words == 0)
        segment->first_word = model->words->len;
    segment->n_words++;
    g_array_append_val(model->words, *word);
    *word = (PdfWord){.length = 0};
    reader->space = FALSE;
}

/* Moves to the run of equal font that holds character @index. TRUE when it is another one. */
static gboolean advance_attributes(Reader *reader, guint index)
{
    const void *before = reader->attribute;
    while (reader->attribute != NULL) {
        const PopplerTextAttributes *a = reader->attribute->data;
        if ((gint64)index <= a->end_index)
            break;
        reader->attribute = reader->attribute->next;
    }
    if (reader->attribute == NULL || (reader->attribute == before && reader->font_name != NULL))
        return FALSE;
    const PopplerTextAttributes *a = reader->attribute->data;
    reader->font = find_font(reader->model, a->font_name);
    reader->font_name = a;
    reader->white = MIN(a->color.red, MIN(a->color.green, a->color.blue)) >= WHITE;
    reader->size = isfinite(a->font_size) ? (float)CLAMP(a->font_size, 0.1, 1000) : 1;
    return TRUE;
}

/* poppler may string together what stands in neighbouring cells, with nothing between. */
static gboolean stands_apart(const Reader *reader, PdfBox box)
{
    PdfBox last = reader->last;
    float size = reader->size;
    float step = fabsf(pdf_middle(box) - pdf_middle(last));
    if (box.x0 - last.x1 > WORD_GAP * size)
        return TRUE;
    /* Letters of a rotated word follow one another within an em; marks in a column do not. */
    if (step > 1.02f * size)
        return TRUE;
    /* The letters of a rotated word overlap sideways. */
    gboolean beside = box.x0 > last.x1 - 0.1f * size || box.x1 < last.x0 + 0.1f * size;
    return beside && step > OTHER_LINE * size;
}

/* @character at @box begins the word once more over itself: a shadow, letter by letter in line with
 * what throws it. */
static gboolean begins_again(const Reader *reader, gunichar character, PdfBox box)
{
    return character == reader->opens && pdf_boxes_overlap(box, reader->first, SAME_PLACE);
}

static void add_character(Reader *reader, gunichar character, guint index)
{
    PdfModel *model = reader->model;
    gboolean changed = advance_attributes(reader, index);
    PdfBox box = to_box(&reader->rectangles[index]);
    /* Some fonts state a descent of several lines; their ascent holds. */
    if (pdf_height(box) > 1.5f * reader->size)
        box.y1 = box.y0 + 1.3f * reader->size;
    /* A hyphen belongs to the word it clings to, even where the font that has it is another. */
    gboolean hyphen = character == '-' || character == 0x2010;
    if (reader->word.length > 0 && ((changed && !hyphen) || reader->word.length > MAX_WORD_BYTES))
        end_word(reader);
    if (reader->word.length > 0 && begins_again(reader, character, box))
        end_word(reader);
    if (reader->word.length > 0 && stands_apart(reader, box)) {
        end_word(reader);
        reader->space = TRUE;
    }
    if (reader->word.length == 0) {
        reader->word = (PdfWord){.box = box,
                                 .text = (guint)model->text->len,
                                 .font = (guint16)reader->font,
                                 .size = reader->size,
                                 .space = reader->space,
                                 .white = reader->white,
                                 .link = -1};
        reader->first = box;
        reader->opens = character;
    }
    gsize before = model->text->len;
    pdf_glyph_append(model->text, &g_array_index(model->fonts, PdfFont, reader->font), character,
                     (box.x1 - box.x0) / reader->size);
    gsize added = model->text->len - before;
    model->n_chars += added <= 1
                          ? 1
                          : assay_account_chars((AssaySlice){model->text->str + before, added});
    model->n_dropped[ASSAY_DROPPED_BLANK] += added == 0 ? 1 : 0;
    if (added == 0)
        return;
    reader->word.length = (guint16)(reader->word.length + added);
    reader->word.box = pdf_box_join(reader->word.box, box);
    reader->last = box;
    if (character == 0x2014) /* a dash parts words: "Abstract—We show" */
        end_word(reader);
}

/* poppler wraps runs of a direction of their own in marks that have no rectangle and are no part
 * of the file. */
static gboolean is_direction_mark(gunichar character)
{
    return character >= 0x202A && character <= 0x202C;
}

static void read_text(Reader *reader, const char *text)
{
    guint index = 0;
    const char *at = text;
    for (; *at != '\0' && index < reader->n_rectangles; at = assay_utf8_next(at)) {
        gunichar character = g_utf8_get_char(at);
        if (is_direction_mark(character))
            continue;
        if (character == '\n' || character == '\r' || character == 0x0C) {
            end_word(reader);
            end_segment(reader);
            reader->space = FALSE;
        } else if (assay_text_is_space(character)) {
            end_word(reader);
            reader->space = TRUE;
        } else {
            add_character(reader, character, index);
        }
        index++;
    }
    end_word(reader);
    end_segment(reader);
    for (; *at != '\0'; at = assay_utf8_next(at)) /* what stands nowhere */
        if (!is_direction_mark(g_utf8_get_char(at)) && !assay_text_is_space(g_utf8_get_char(at)))
            reader->model->n_chars++;
}

/* Some files map a ligature to its letters with the bytes of each swapped, so that "fi" comes as
 * U+6600 U+6900. @text is repaired in place; the number of characters stays. */
static void repair_swapped(char *text)
{
    static const char *const spelled[] = {"ffi", "ffl", "ff", "fi", "fl", "tti", "tt", "ti", "Th",
                                          "Qu",  "ct",  "st", "ft", "fj", "fb",  "fh", "fk", NULL};
    char *to = text;
    for (const char *at = text; *at != '\0';) {
        guint n = 0;
        char letters[4] = "";
        const char *ahead = at;
        while (n < 3 && (guchar)*ahead >= 0xE4 && (guchar)*ahead <= 0xE7) {
            gunichar c = g_utf8_get_char(ahead);
            if ((c & 0xFF) != 0 || !g_ascii_isalpha((gchar)(c >> 8)))
                break;
            letters[n++] = (char)(c >> 8);
            ahead += 3;
        }
        while (n >= 2 && !g_strv_contains(spelled, letters))
            letters[--n] = '\0';
        if (n >= 2) {
            for (guint i = 0; i < n; i++)
                *to++ = letters[i];
            at += 3 * n;
        } else {
            for (const char *next = assay_utf8_next(at); at < next;)
                *to++ = *at++;
        }
    }
    *to = '\0';
}

/* Form fields looked at on one page. */
#define MAX_FIELDS_PER_PAGE 2000u

/* What was filled in is no part of poppler's text of the page. */
static void read_fields(PdfModel *model, PopplerPage *page, double height)
{
    GList *mappings = poppler_page_get_form_field_mapping(page);
    guint n_left = MAX_FIELDS_PER_PAGE;
    for (GList *i = mappings; i != NULL && n_left > 0; i = i->next, n_left--) {
        PdfField field;
        if (model->text->len >= ASSAY_LIMIT_TEXT_BYTES || !pdf_field_read(i->data, height, &field))
            continue;
        Reader reader = {.model = model,
                         .rectangles = field.rectangles,
                         .n_rectangles = field.n_rectangles,
                         .size = field.size};
        read_text(&reader, field.text);
        pdf_field_clear(&field);
    }
    poppler_page_free_form_field_mapping(mappings);
}

static void read_links(PdfModel *model, PopplerPage *page, PdfPage *info)
{
    GList *mappings = poppler_page_get_link_mapping(page);
    for (GList *i = mappings; i != NULL; i = i->next) {
        const PopplerLinkMapping *mapping = i->data;
        if (mapping->action == NULL || mapping->action->type != POPPLER_ACTION_URI ||
            mapping->action->uri.uri == NULL)
            continue;
        PopplerRectangle area = mapping->area; /* its origin is the bottom left */
        area.y1 = info->height - mapping->area.y2;
        area.y2 = info->height - mapping->area.y1;
        g_autofree char *uri = g_utf8_make_valid(mapping->action->uri.uri, -1);
        PdfLink link = {to_box(&area), assay_arena_strdup(model->arena, uri)};
        g_array_append_val(model->links, link);
    }
    poppler_page_free_link_mapping(mappings);
    info->n_links = model->links->len - info->first_link;
}

/* A word belongs to the link whose area holds its middle. */
static void mark_linked_words(PdfModel *model, const PdfPage *info, guint first_word)
{
    for (guint l = info->first_link; l < info->first_link + info->n_links; l++) {
        PdfBox area = g_array_index(model->links, PdfLink, l).box;
        for (guint w = first_word; w < model->words->len; w++) {
            PdfWord *word = pdf_word(model, w);
            float x = (word->box.x0 + word->box.x1) / 2, y = pdf_middle(word->box);
            if (x >= area.x0 && x <= area.x1 && y >= area.y0 && y <= area.y1)
                word->link = (gint)l;
        }
    }
}

/* A page that was scanned: characters of a stamp or a page number at most, and the part of it that
 * the image covers at least. */
#define MOST_SCAN_CHARS 100u
#define SCAN_PART       0.6

/* Links looked at on one page: every one is held against every word. */
#define MAX_LINKS_PER_PAGE 2000u

void pdf_page_read(PdfModel *model, PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    PdfPage info = {.first_segment = model->segments->len,
                    .first_link = model->links->len,
                    .width = (float)width,
                    .height = (float)height};
    guint first_word = model->words->len;
    if (model->fonts->len == 0)
        find_font(model, "");
    g_autofree char *text = poppler_page_get_text(page);
    Reader reader = {.model = model};
    if (text != NULL && *text != '\0' && g_utf8_validate(text, -1, NULL) &&
        poppler_page_get_text_layout(page, &reader.rectangles, &reader.n_rectangles)) {
        reader.attributes = poppler_page_get_text_attributes(page);
        reader.attribute = reader.attributes;
        repair_swapped(text);
        read_text(&reader, text);
        poppler_page_free_text_attributes(reader.attributes);
        g_free(reader.rectangles);
    }
    read_fields(model, page, height);
    if (model->words->len > first_word) {
        read_links(model, page, &info);
        info.n_links = MIN(info.n_links, MAX_LINKS_PER_PAGE);
        mark_linked_words(model, &info, first_word);
        if (main_direction(&reader) != PDF_DIRECTION_RIGHT)
            pdf_page_turn(model, &info, main_direction(&reader), first_word);
    }
    info.n_segments = model->segments->len - info.first_segment;
    g_array_append_val(model->pages, info);
}

gboolean pdf_page_is_scan(PopplerPage *page, gsize n_chars)
{
    if (n_chars > MOST_SCAN_CHARS)
        return FALSE;
    double width, height;
    gboolean found = FALSE;
    poppler_page_get_size(page, &width, &height);
    GList *images = poppler_page_get_image_mapping(page);
    for (const GList *i = images; i != NULL; i = i->next) {
        PopplerRectangle area = ((const PopplerImageMapping *)i->data)->area;
        double covered = fabs(area.x2 - area.x1) * fabs(area.y2 - area.y1);
        found = found || covered > SCAN_PART * width * height;
    }
    poppler_page_free_image_mapping(images);
    return found;
}
