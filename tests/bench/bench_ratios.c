/* bench_ratios.c: what the stages cost against the least that any program would have to do, in
 * processor time, measured in one process.
 *
 *   bench_ratios html OUT FILE…   bare parse by the same parser; capture; record; written to a new
 *                                 folder below OUT each round, which is there to be removed
 *   bench_ratios pdf OUT FILE…    poppler's text, layout and attributes of every page, as it is and
 *                             with what Assay does to it: no colour transforms
 *                             (src/cli/colour_transforms.c), and its tables made once
 *                             (assay_extract_keep); capture
 *
 * Prints `name seconds` lines; scripts/bench makes ratios of them. Inputs are read before the clock
 * starts. Rounds are interleaved, and the smallest of each kind counts, so that what else the
 * machine does disturbs both sides alike. */
#include <myhtml/api.h>
#include <poppler.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "pipeline/pipeline.h"
#include "record/record.h"
#include "store/tree.h"

#define ROUNDS 5

#ifdef ASSAY_SKIP_COLOUR_TRANSFORMS
#include <dlfcn.h>
#include <stdint.h>

/* As src/cli/colour_transforms.c, but for the rounds that measure poppler as it is. */
static gboolean with_transforms;

typedef void *(*CreateTransform)(void *, uint32_t, void *, uint32_t, uint32_t, uint32_t);
void *cmsCreateTransform(void *input, uint32_t input_format, void *output, uint32_t output_format,
                         uint32_t intent, uint32_t flags);

void *cmsCreateTransform(void *input, uint32_t input_format, void *output, uint32_t output_format,
                         uint32_t intent, uint32_t flags)
{
    if (!with_transforms)
        return NULL;
    CreateTransform create;
    *(void **)&create = dlsym(RTLD_NEXT, "cmsCreateTransform");
    return create(input, input_format, output, output_format, intent, flags);
}
#else
static gboolean with_transforms; /* they are never left out */
#endif

typedef struct {
    const char *name;
    char *bytes;
    gsize size;
} File;

static double now_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void parse_bare(const File *files, guint n)
{
    myhtml_t *myhtml = myhtml_create();
    myhtml_init(myhtml, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    for (guint i = 0; i < n; i++) {
        myhtml_tree_t *tree = myhtml_tree_create();
        myhtml_tree_init(tree, myhtml);
        myhtml_parse(tree, MyENCODING_UTF_8, files[i].bytes, files[i].size);
        myhtml_tree_destroy(tree);
    }
    myhtml_destroy(myhtml);
}

static void read_pages(const File *files, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(files[i].bytes, files[i].size);
        g_autoptr(GError) error = NULL;
        PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, &error);
        for (int p = 0; document != NULL && p < poppler_document_get_n_pages(document); p++) {
            PopplerPage *page = poppler_document_get_page(document, p);
            PopplerRectangle *rectangles = NULL;
            guint n_rectangles = 0;
            g_free(poppler_page_get_text(page));
            poppler_page_get_text_layout(page, &rectangles, &n_rectangles);
            g_free(rectangles);
            poppler_page_free_text_attributes(poppler_page_get_text_attributes(page));
            g_object_unref(page);
        }
        g_clear_object(&document);
    }
}

static AssayCapture *capture_of(const AssayEngine *engine, const File *file,
                                const AssayRuleSet **ret_set)
{
    const AssayInput input = {
        .bytes = (const guint8 *)file->bytes, .size = file->size, .uri = file->name};
    const AssayReadOptions options = {.ret_set = ret_set};
    AssayCapture *capture = NULL;
    g_autoptr(GError) error = NULL;
    assay_pipeline_read_one(engine, &input, &options, &capture, &error);
    return capture;
}

static void read_captures(const AssayEngine *engine, const File *files, guint n)
{
    for (guint i = 0; i < n; i++) {
        const AssayRuleSet *set = NULL;
        assay_capture_free(capture_of(engine, &files[i], &set));
    }
}

/* From captures made before the clock started: building, canonical bytes, schema, hash. */
static void build_records(const AssayRuleSet *const *sets, AssayCapture *const *captures, guint n)
{
    for (guint i = 0; i < n; i++) {
        const AssayCapture *capture = captures[i];
        if (capture == NULL)
            continue;
        const AssayPlan *plan = assay_rule_set_plan(sets[i]);
        g_autoptr(AssayRecord) record = assay_record_build(plan, &capture, 1);
        assay_record_validate(record, plan, NULL);
        g_autoptr(GBytes) bytes = assay_record_write(record);
        gsize size;
        const void *data = g_bytes_get_data(bytes, &size);
        g_free(assay_hash_sha256(data, size));
    }
}

