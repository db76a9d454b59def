/* pdf_layers.c: text that another text lies over is hidden (see pdf_layout.h).
 *
 * A figure may bring a whole page along, clipped to the figure: its text is in the file a second
 * time, in other fonts, over or under the page's own. What readers see does not overlap. On pages
 * where much text overlaps, the fonts that are used on hardly any other page are those of the
 * hidden layer. */
#include <math.h>
#include <string.h>

#include "extract/pdf_layout.h"
#include "extract/pdf_segment.h"

/* Overlaps seen between neighbours before a page is looked at closely. */
#define LEAST_SIGNS   6u
/* Segments that follow one, held against it. */
#define NEIGHBOURS    6u
/* Bytes of overlapped text that make a page layered, and their part of the page. */
#define LEAST_COVERED 150u
#define COVERED_PART  0.1f
/* Height of the strips that words are sorted into, in points. */
#define STRIP_HEIGHT  16.0f
#define MAX_STRIPS    512u
/* Words of one strip held against each other; more are a hostile file's. */
#define MAX_PER_STRIP 400u
/* Of two words that follow one another: how far they may be off a line, and apart, in sizes. */
#define SAME_LINE     0.2f
#define NEXT_WORD     0.7f
#define MAX_PASSES    16u

/* Bytes of text in one font. */
typedef struct {
    guint elsewhere;        /* on pages without layers */
    guint layered, covered; /* on those with layers; what of it overlaps other fonts */
} FontUse;

static gboolean overlap(PdfBox a, PdfBox b)
{
    float width = MIN(a.x1, b.x1) - MAX(a.x0, b.x0), height = MIN(a.y1, b.y1) - MAX(a.y0, b.y0);
    return width > 0.3f * MIN(a.x1 - a.x0, b.x1 - b.x0) &&
           height > 0.3f * MIN(pdf_height(a), pdf_height(b));
}

/* Signs of text over text: words that begin before the one before them ends, and segments over
 * their neighbours. */
static guint count_signs(const PdfModel *model, const PdfPage *page)
{
    guint n = 0, end = page->first_segment + page->n_segments;
    for (guint i = page->first_segment; i < end; i++) {
        const PdfSegment *segment = pdf_segment(model, i);
        const PdfWord *words = pdf_word(model, segment->first_word);
        for (guint j = 1; j < segment->n_words; j++)
            n += words[j].box.x0 < words[j - 1].box.x1 - 0.4f * words[j].size ? 1 : 0;
        for (guint j = i + 1; j < MIN(end, i + 1 + NEIGHBOURS); j++)
            n += overlap(segment->box, pdf_segment(model, j)->box) ? 1 : 0;
    }
    return n;
}

static guint page_first_word(const PdfModel *model, const PdfPage *page)
{
    return page->n_segments > 0 ? pdf_segment(model, page->first_segment)->first_word : 0;
}

static guint page_end_word(const PdfModel *model, const PdfPage *page)
{
    if (page->n_segments == 0)
        return 0;
    const PdfSegment *last = pdf_segment(model, page->first_segment + page->n_segments - 1);
    return last->first_word + last->n_words;
}

/* Words of a page by height. */
typedef struct {
    const PdfModel *model;
    guint first;
    guint *next; /* of word first + i: the one before it in its strip; owned */
    guint strips[MAX_STRIPS];
} Strips;

static void strips_init(Strips *strips, const PdfModel *model, guint first, guint end)
{
    *strips = (Strips){.model = model, .first = first, .next = g_new(guint, end - first + 1)};
    for (guint i = 0; i < MAX_STRIPS; i++)
        strips->strips[i] = G_MAXUINT;
}

static guint strip_of(const PdfWord *word)
{
    return (guint)CLAMP(pdf_middle(word->box) / STRIP_HEIGHT, 0, MAX_STRIPS - 1);
}

static void strips_add(Strips *strips, guint index)
{
    guint strip = strip_of(pdf_word(strips->model, index));
    strips->next[index - strips->first] = strips->strips[strip];
    strips->strips[strip] = index;
}

