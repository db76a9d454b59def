/* engine.h: what is loaded once and shared by every stage. Private to pipeline/. */
#ifndef ASSAY_PIPELINE_ENGINE_H
#define ASSAY_PIPELINE_ENGINE_H

#include "assay.h"
#include "rules/rules.h"

struct AssayEngine {
    AssayRules *rules;   /* owned */
    gpointer services;   /* owned: what checks need beyond the record (drift table …), or NULL */
};

#endif