/* All of it; into a tree if @out is not NULL. */
static void run_pipeline(const AssayEngine *engine, const File *files, guint n, const char *out)
{
    g_autoptr(AssayTree) tree = out != NULL ? assay_tree_open(out, NULL) : NULL;
    for (guint i = 0; i < n; i++) {
        const AssayRuleSet *set = NULL;
        g_autoptr(AssayCapture) capture = capture_of(engine, &files[i], &set);
        g_autoptr(AssayRecord) record = NULL;
        const AssayCapture *one = capture;
        g_autoptr(GError) error = NULL;
        if (capture == NULL || !assay_pipeline_finish(set, &one, 1, &record, &error))
            continue;
        g_autoptr(GBytes) bytes = assay_record_write(record);
        if (tree != NULL)
            assay_tree_put(tree, assay_record_id(record), bytes, NULL);
        if (tree != NULL && i % 256 == 255)
            assay_tree_commit(tree, NULL, NULL);
    }
    if (tree != NULL)
        assay_tree_commit(tree, NULL, NULL);
}

typedef struct {
    const char *name;
    double seconds;
} Result;

static void keep(Result *result, const char *name, double started)
{
    double seconds = now_seconds() - started;
    if (result->name == NULL || seconds < result->seconds)
        *result = (Result){name, seconds};
}

static gboolean measure_html(const File *files, guint n, const char *out, Result *results,
                             GError **error)
{
    g_autoptr(AssayEngine) engine = assay_engine_new(NULL, error);
    if (engine == NULL)
        return FALSE;
    g_autofree const AssayRuleSet **sets = g_new0(const AssayRuleSet *, n);
    g_autofree AssayCapture **captures = g_new0(AssayCapture *, n);
    for (guint i = 0; i < n; i++)
        captures[i] = capture_of(engine, &files[i], &sets[i]);
    for (guint round = 0; round < ROUNDS; round++) {
        double started = now_seconds();
        parse_bare(files, n);
        keep(&results[0], "parse", started);
        started = now_seconds();
        read_captures(engine, files, n);
        keep(&results[1], "capture", started);
        started = now_seconds();
        build_records(sets, captures, n);
        keep(&results[2], "record", started);
        started = now_seconds();
        run_pipeline(engine, files, n, NULL);
        keep(&results[3], "pipeline", started);
        /* A tree that holds these records already would not be written again. */
        g_autofree char *fresh = g_strdup_printf("%s/%u", out, round);
        started = now_seconds();
        run_pipeline(engine, files, n, fresh);
        keep(&results[4], "written", started);
    }
    for (guint i = 0; i < n; i++)
        assay_capture_free(captures[i]);
    return TRUE;
}

/* Poppler as it is comes before the engine, which keeps poppler's tables. */
static gboolean measure_pdf(const File *files, guint n, Result *results, GError **error)
{
    for (guint round = 0; round < ROUNDS; round++) {
        with_transforms = TRUE;
        double started = now_seconds();
        read_pages(files, n);
        keep(&results[0], "poppler", started);
        with_transforms = FALSE;
        g_autoptr(AssayEngine) engine = assay_engine_new(NULL, error);
        if (engine == NULL)
            return FALSE;
        started = now_seconds();
        read_pages(files, n);
        keep(&results[1], "lean", started);
        read_captures(engine, files, n); /* patterns are compiled at their first match */
        started = now_seconds();
        read_captures(engine, files, n);
        keep(&results[2], "capture", started);
        started = now_seconds();
        run_pipeline(engine, files, n, NULL);
        keep(&results[3], "pipeline", started);
    }
    return TRUE;
}

int main(int argc, char **argv)
{
    /* As the program's main does: what is measured is what is run. */
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 32 * 1024 * 1024);
    mallopt(M_TOP_PAD, 1024 * 1024);
    if (argc < 4) {
        fputs("usage: bench_ratios html|pdf OUT FILE…\n", stderr);
        return 2;
    }
    g_autoptr(GError) error = NULL;
    guint n = (guint)argc - 3;
    g_autofree File *files = g_new0(File, n);
    gsize total_bytes = 0;
    for (guint i = 0; i < n; i++) {
        files[i].name = argv[i + 3];
        if (!g_file_get_contents(files[i].name, &files[i].bytes, &files[i].size, &error)) {
            fprintf(stderr, "bench_ratios: %s\n", error->message);
            return 3;
        }
        total_bytes += files[i].size;
    }
    Result results[5] = {{0}};
    gboolean done = strcmp(argv[1], "pdf") == 0 ? measure_pdf(files, n, results, &error)
                                                : measure_html(files, n, argv[2], results, &error);
    if (!done) {
        fprintf(stderr, "bench_ratios: %s\n", error->message);
        return 2;
    }
    printf("files %u\nbytes %" G_GSIZE_FORMAT "\n", n, total_bytes);
    for (guint i = 0; i < G_N_ELEMENTS(results) && results[i].name != NULL; i++)
        printf("%s %.6f\n", results[i].name, results[i].seconds);
    for (guint i = 0; i < n; i++)
        g_free(files[i].bytes);
    return 0;
}