typedef gboolean (*Relation)(const PdfWord *a, const PdfWord *b);

/* A word of @strips that stands in @relation to @word; G_MAXUINT: none. */
static guint strips_find(const Strips *strips, const PdfWord *word, Relation relation)
{
    guint strip = strip_of(word), n = 0;
    for (guint s = strip > 0 ? strip - 1 : 0; s <= MIN(strip + 1, MAX_STRIPS - 1); s++)
        for (guint j = strips->strips[s]; j != G_MAXUINT && n < MAX_PER_STRIP;
             j = strips->next[j - strips->first], n++)
            if (relation(word, pdf_word(strips->model, j)))
                return j;
    return G_MAXUINT;
}

static gboolean covers(const PdfWord *a, const PdfWord *b)
{
    return a->font != b->font && overlap(a->box, b->box);
}

/* They follow one another on one line. */
static gboolean adjoins(const PdfWord *a, const PdfWord *b)
{
    float size = MIN(a->size, b->size);
    float gap = MAX(a->box.x0, b->box.x0) - MIN(a->box.x1, b->box.x1);
    return fabsf(a->box.y0 - b->box.y0) < SAME_LINE * size && gap > -0.2f * size &&
           gap < NEXT_WORD * size;
}

/* Adds the words of @page to @uses. Returns: whether it has layers. */
static gboolean measure_page(const PdfModel *model, const PdfPage *page, FontUse *uses)
{
    guint first = page_first_word(model, page), end = page_end_word(model, page);
    guint n_covered = 0, n_all = 0;
    g_autofree guint8 *covered = g_new0(guint8, end - first + 1);
    Strips strips;
    strips_init(&strips, model, first, end);
    for (guint i = first; i < end; i++) {
        guint other = strips_find(&strips, pdf_word(model, i), covers);
        if (other != G_MAXUINT)
            covered[i - first] = covered[other - first] = 1;
        strips_add(&strips, i);
        n_all += pdf_word(model, i)->length;
    }
    g_free(strips.next);
    for (guint i = first; i < end; i++)
        n_covered += covered[i - first] ? pdf_word(model, i)->length : 0;
    gboolean layered = n_covered >= LEAST_COVERED && (float)n_covered > COVERED_PART * (float)n_all;
    for (guint i = first; i < end; i++) {
        const PdfWord *word = pdf_word(model, i);
        FontUse *use = &uses[word->font];
        *(layered ? &use->layered : &use->elsewhere) += word->length;
        use->covered += layered && covered[i - first] ? word->length : 0;
    }
    return layered;
}

/* The fonts of @page, which has no signs of layers. */
static void count_fonts(const PdfModel *model, const PdfPage *page, FontUse *uses)
{
    guint end = page_end_word(model, page);
    for (guint i = page_first_word(model, page); i < end; i++)
        uses[pdf_word(model, i)->font].elsewhere += pdf_word(model, i)->length;
}

static gsize family_length(const PdfFont *font)
{
    return strcspn(font->name, ",-");
}

/* Gives each font the sum of its family: a bold face says too little by itself. */
static void add_up_families(const PdfModel *model, FontUse *uses)
{
    g_autofree guint *family = g_new(guint, model->fonts->len + 1);
    for (guint i = 0; i < model->fonts->len; i++) {
        const PdfFont *font = &g_array_index(model->fonts, PdfFont, i);
        gsize length = family_length(font);
        for (family[i] = 0; family[i] < i; family[i]++) {
            const PdfFont *other = &g_array_index(model->fonts, PdfFont, family[i]);
            if (family_length(other) == length && strncmp(font->name, other->name, length) == 0)
                break;
        }
        if (family[i] < i) {
            uses[family[i]].elsewhere += uses[i].elsewhere;
            uses[family[i]].layered += uses[i].layered;
            uses[family[i]].covered += uses[i].covered;
        }
    }
    for (guint i = 0; i < model->fonts->len; i++)
        uses[i] = uses[family[i]];
}

static gboolean is_hidden_font(const FontUse *use)
{
    return use->covered * 3 > use->layered && use->elsewhere * 20 < use->layered;
}

