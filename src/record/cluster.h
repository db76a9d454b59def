/* cluster.h: the inside of AssayIdentity, and the union of captures under what holds them apart.
 * For this room: identity.c fills in, group.c decides, cluster.c keeps the sets. */
#ifndef ASSAY_RECORD_CLUSTER_H
#define ASSAY_RECORD_CLUSTER_H

#include "record/identity.h"
#include "record/plan.h"

/* A cut text shorter than this proves too little to lead anywhere: "How does the use of". It is
 * also how much of a text is its key in an index. Characters of assay_text_fold_key. */
#define ASSAY_IDENTITY_PREFIX 40u

/** The value of one plan key in one capture; text NULL when it has none. */
typedef struct {
    char *text; /* the identifier, or the folded text */
    gboolean cut;
    gboolean is_blank; /* there is a value, but nothing of it is left when it is folded */
    gboolean is_lent;  /* text belongs to another slot of the identity */
} AssayIdentitySlot;

struct AssayIdentity {
    const AssayPlan *plan;    /* borrowed */
    char *sha256;             /* owned */
    guint n_same, n_apart;    /* as the plan's lists */
    AssayIdentitySlot *slots; /* owned; same, then apart */
    char **keys;              /* owned; NULL-terminated; NULL: not asked for so far */
};

/** Clusters of captures. A cluster's number is that of its root capture. */
typedef struct AssayClusters AssayClusters;

AssayClusters *assay_clusters_new(const AssayPlan *plan, const AssayIdentity *const *identities,
                                  guint n);
void assay_clusters_free(AssayClusters *clusters);

/** assay_clusters_root: the cluster of @capture. */
guint assay_clusters_root(AssayClusters *clusters, guint capture);

/** assay_clusters_compatible: nothing holds the @n clusters @roots apart: for each apart key those
 * that have values have one in common. @schemes_only: look at apart schemes only. */
gboolean assay_clusters_compatible(const AssayClusters *clusters, const guint *roots, guint n,
                                   gboolean schemes_only);

/** assay_clusters_link: propose to unite clusters @a and @b; done by assay_clusters_apply. */
void assay_clusters_link(AssayClusters *clusters, guint a, guint b);

/** assay_clusters_apply: unite what the proposed links connect, leaving out each connected set
 * that is not compatible as a whole. */
void assay_clusters_apply(AssayClusters *clusters, gboolean schemes_only);

#endif
