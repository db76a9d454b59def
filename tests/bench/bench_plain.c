/* bench_plain.c: `extract --xml` without what the program interposes (src/cli/colour_transforms.c):
 * for tests/property/transforms, which compares the text of both. */
#include <stdio.h>

#include "assay.h"

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = assay_extract_print(NULL, argv[i], NULL, ASSAY_FORMAT_XML, NULL,
                                                    &error);
        if (text == NULL)
            fprintf(stderr, "%s\n", error->message);
        else
            fputs(text, stdout);
    }
    return 0;
}
