/* provenance.h: which rule gave a value, by the evidence section of its record. */
#ifndef ASSAY_DIFF_PROVENANCE_H
#define ASSAY_DIFF_PROVENANCE_H

#include "diff/model.h"

typedef struct AssayProvenance AssayProvenance;

/** assay_provenance_new: of @record, which must outlive it. Its evidence is read when first
 * asked. */
AssayProvenance *assay_provenance_new(const AssayRecord *record);
void assay_provenance_free(AssayProvenance *provenance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayProvenance, assay_provenance_free)

/** assay_provenance_rule: the rule that gave the text of @node, or its @attribute if not NULL; of
 * an element without text its first attribute's; of a flag its check.
 * Returns: (borrowed) or NULL. */
const char *assay_provenance_rule(AssayProvenance *provenance, const AssayDiffNode *node,
                                  const char *attribute);

#endif
