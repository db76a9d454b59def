/* finding.h: what the rules found in one capture, before any record is made of it. */
#ifndef ASSAY_RECORD_FINDING_H
#define ASSAY_RECORD_FINDING_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/span.h"

/** One value for one place of the record.
 * All strings live in the capture's arena or longer. */
typedef struct {
    const char *path;  /* place in the record, relative to its root, instances numbered from 1:
                        * `review/@score`, `claims/claim[2]/@verified`,
                        * `identifiers/identifier[@scheme='srch']`, `title` (an element's text) */
    const char *value; /* typed and normalised: what the record would hold */
    const char *raw;   /* the source's text where it differs from value, else NULL */
    const char *rule;  /* id of the rule, with its alternative: `review-score`, `reference.arxiv` */
    AssaySpan span;
    guint rank;   /* order of the rule in its rule set; lower wins inside one capture */
    gboolean cut; /* the source cut the value off */
} AssayFinding;

/** One captured document, read. Owns everything it points to, through its arena. */
typedef struct AssayCapture {
    AssayArena *arena;    /* owned */
    const char *profile;  /* `assignee` */
    const char *style;    /* the profile's name for this kind of capture: `piped`, `report` */
    const char *uri;      /* relative to what was ingested, or the page's own URL */
    const char *media;    /* `text/html` */
    const char *sha256;   /* of the bytes as given */
    const char *captured; /* instant the source states, or NULL */
    gboolean cut;         /* the capture itself stops in mid-page */
    GArray *findings;     /* of AssayFinding; several for one path are candidates of one value */
    GArray *defects;      /* of AssayCaptureDefect: the extractor's, and rules that hit limits */
    xmlNode *body;        /* in arena (node.h); element `body` without namespace, in no tree but
                           * that of a record which it is lent to; or NULL */
} AssayCapture;

/** A defect of the source that becomes a flag of severity warning with check = id. */
typedef struct {
    const char *id, *message;
    AssaySpan span;
} AssayCaptureDefect;

AssayCapture *assay_capture_new(void);
void assay_capture_free(AssayCapture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayCapture, assay_capture_free)

#endif
