/* metrics.c: see metrics.h. */
#include "report/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

void assay_metrics_init(AssayMetrics *metrics)
{
    metrics->text = g_string_new(NULL);
}

void assay_metrics_clear(AssayMetrics *metrics)
{
    g_string_free(metrics->text, TRUE);
    metrics->text = NULL;
}

void assay_metrics_family(AssayMetrics *metrics, const char *name, const char *help)
{
    g_string_append_printf(metrics->text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void add_label(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s=\"", name);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\n') {
            g_string_append(text, "\\n");
            continue;
        }
        if (*c == '"' || *c == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *c);
    }
    g_string_append_c(text, '"');
}

void assay_metrics_add(AssayMetrics *metrics, const char *name, double value,
                       const char *const *labels)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(metrics->text, name);
    for (guint i = 0; labels != NULL && labels[i] != NULL; i += 2) {
        g_string_append_c(metrics->text, i == 0 ? '{' : ',');
        add_label(metrics->text, labels[i], labels[i + 1]);
    }
    if (labels != NULL && labels[0] != NULL)
        g_string_append_c(metrics->text, '}');
    g_string_append_printf(metrics->text, " %s\n",
                           g_ascii_formatd(number, sizeof number, "%.10g", value));
}

/* Beside the file, then renamed: a collector reads `*.prom`, so the name must not end so. */
gboolean assay_metrics_save(const AssayMetrics *metrics, const char *path, GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".tmp", NULL);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    gboolean done = file >= 0 && assay_file_write(file, metrics->text->str, metrics->text->len);
    int code = errno;
    if (file >= 0 && close(file) != 0 && done) {
        done = FALSE;
        code = errno;
    }
    if (done && rename(temporary, path) != 0) {
        done = FALSE;
        code = errno;
    }
    if (done)
        return TRUE;
    if (file >= 0)
        unlink(temporary);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "%s: cannot write the metrics: %s; name another file with --metrics", path,
                g_strerror(code));
    return FALSE;
}
