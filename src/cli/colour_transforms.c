/* colour_transforms.c: keeps poppler from building colour transforms.
 *
 * Poppler builds four lcms transforms for every page it looks at (GfxState::setDisplayProfile),
 * also when only text is asked for, which never uses them. That is most of the time a page of a
 * plain paper takes: with transforms refused, text took 0.29 to 0.71 of the time, and text,
 * rectangles, fonts and sizes stayed the same on every paper measured. Poppler takes a refused
 * transform for "no colour management" and goes on.
 *
 * The dynamic linker prefers the program's definition of a symbol to a library's, so defining it
 * here is enough; no preloading. Only the program does so, never the library: another program that
 * embeds the library may want its colours. Leave out with -DASSAY_SKIP_COLOUR_TRANSFORMS=OFF;
 * tests/run_transforms compares the text of both. */
#ifdef ASSAY_SKIP_COLOUR_TRANSFORMS

#include <stdint.h>

/* As lcms2.h declares it, without needing that header for one name. */
void *cmsCreateTransform(void *input, uint32_t input_format, void *output, uint32_t output_format,
                         uint32_t intent, uint32_t flags);

void *cmsCreateTransform(void *input, uint32_t input_format, void *output, uint32_t output_format,
                         uint32_t intent, uint32_t flags)
{
    (void)input;
    (void)input_format;
    (void)output;
    (void)output_format;
    (void)intent;
    (void)flags;
    return (void *)0;
}

#else
typedef int no_empty_file_is_standard_c;
#endif
