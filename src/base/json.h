/* json.h: writing JSON: commas, quotes and escapes kept right by one place.
 *
 * Job: append well-formed JSON to a string. Not its job: reading JSON; layout is one line. */
#ifndef ASSAY_BASE_JSON_H
#define ASSAY_BASE_JSON_H

#include <glib.h>

/** A document being written. Members follow each other with commas set by themselves. */
typedef struct {
    GString *text;       /* owned */
    gboolean need_comma; /* the next member or element is not the first */
} AssayJson;

void assay_json_init(AssayJson *json);
/** assay_json_finish: the text, one newline at its end; @json is cleared. Returns: (owned). */
char *assay_json_finish(AssayJson *json);

/** assay_json_open, assay_json_close: `{` or `[` and its end. @name: of the member, or NULL inside
 * an array and at the top. */
void assay_json_open(AssayJson *json, const char *name, char bracket);
void assay_json_close(AssayJson *json, char bracket);

/** assay_json_string: a member or element; @value NULL gives null. Invalid UTF-8 becomes U+FFFD. */
void assay_json_string(AssayJson *json, const char *name, const char *value);
void assay_json_integer(AssayJson *json, const char *name, gint64 value);
/** assay_json_decimal: @n_digits after the point, no locale. */
void assay_json_decimal(AssayJson *json, const char *name, double value, guint n_digits);
void assay_json_boolean(AssayJson *json, const char *name, gboolean value);

#endif
