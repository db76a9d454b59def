/* complaint.c: see complaint.h. */
#include "rules/complaint.h"

static void free_complaint(gpointer item)
{
    AssayComplaint *complaint = item;
    g_free(complaint->place);
    g_free(complaint->message);
    g_free(complaint);
}

GPtrArray *assay_complaints_new(void)
{
    return g_ptr_array_new_with_free_func(free_complaint);
}

void assay_complain(GPtrArray *complaints, const char *file, guint line, const char *format, ...)
{
    AssayComplaint *complaint = g_new0(AssayComplaint, 1);
    va_list arguments;
    va_start(arguments, format);
    complaint->message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    complaint->place = g_strdup_printf("%s:%u", file, line);
    g_ptr_array_add(complaints, complaint);
}
