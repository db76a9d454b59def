/* layers.c: text that another text lies over is hidden, or there twice (see layout.h).
 *
 * A figure may bring a whole page along, clipped to the figure: its text is in the file a second
 * time, in other fonts, over or under the page's own. What readers see does not overlap. On pages
 * where much text overlaps, the fonts that are used on hardly any other page are those of the
 * hidden layer. */
#include <math.h>
#include <string.h>

#include "extract/pdf/layout.h"
#include "extract/pdf/segment.h"

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
/* Parts of two boxes that lie over one another, of different words and of the same. */
#define COVERING      0.3f
#define COPYING       0.5f
/* Of two words that follow one another: how far they may be off a line, and apart, in sizes. */
#define SAME_LINE     0.2f
#define NEXT_WORD     0.7f
#define MAX_PASSES    16u

/* Bytes of text in one font. */
typedef struct {
    guint elsewhere;        /* on pages without layers */
    guint layered, covered; /* on those with layers; what of it overlaps other fonts */
} FontUse;

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
            n += pdf_boxes_overlap(segment->box, pdf_segment(model, j)->box, COVERING) ? 1 : 0;
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

typedef gboolean (*Relation)(const PdfModel *model, const PdfWord *a, const PdfWord *b);

/* A word of @strips that stands in @relation to @word; G_MAXUINT: none. */
static guint strips_find(const Strips *strips, const PdfWord *word, Relation relation)
{
    guint strip = strip_of(word), n = 0;
    for (guint s = strip > 0 ? strip - 1 : 0; s <= MIN(strip + 1, MAX_STRIPS - 1); s++)
        for (guint j = strips->strips[s]; j != G_MAXUINT && n < MAX_PER_STRIP;
             j = strips->next[j - strips->first], n++)
            if (relation(strips->model, word, pdf_word(strips->model, j)))
                return j;
    return G_MAXUINT;
}

static gboolean covers(const PdfModel *model, const PdfWord *a, const PdfWord *b)
{
    (void)model;
    return a->font != b->font && pdf_boxes_overlap(a->box, b->box, COVERING);
}

/* They follow one another on one line. */
static gboolean adjoins(const PdfModel *model, const PdfWord *a, const PdfWord *b)
{
    (void)model;
    float size = MIN(a->size, b->size);
    float gap = MAX(a->box.x0, b->box.x0) - MIN(a->box.x1, b->box.x1);
    return fabsf(a->box.y0 - b->box.y0) < SAME_LINE * size && gap > -0.2f * size &&
           gap < NEXT_WORD * size;
}

/* The same word at nearly the same place: a shadow, a fake bold face. */
static gboolean copies(const PdfModel *model, const PdfWord *a, const PdfWord *b)
{
    return a->font == b->font && a->length == b->length &&
           pdf_boxes_overlap(a->box, b->box, COPYING) &&
           assay_slice_equal(pdf_word_text(model, a), pdf_word_text(model, b));
}

/* White letters among dark ones show nowhere: no ground is dark for them and white for those. */
static gboolean outshines(const PdfModel *model, const PdfWord *white, const PdfWord *dark)
{
    (void)model;
    return white->white && !dark->white && pdf_boxes_overlap(white->box, dark->box, COVERING);
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

/* Flags what is not shown, or shown once only, of @page, word by word from its first on. Returns:
 * whether any. */
static gboolean find_shadows(const PdfModel *model, const PdfPage *page, guint8 *places)
{
    guint first = page_first_word(model, page), end = page_end_word(model, page);
    gboolean any = FALSE;
    Strips strips;
    strips_init(&strips, model, first, end);
    for (guint i = first; i < end; i++) {
        if (!pdf_word(model, i)->white)
            strips_add(&strips, i);
    }
    for (guint i = first; i < end; i++) {
        const PdfWord *word = pdf_word(model, i);
        if (word->white && strips_find(&strips, word, outshines) != G_MAXUINT)
            places[i - first] = ASSAY_PLACE_HIDDEN;
        any = any || places[i - first] != ASSAY_PLACE_CONTENT;
    }
    g_free(strips.next);
    strips_init(&strips, model, first, end);
    for (guint i = first; i < end; i++) {
        if (places[i - first] != ASSAY_PLACE_CONTENT)
            continue;
        if (strips_find(&strips, pdf_word(model, i), copies) == G_MAXUINT) {
            strips_add(&strips, i);
        } else {
            places[i - first] = ASSAY_PLACE_DUPLICATE;
            any = TRUE;
        }
    }
    g_free(strips.next);
    return any;
}

/* Flags the words of the layered @page that are hidden. poppler drops a word that stands twice at
 * one place, whichever came second: what fills a gap in a line of the upper layer is that
 * layer's. */
static void find_hidden(const PdfModel *model, const PdfPage *page, const FontUse *uses,
                        guint8 *places)
{
    guint first = page_first_word(model, page), end = page_end_word(model, page);
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint)); /* may fill a gap */
    Strips strips;
    strips_init(&strips, model, first, end);
    for (guint i = first; i < end; i++) {
        if (is_hidden_font(&uses[pdf_word(model, i)->font]))
            places[i - first] = ASSAY_PLACE_HIDDEN;
        else if (places[i - first] == ASSAY_PLACE_CONTENT)
            strips_add(&strips, i);
    }
    for (guint i = first; i < end; i++)
        if (places[i - first] == ASSAY_PLACE_HIDDEN && !pdf_word(model, i)->white &&
            strips_find(&strips, pdf_word(model, i), covers) == G_MAXUINT)
            g_array_append_val(open, i);
    gboolean changed = TRUE;
    for (guint pass = 0; changed && pass < MAX_PASSES; pass++) {
        changed = FALSE;
        for (guint i = 0; i < open->len; i++) {
            guint index = g_array_index(open, guint, pass % 2 == 0 ? i : open->len - 1 - i);
            const PdfWord *word = pdf_word(model, index);
            if (places[index - first] == ASSAY_PLACE_CONTENT ||
                strips_find(&strips, word, adjoins) == G_MAXUINT)
                continue;
            places[index - first] = ASSAY_PLACE_CONTENT;
            strips_add(&strips, index);
            changed = TRUE;
        }
    }
    g_free(strips.next);
}