/* Flags the words of @page that are hidden, from its first on. Returns: (owned). poppler drops a
 * word that stands twice at one place, whichever came second: what fills a gap in a line of the
 * upper layer is that layer's. */
static guint8 *find_hidden(const PdfModel *model, const PdfPage *page, const FontUse *uses)
{
    guint first = page_first_word(model, page), end = page_end_word(model, page);
    guint8 *hidden = g_new0(guint8, end - first + 1);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint)); /* may fill a gap */
    Strips strips;
    strips_init(&strips, model, first, end);
    for (guint i = first; i < end; i++) {
        hidden[i - first] = is_hidden_font(&uses[pdf_word(model, i)->font]) ? 1 : 0;
        if (!hidden[i - first])
            strips_add(&strips, i);
    }
    for (guint i = first; i < end; i++)
        if (hidden[i - first] && strips_find(&strips, pdf_word(model, i), covers) == G_MAXUINT)
            g_array_append_val(open, i);
    gboolean changed = TRUE;
    for (guint pass = 0; changed && pass < MAX_PASSES; pass++) {
        changed = FALSE;
        for (guint i = 0; i < open->len; i++) {
            guint index = g_array_index(open, guint, pass % 2 == 0 ? i : open->len - 1 - i);
            const PdfWord *word = pdf_word(model, index);
            if (!hidden[index - first] || strips_find(&strips, word, adjoins) == G_MAXUINT)
                continue;
            hidden[index - first] = 0;
            strips_add(&strips, index);
            changed = TRUE;
        }
    }
    g_free(strips.next);
    return hidden;
}

/* Moves the hidden words of @whole behind the others, and appends both as segments. */
static void part_segment(PdfModel *model, GArray *segments, const PdfSegment *whole,
                         const guint8 *is_hidden)
{
    PdfWord *words = pdf_word(model, whole->first_word);
    g_autofree PdfWord *hidden = g_new(PdfWord, whole->n_words);
    guint n_kept = 0, n_hidden = 0;
    for (guint i = 0; i < whole->n_words; i++) {
        if (is_hidden[i])
            hidden[n_hidden++] = words[i];
        else
            words[n_kept++] = words[i];
    }
    for (guint i = 0; i < n_hidden; i++)
        words[n_kept + i] = hidden[i];
    if (n_hidden == 0) {
        g_array_append_val(segments, *whole);
        return;
    }
    for (guint i = 0; i < whole->n_words; i++)
        words[i].space = FALSE; /* the gaps tell */
    pdf_segment_add_lines(model, segments, whole, 0, n_kept, whole->place);
    pdf_segment_add_lines(model, segments, whole, n_kept, whole->n_words, ASSAY_PLACE_HIDDEN);
}

void pdf_layers_mark(PdfModel *model)
{
    g_autofree FontUse *uses = g_new0(FontUse, model->fonts->len + 1);
    g_autofree gboolean *layered = g_new0(gboolean, model->pages->len + 1);
    gboolean any = FALSE;
    for (guint i = 0; i < model->pages->len; i++) {
        const PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        if (count_signs(model, page) >= LEAST_SIGNS)
            layered[i] = measure_page(model, page, uses);
        else
            count_fonts(model, page, uses);
        any = any || layered[i];
    }
    if (!any)
        return;
    add_up_families(model, uses);
    GArray *segments = g_array_sized_new(FALSE, FALSE, sizeof(PdfSegment), model->segments->len);
    for (guint i = 0; i < model->pages->len; i++) {
        PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        guint before = segments->len, first = page_first_word(model, page);
        g_autofree guint8 *hidden = layered[i] ? find_hidden(model, page, uses) : NULL;
        for (guint j = page->first_segment; j < page->first_segment + page->n_segments; j++) {
            const PdfSegment *segment = pdf_segment(model, j);
            if (layered[i])
                part_segment(model, segments, segment, hidden + segment->first_word - first);
            else
                g_array_append_val(segments, *segment);
        }
        page->first_segment = before;
        page->n_segments = segments->len - before;
    }
    g_array_unref(model->segments);
    model->segments = segments;
}
