/* pool_trouble.c: why an input gave nothing, in words that are the same on every run. See
 * pool_parts.h. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/error.h"
#include "base/limits.h"
#include "pipeline/child.h"
#include "pipeline/pipeline.h"
#include "pipeline/pool_parts.h"

#include <unistd.h>

/* NULL for what is none. */
static const char *stage_name(guint stage)
{
    static const char *const names[ASSAY_N_STAGES] = {"read",  "extract", "recognise",
                                                      "rules", "body",    "record"};
    return stage < ASSAY_N_STAGES ? names[stage] : NULL;
}

void assay_trouble_clear(AssayTrouble *trouble)
{
    g_free(trouble->limit);
    g_free(trouble->signal);
    g_free(trouble->message);
    *trouble = (AssayTrouble){.reason = NULL};
}

void assay_trouble_of_error(AssayTrouble *trouble, const char *uri, int code, const char *message)
{
    gboolean is_limit = code == ASSAY_ERROR_LIMIT;
    g_autofree char *name = g_utf8_make_valid(uri, -1), *prefix = g_strconcat(name, ": ", NULL);
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    message = valid + (g_str_has_prefix(valid, prefix) ? strlen(prefix) : 0);
    trouble->reason = is_limit ? "overrun" : code == ASSAY_ERROR_INTERNAL ? "defect" : "unreadable";
    trouble->limit = is_limit
                         ? g_strdup_printf("input %u MiB", ASSAY_LIMIT_INPUT_BYTES / (1024 * 1024))
                         : NULL;
    trouble->message = assay_child_tidy(message);
}

void assay_trouble_of_size(AssayTrouble *trouble)
{
    trouble->reason = "overrun";
    trouble->limit = g_strdup_printf("record %u MiB", ASSAY_LIMIT_RECORD_BYTES / (1024 * 1024));
    trouble->stage = stage_name(ASSAY_STAGE_RECORD);
}

/* ---- Deaths ---- */

/* A library that does not look at what malloc returns says nothing; it dies at once, full. */
static gboolean is_memory(const AssayPool *pool, const AssayPoolWorker *worker, int signal_number,
                          const struct rusage *usage)
{
    guint64 most_bytes = (guint64)usage->ru_maxrss * 1024;
    return assay_child_says_memory(worker->said->str) ||
           (signal_number == SIGSEGV && most_bytes > pool->options.memory_bytes / 2);
}

static guint stage_of(const AssayPoolWorker *worker)
{
    AssayWirePage page;
    memcpy(&page, worker->region->memory, sizeof page);
    return page.stage;
}

static char *memory_limit(const AssayPool *pool)
{
    return g_strdup_printf("memory %u MiB", (guint)(pool->options.memory_bytes / (1024 * 1024)));
}

/* Only a library of the extractors says so and goes on, with part of the document. */
void assay_trouble_of_memory(AssayTrouble *trouble, const AssayPool *pool)
{
    trouble->reason = "overrun";
    trouble->limit = memory_limit(pool);
    trouble->stage = stage_name(ASSAY_STAGE_EXTRACT);
    trouble->message = g_strdup("part of it takes more");
}

void assay_trouble_of_death(AssayTrouble *trouble, const AssayPool *pool,
                            const AssayPoolWorker *worker, int status, const struct rusage *usage)
{
    int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    guint seconds = pool->options.timeout_ms / 1000;
    trouble->reason = "overrun";
    trouble->stage = stage_name(stage_of(worker));
    trouble->message = assay_child_last_line(worker->said->str);
    if (worker->is_overdue) {
        trouble->limit = g_strdup_printf("timeout %u s", seconds);
        return;
    }
    if (worker->is_insane) { /* how far it had come by then is chance */
        assay_trouble_clear(trouble);
        trouble->reason = "died";
        trouble->message = g_strdup("what its worker answered makes no sense");
        return;
    }
    if (signal_number == SIGXCPU) {
        trouble->limit = g_strdup_printf("processor time %u s", seconds + ASSAY_POOL_CPU_MARGIN_S);
        return;
    }
    if (is_memory(pool, worker, signal_number, usage)) {
        trouble->limit = memory_limit(pool);
        return;
    }
    trouble->reason = "died";
    if (signal_number == SIGSYS) {
        trouble->reason = "refused";
        trouble->limit = g_strdup("sandbox");
    }
    if (signal_number != 0)
        trouble->signal = g_strdup_printf("SIG%s", sigabbrev_np(signal_number));
    else if (trouble->message == NULL)
        trouble->message = g_strdup_printf("exit code %d", WEXITSTATUS(status));
}
