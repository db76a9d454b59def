/* validate.c: a record against its profile's RELAX NG schema (record.h). */
#include <libxml/relaxng.h>

#include "base/error.h"
#include "record/ids.h"
#include "record/namespace.h"
#include "record/node.h"
#include "record/plan.h"

static void keep_first_complaint(void *data, xmlErrorPtr complaint)
{
    char **message = data;
    if (*message == NULL && complaint->message != NULL)
        *message = g_strchomp(g_strdup(complaint->message));
}

gboolean assay_record_validate(const AssayRecord *record, const AssayPlan *plan, GError **error)
{
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(plan->schema);
    g_autofree char *complaint = NULL;
    int result = -1;
    if (context != NULL) {
        xmlRelaxNGSetValidStructuredErrors(context, keep_first_complaint, &complaint);
        assay_namespace_put_on(record->doc);
        result = xmlRelaxNGValidateDoc(context, record->doc);
        assay_namespace_take_off(record->doc);
        xmlRelaxNGFreeValidCtxt(context);
    }
    if (result == 0)
        return TRUE;
    const char *uri = assay_ids_place(record, "sources/source/@uri");
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INTERNAL,
                "record %s of %s does not fit %s: %s; please report this with the capture",
                record->id, uri == NULL ? "no source" : uri, plan->schema_file,
                complaint == NULL ? "the validator gave no reason" : complaint);
    return FALSE;
}
