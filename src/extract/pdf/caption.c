/* caption.c: lines that open the captions of tables and figures (see blocks.h). */
#include <string.h>

#include "extract/pdf/blocks.h"

gboolean pdf_is_caption(const char *text)
{
    static const char *const labels[] = {
        "Table",  "TABLE", "Tab.",    "Figure",    "FIGURE", "Fig.",  "FIG.", "Scheme",
        "SCHEME", "Box",   "Listing", "Algorithm", "Chart",  "Plate", "Fig",  NULL};
    for (guint i = 0; labels[i] != NULL; i++) {
        if (!g_str_has_prefix(text, labels[i]))
            continue;
        const char *at = text + strlen(labels[i]);
        while (*at == ' ' || *at == 'S' || *at == '-' || *at == '.')
            at++;
        gsize digits = strspn(at, "0123456789");
        gsize roman = digits == 0 ? strspn(at, "IVX") : 0;
        at += digits + roman;
        if (digits + roman > 0 && digits <= 3 &&
            (*at == '\0' || strchr(".: |)-", *at) != NULL || (guchar)*at >= 0x80 ||
             g_ascii_isalpha(*at)))
            return TRUE;
    }
    return FALSE;
}

gboolean pdf_opens_caption(const PdfModel *model, const PdfRow *row, const char *text)
{
    if (!pdf_is_caption(text))
        return FALSE;
    const PdfWord *word = pdf_first_word(model, row);
    const PdfFont *font = &g_array_index(model->fonts, PdfFont, word->font);
    if (row->size < 0.96f * model->body_size || (font->bold && !model->body_bold) ||
        g_ascii_isupper(text[1]))
        return TRUE;
    const char *at = text + strcspn(text, "0123456789IVX");
    at += strspn(at, "0123456789IVX");
    return *at == '\0' || strchr(".:|)", *at) != NULL || g_str_has_prefix(at, " –") ||
           g_str_has_prefix(at, " |");
}
