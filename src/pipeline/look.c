/* look.c: a tree of records as flags, for `assay report`. See assay.h. */
#include "assay.h"
#include "pipeline/records.h"
#include "report/flags.h"

static void add_flags(const AssayRecord *record, gpointer flags)
{
    assay_flags_add(flags, record);
}

char *assay_report(const char *out, AssayFormat format, GError **error)
{
    g_autoptr(AssayFlags) flags = assay_flags_new();
    if (!assay_records_each(out, add_flags, flags, error))
        return NULL;
    if (format == ASSAY_FORMAT_TSV)
        return assay_flags_tsv(flags);
    return format == ASSAY_FORMAT_JSON ? assay_flags_json(flags) : assay_flags_text(flags);
}
