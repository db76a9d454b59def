/* capture.c: making and freeing AssayCapture (finding.h). */
#include "record/finding.h"

AssayCapture *assay_capture_new(void)
{
    AssayCapture *capture = g_new0(AssayCapture, 1);
    capture->arena = assay_arena_new();
    capture->findings = g_array_new(FALSE, TRUE, sizeof(AssayFinding));
    capture->defects = g_array_new(FALSE, TRUE, sizeof(AssayCaptureDefect));
    return capture;
}

void assay_capture_free(AssayCapture *capture)
{
    if (capture == NULL)
        return;
    g_array_unref(capture->findings);
    g_array_unref(capture->defects);
    assay_arena_free(capture->arena);
    g_free(capture);
}
