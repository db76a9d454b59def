/* kind.h: what a kind of check is given and gives; for kind_*.c and check.c only. */
#ifndef ASSAY_CHECK_KIND_H
#define ASSAY_CHECK_KIND_H

#include <libxml/xpath.h>

#include "check/check.h"
#include "check/query.h"
#include "record/element.h"

/** A `<message>` cut into literal text and `{XPath}` parts. */
typedef struct AssayTemplate AssayTemplate;

/** One value to show with a flag. */
typedef struct {
    char *of;          /* owned */
    AssayQuery *value; /* owned; what to show: all nodes, or one string */
} AssayShow;

/** One `<check>`, compiled. Owned by AssayChecks. */
typedef struct {
    char *id, *severity;
    xmlNode *node; /* borrowed: in the rule set's file */
    const struct AssayCheckKind *kind;
    gpointer state;   /* the kind's own; freed by kind->unload */
    GPtrArray *needs; /* of AssayQuery: paths that must exist */
    AssayQuery *each; /* or NULL: the record itself */
    AssayTemplate *message;
    GPtrArray *shows; /* of AssayShow */
} AssayCheck;

/** One run of one check over one node of a record. */
typedef struct {
    const AssayCheck *check;
    const AssayCheckServices *services;
    AssayRecord *record;
    xmlXPathContext *xpath; /* its node is the record or the `each` node */
} AssayCheckRun;

typedef struct AssayCheckKind {
    const char *name;
    /** load: read `<param>`s and the like. @ret_state may stay NULL. May be NULL. */
    gboolean (*load)(const AssayCheck *check, gpointer *ret_state, GError **error);
    void (*unload)(gpointer state);
    /** run: raise flags with assay_check_raise or assay_record_add_flag. */
    void (*run)(const AssayCheckRun *run);
} AssayCheckKind;

/** assay_check_raise: add the check's flag with its message and shown values.
 * @severity: NULL for the declared one. @score: NULL or text. @extra: @n_extra further values. */
void assay_check_raise(const AssayCheckRun *run, const char *severity, const char *score,
                       const AssayFlagValue *extra, guint n_extra);

/** assay_check_param: text of the first `<param name=@name>` of @check, trimmed.
 * Returns: (owned) or NULL. */
char *assay_check_param(const AssayCheck *check, const char *name);

/** assay_check_params: all of them. Returns: (owned) NULL-terminated. */
char **assay_check_params(const AssayCheck *check, const char *name);

/** assay_check_content: the text of @node, trimmed. Returns: (owned). */
char *assay_check_content(const xmlNode *node);

/** assay_check_compile: an XPath expression of the rule file, or ASSAY_ERROR_RULES with the place
 * of @node. Returns: (owned) or NULL. */
xmlXPathCompExpr *assay_check_compile(const char *expression, const xmlNode *node, GError **error);

/** assay_check_error: set ASSAY_ERROR_RULES `file:line: message`; returns FALSE. */
gboolean assay_check_error(const xmlNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** assay_check_param_path: the path in the first `<param name=@name>` of @check.
 * Returns: (owned) or NULL with ASSAY_ERROR_RULES if there is none or it is no XPath. */
AssayQuery *assay_check_param_path(const AssayCheck *check, const char *name, GError **error);

/* template.c */
AssayTemplate *assay_template_compile(const char *text, const xmlNode *node, GError **error);
void assay_template_free(AssayTemplate *message);
/** assay_template_fill: @message with each `{XPath}` replaced by its string. Returns: (owned). */
char *assay_template_fill(const AssayTemplate *message, xmlXPathContext *xpath);

/* functions.c */
/** assay_check_context_new: an XPath context of no document yet, with the extension functions,
 * prefix `a`, and what they keep compiled. It may serve many records, one after the other.
 * Returns: (owned); end it with assay_check_context_free. */
xmlXPathContext *assay_check_context_new(void);
void assay_check_context_free(xmlXPathContext *xpath);
/** assay_check_context_forget: to be called after a record, before it goes. */
void assay_check_context_forget(xmlXPathContext *xpath);

#endif
