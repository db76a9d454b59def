/* test_pdf_field.c: what was filled into a form is text of the page, where the field stands. */
#include "test_pdf_extract.h"

/* Object 9 and on, for one page: fields, each its own widget. */
static const char *const fields[] = {
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada\\rLovelace) /Rect [150 676 400 "
    "704] "
    "/F 4 >>",
    "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (tier) /Opt [(Gold) (Silver)] /V "
    "(Silver) /Rect [150 643 400 657] /F 4 >>",
    "<< /Type /Annot /Subtype /Widget /FT /Tx /Ff 8192 /T (word) /V (secret) /Rect [150 613 400 "
    "627] "
    "/F 4 >>",
    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (none) /V ( ) /Rect [150 583 400 597] /F 4 >>",
    "<< /Type /Annot /Subtype /Widget /FT /Btn /T (box) /V /Yes /AS /Yes /Rect [150 553 164 567] "
    "/F 4 >>",
    NULL};

/* The text of the one page with @labels, and @fields as its form. */
static char *text_with(const char *const *labels, const char *const *objects)
{
    g_autoptr(GPtrArray) pages = new_pages();
    GString *page = add_page(pages);
    for (guint i = 0; labels[i] != NULL; i++)
        put(page, "F1", 10, 72, 113 + 40 * i, labels[i]);
    const char *list = "[9 0 R 10 0 R 11 0 R 12 0 R 13 0 R]";
    g_autofree char *catalog = g_strdup_printf("/AcroForm << /Fields %s >>", list);
    g_autofree char *annots = g_strdup_printf("/Annots %s", list);
    GString *pdf = write_pdf_with(pages, "", "", catalog, annots, objects);
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayDocument) document = extract_pdf(pdf, &error);
    g_assert_no_error(error);
    g_assert_nonnull(document);
    g_assert_cmpuint(document->defects->len, ==, 0);
    g_string_free(pdf, TRUE);
    return g_strndup(document->text->str, document->text->len);
}

static void test_beside_labels(void)
{
    const char *const labels[] = {"Name:", "Tier:", "Password:", "Note:", "Agreed:", NULL};
    g_autofree char *text = text_with(labels, fields);
    g_assert_nonnull(strstr(text, "Ada"));
    g_assert_nonnull(strstr(text, "Lovelace"));
    g_assert_nonnull(strstr(text, "Tier: Silver"));
    g_assert_null(strstr(text, "Gold"));
    g_assert_null(strstr(text, "secret"));
    g_assert_null(strstr(text, "Yes"));
}

/* A page without any text of its own is not empty. */
static void test_alone(void)
{
    const char *const labels[] = {NULL};
    g_autofree char *text = text_with(labels, fields);
    g_assert_nonnull(strstr(text, "Silver"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/field/beside_labels", test_beside_labels);
    g_test_add_func("/pdf/field/alone", test_alone);
    return g_test_run();
}
