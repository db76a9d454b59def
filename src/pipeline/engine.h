/* engine.h: what is loaded once and shared by every stage. Private to pipeline/. */
#ifndef ASSAY_PIPELINE_ENGINE_H
#define ASSAY_PIPELINE_ENGINE_H

#include "assay.h"
#include "check/drift_model.h"
#include "check/stems.h"
#include "extract/extract.h"
#include "rules/rules.h"

struct AssayEngine {
    AssayRules *rules;      /* owned; each set has its compiled checks attached */
    AssayDriftModel *drift; /* owned; outlives the checks */
    AssayStems *stems;      /* owned; likewise */
    AssayExtractKept *kept; /* owned: what documents share */
};

#endif