/* Moves the words of @whole that @places flags behind the others, those of one place together,
 * and appends each as segments. */
static void part_segment(PdfModel *model, GArray *segments, const PdfSegment *whole,
                         const guint8 *places)
{
    static const AssayPlace order[] = {ASSAY_PLACE_CONTENT, ASSAY_PLACE_HIDDEN,
                                       ASSAY_PLACE_DUPLICATE};
    PdfWord *words = pdf_word(model, whole->first_word);
    guint n_kept = 0;
    for (guint i = 0; i < whole->n_words; i++)
        n_kept += places[i] == ASSAY_PLACE_CONTENT ? 1 : 0;
    if (n_kept == whole->n_words) {
        g_array_append_val(segments, *whole);
        return;
    }
    PdfWord *old = g_memdup2(words, whole->n_words * sizeof *words);
    guint ends[G_N_ELEMENTS(order)], n = 0;
    for (guint p = 0; p < G_N_ELEMENTS(order); p++) {
        for (guint i = 0; i < whole->n_words; i++)
            if (places[i] == order[p])
                words[n++] = old[i];
        ends[p] = n;
    }
    g_free(old);
    for (guint i = 0; i < whole->n_words; i++)
        words[i].space = FALSE; /* the gaps tell */
    for (guint p = 0; p < G_N_ELEMENTS(order); p++)
        if (ends[p] > (p > 0 ? ends[p - 1] : 0))
            pdf_segment_add_lines(model, segments, whole, p > 0 ? ends[p - 1] : 0, ends[p],
                                  order[p]);
}

void pdf_layers_mark(PdfModel *model)
{
    g_autofree FontUse *uses = g_new0(FontUse, model->fonts->len + 1);
    g_autofree gboolean *layered = g_new0(gboolean, model->pages->len + 1);
    g_autofree guint8 *places = g_new0(guint8, model->words->len + 1);
    gboolean any = FALSE, any_layers = FALSE;
    for (guint i = 0; i < model->pages->len; i++) {
        const PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        guint n_signs = count_signs(model, page);
        if (n_signs > 0)
            any = find_shadows(model, page, places + page_first_word(model, page)) || any;
        if (n_signs >= LEAST_SIGNS)
            layered[i] = measure_page(model, page, uses);
        else
            count_fonts(model, page, uses);
        any_layers = any_layers || layered[i];
    }
    if (!any && !any_layers)
        return;
    if (any_layers)
        add_up_families(model, uses);
    GArray *segments = g_array_sized_new(FALSE, FALSE, sizeof(PdfSegment), model->segments->len);
    for (guint i = 0; i < model->pages->len; i++) {
        PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        guint before = segments->len;
        if (layered[i])
            find_hidden(model, page, uses, places + page_first_word(model, page));
        for (guint j = page->first_segment; j < page->first_segment + page->n_segments; j++) {
            const PdfSegment *segment = pdf_segment(model, j);
            part_segment(model, segments, segment, places + segment->first_word);
        }
        page->first_segment = before;
        page->n_segments = segments->len - before;
    }
    g_array_unref(model->segments);
    model->segments = segments;
}
