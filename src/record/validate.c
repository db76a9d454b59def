/* validate.c: a record against its profile's RELAX NG schema (record.h).
 *
 * Of the body, which is most of a long page's record, the schema is not shown what it cannot tell
 * from what stands before it (alike.h). */
#include <libxml/relaxng.h>

#include "base/error.h"
#include "record/alike.h"
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

/* What of the body the schema need not see. Returns: (owned) or NULL. */
static AssayAlike *shorten_body(const AssayRecord *record, const AssayPlan *plan)
{
    xmlNode *body = assay_element_child(xmlDocGetRootElement(record->doc), "body");
    gboolean repeats;
    return body == NULL ? NULL
                        : assay_alike_leave_out(
                              body, assay_shape_plain_child(assay_shape_root(plan->shape),
                                                            (const char *)body->name, &repeats));
}

gboolean assay_record_validate(const AssayRecord *record, const AssayPlan *plan, GError **error)
{
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(plan->schema);
    g_autofree char *complaint = NULL;
    int result = -1;
    if (context != NULL) {
        xmlRelaxNGSetValidStructuredErrors(context, keep_first_complaint, &complaint);
        AssayAlike *left_out = shorten_body(record, plan);
        assay_namespace_put_on(record->doc);
        result = xmlRelaxNGValidateDoc(context, record->doc);
        assay_namespace_take_off(record->doc);
        assay_alike_put_back(left_out);
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
