/* test_pdf_writer.h: small PDFs written by the tests themselves, so that no file is needed.
 *
 * Pages are 600 x 800 points; places are given from the top left, as the extractor gives them
 * back. Fonts: F1 Helvetica, F2 Helvetica-Bold, F3 ZapfDingbats, F4 Times-Roman. */
#ifndef ASSAY_TEST_PDF_WRITER_H
#define ASSAY_TEST_PDF_WRITER_H

#include <glib.h>

#define PAGE_WIDTH  600
#define PAGE_HEIGHT 800

/* A paragraph of four full lines. */
static const char *const prose[] = {
    "The harbour lies at the mouth of a river that carries silt from the hills, and it fills up",
    "by about a hand a year. Dredging decisions depend on how much of it enters, yet few of the",
    "harbours measure it for longer than one season. We placed twelve cheap probes there, then",
    "we counted with bottles for two years; the second was far wetter, next to the first one.",
    NULL};

static inline void free_page(gpointer page)
{
    g_string_free(page, TRUE);
}

/* The content streams of the pages of a file. Returns: (owned). */
static inline GPtrArray *new_pages(void)
{
    return g_ptr_array_new_with_free_func(free_page);
}

/* A page more for @pages, as yet empty. Returns: (borrowed). */
static inline GString *add_page(GPtrArray *pages)
{
    GString *page = g_string_new(NULL);
    g_ptr_array_add(pages, page);
    return page;
}

/* Adds @text to the content stream @page: its baseline @y points below the top. */
static inline void put(GString *page, const char *font, double size, double x, double y,
                       const char *text)
{
    char a[3][G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(a[0], sizeof a[0], "%.2f", size);
    g_ascii_formatd(a[1], sizeof a[1], "%.2f", x);
    g_ascii_formatd(a[2], sizeof a[2], "%.2f", PAGE_HEIGHT - y);
    g_string_append_printf(page, "BT /%s %s Tf %s %s Td (%s) Tj ET\n", font, a[0], a[1], a[2],
                           text);
}

/* Adds @lines (NULL-terminated) of Helvetica 10, 12 points apart. Returns: y behind them. */
static inline double put_lines(GString *page, double x, double y, const char *const *lines)
{
    for (; *lines != NULL; lines++, y += 12)
        put(page, "F1", 10, x, y, *lines);
    return y;
}

/* The file of @pages (of GString *). @trailer, @catalog, @each_page: more entries of theirs, or "".
 * @objects: NULL-terminated, or NULL; the first has the number 7 + 2 * pages->len. Page i (from 0)
 * is object 7 + 2 * i. Returns: (owned). */
static inline GString *write_pdf_with(GPtrArray *pages, const char *trailer, const char *info,
                                      const char *catalog, const char *each_page,
                                      const char *const *objects)
{
    guint n_objects = 0;
    while (objects != NULL && objects[n_objects] != NULL)
        n_objects++;
    GString *pdf = g_string_new("%PDF-1.4\n");
    GArray *offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
    guint n_own = 6 + 2 * pages->len, n = n_own + n_objects;
    for (guint i = 1; i <= n; i++) {
        g_array_append_val(offsets, pdf->len);
        g_string_append_printf(pdf, "%u 0 obj\n", i);
        if (i == 1) {
            g_string_append_printf(pdf, "<< /Type /Catalog /Pages 2 0 R %s >>", catalog);
        } else if (i == 2) {
            g_string_append(pdf, "<< /Type /Pages /Kids [");
            for (guint p = 0; p < pages->len; p++)
                g_string_append_printf(pdf, "%u 0 R ", 7 + 2 * p);
            g_string_append_printf(pdf, "] /Count %u >>", pages->len);
        } else if (i <= 5) {
            const char *const fonts[] = {"Helvetica", "Helvetica-Bold", "ZapfDingbats"};
            g_string_append_printf(pdf, "<< /Type /Font /Subtype /Type1 /BaseFont /%s%s >>",
                                   fonts[i - 3], i < 5 ? " /Encoding /WinAnsiEncoding" : "");
        } else if (i == 6) {
            g_string_append_printf(pdf, "<< %s >>", info);
        } else if (i > n_own) {
            g_string_append(pdf, objects[i - n_own - 1]);
        } else if (i % 2 == 1) {
            g_string_append_printf(
                pdf,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] "
                "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 << /Type "
                "/Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding "
                "/WinAnsiEncoding >> >> >> "
                "/Contents %u 0 R %s >>",
                PAGE_WIDTH, PAGE_HEIGHT, i + 1, each_page);
        } else {
            const GString *page = g_ptr_array_index(pages, (i - 8) / 2);
            g_string_append_printf(pdf, "<< /Length %" G_GSIZE_FORMAT " >>\nstream\n%s\nendstream",
                                   page->len, page->str);
        }
        g_string_append(pdf, "\nendobj\n");
    }
    gsize xref = pdf->len;
    g_string_append_printf(pdf, "xref\n0 %u\n0000000000 65535 f \n", n + 1);
    for (guint i = 0; i < n; i++)
        g_string_append_printf(pdf, "%010" G_GSIZE_FORMAT " 00000 n \n",
                               g_array_index(offsets, gsize, i));
    g_string_append_printf(
        pdf,
        "trailer\n<< /Size %u /Root 1 0 R /Info 6 0 R %s >>\nstartxref\n%" G_GSIZE_FORMAT
        "\n%%%%EOF\n",
        n + 1, trailer, xref);
    g_array_unref(offsets);
    return pdf;
}

static inline GString *write_pdf(GPtrArray *pages, const char *trailer, const char *info)
{
    return write_pdf_with(pages, trailer, info, "", "", NULL);
}

#endif
