/* section.c: the section tree made from headings, and the numbers of headings. */
#include <string.h>

#include "document/document.h"

/* "1", "2.1", "2.1.", "A.3", "IV.", "B.", "Appendix C", "§ 3": at most this long. */
#define MAX_NUMBER_BYTES 24u
/* A number without a dot: no document has a hundred sections, many have years in their titles. */
#define MAX_PLAIN_DIGITS 2u

static gsize number_length(AssaySlice text)
{
    gsize i = 0;
    gboolean has_digit = FALSE, has_dot = FALSE;
    if (i < text.length && g_ascii_isupper(text.data[i]) && i + 1 < text.length &&
        text.data[i + 1] == '.') {
        i += 2; /* "A." or "A.3": a single letter needs its dot */
        has_dot = TRUE;
    }
    while (i < text.length && i < MAX_NUMBER_BYTES &&
           (g_ascii_isdigit(text.data[i]) || text.data[i] == '.')) {
        has_digit = has_digit || g_ascii_isdigit(text.data[i]);
        has_dot = has_dot || text.data[i] == '.';
        i++;
    }
    if (i == 0) {
        while (i < text.length && strchr("IVXLC", text.data[i]) != NULL && text.data[i] != '\0')
            i++; /* roman: needs a dot, or "I think" would be numbered */
        if (i == 0 || i >= text.length || text.data[i] != '.')
            return 0;
        i++;
    } else if (!has_digit && !has_dot) {
        return 0;
    } else if (!has_dot && i > MAX_PLAIN_DIGITS) {
        return 0; /* "2020 in Review" */
    }
    if (i < text.length && text.data[i] == ')')
        i++;
    return i;
}

void assay_heading_split(AssaySlice text, AssayRange *ret_number, AssayRange *ret_title)
{
    gsize prefix = assay_slice_has_prefix(text, ASSAY_SLICE("Appendix ")) ? 9 : 0;
    gsize i = prefix;
    if (prefix > 0 && i < text.length && g_ascii_isupper(text.data[i]) &&
        (i + 1 == text.length || !g_ascii_isalpha(text.data[i + 1])))
        i += i + 1 < text.length && strchr(".:", text.data[i + 1]) != NULL ? 2 : 1;
    else
        i += number_length(assay_slice_sub(text, prefix, text.length));
    gsize end = i;
    gboolean spaced = i == text.length;
    while (i < text.length) {
        gunichar c = g_utf8_get_char_validated(text.data + i, (gssize)(text.length - i));
        if (c >= (gunichar)-2 || !assay_text_is_space(c))
            break;
        spaced = TRUE;
        i += (gsize)(assay_utf8_next(text.data + i) - (text.data + i));
    }
    if (end == prefix || !spaced || i == text.length) {
        /* No number, no space behind it ("3D models"), or nothing but a number. */
        *ret_number = (AssayRange){0, 0};
        *ret_title = (AssayRange){0, text.length};
        return;
    }
    while (end > prefix && strchr(".):", text.data[end - 1]) != NULL)
        end--; /* "2." and "2)" are written for 2 */
    *ret_number = (AssayRange){0, end};
    *ret_title = (AssayRange){i, text.length};
}

GArray *assay_document_sections(const AssayDocument *document)
{
    GArray *sections = g_array_new(FALSE, TRUE, sizeof(AssaySection));
    guint n_blocks = assay_document_n_blocks(document);
    AssaySection root = {.heading = G_MAXUINT, .first_block = 0, .end_block = n_blocks};
    g_array_append_val(sections, root);
    guint open = 0; /* the innermost open section */
    for (guint i = 0; i < n_blocks; i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (block->kind != ASSAY_BLOCK_HEADING || block->place != ASSAY_PLACE_CONTENT)
            continue;
        while (open != 0) {
            AssaySection *section = &g_array_index(sections, AssaySection, open);
            if (assay_document_block(document, section->heading)->level < block->level)
                break;
            section->end_block = i;
            open = section->parent;
        }
        AssaySection section = {
            .heading = i, .first_block = i + 1, .end_block = n_blocks, .parent = open};
        section.level = g_array_index(sections, AssaySection, open).level + 1;
        AssayRange number, title;
        assay_heading_split(assay_document_slice(document, block->text), &number, &title);
        section.number = (AssayRange){block->text.start + number.start,
                                      block->text.start + number.end};
        section.title = (AssayRange){block->text.start + title.start,
                                     block->text.start + title.end};
        open = sections->len;
        g_array_append_val(sections, section);
    }
    return sections;
}
