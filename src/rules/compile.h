/* compile.h: what the compile_*.c files share. Private to compile*.c.
 *
 * A problem is noted and compiling goes on, so that an author sees all of them at once. */
#ifndef ASSAY_RULES_COMPILE_H
#define ASSAY_RULES_COMPILE_H

#include "rules/set.h"

typedef struct {
    AssayRuleSet *set;
    const char *folder; /* of the set, as given: starts the place of a message */
    const char *path;   /* of the file being compiled, relative to the rules folder */
    AssayDefines *defines;
    GHashTable *labels;  /* name to AssayValueOptions, in the arena */
    GPtrArray *problems; /* of char*, owned */
} AssayCompiler;

/** assay_compile_problem: note that something is wrong at @node. */
void assay_compile_problem(AssayCompiler *compiler, const xmlNode *node, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** assay_compile_attribute: (in the arena) or NULL. White space as in the file. */
const char *assay_compile_attribute(AssayCompiler *compiler, const xmlNode *node, const char *name);
/** assay_compile_text: text of @node, white space at both ends dropped (in the arena). */
const char *assay_compile_text(AssayCompiler *compiler, const xmlNode *node);
/** assay_compile_words: @text split at white space (in the arena), NULL-terminated. */
const char *const *assay_compile_words(AssayCompiler *compiler, const char *text);

/** assay_compile_pattern: Returns: (borrowed from the set) or NULL with a problem noted. */
const AssayPattern *assay_compile_pattern(AssayCompiler *compiler, const xmlNode *node,
                                          const char *text, guint anchor);

/** assay_compile_next: the first element called @name at or after @node among its siblings;
 * @name NULL: any element. */
xmlNode *assay_compile_next(xmlNode *node, const char *name);
guint assay_compile_count(const xmlNode *parent, const char *name);
guint assay_compile_line(const xmlNode *node);

/** assay_compile_section: number of the section called @name, made if there is none yet. */
guint assay_compile_section(AssayCompiler *compiler, const xmlNode *node, const char *name);
/** assay_compile_styles: bits of the styles named in attribute `styles`; 0 if absent. */
guint64 assay_compile_styles(AssayCompiler *compiler, const xmlNode *node);

void assay_compile_layout(AssayCompiler *compiler, xmlNode *node);
void assay_compile_rule(AssayCompiler *compiler, xmlNode *node);
void assay_compile_match(AssayCompiler *compiler, xmlNode *node, const AssayRule *rule,
                         AssayMatch *match);
void assay_compile_cut(AssayCompiler *compiler, xmlNode *node);
void assay_compile_recognise(AssayCompiler *compiler, xmlNode *node);
void assay_compile_style(AssayCompiler *compiler, xmlNode *node, AssayStyle *style);

#define ASSAY_COMPILE_EACH(child, parent, name)                                                    \
    for (xmlNode *child = assay_compile_next((parent)->children, (name)); child != NULL;           \
         child = assay_compile_next(child->next, (name)))

#endif
