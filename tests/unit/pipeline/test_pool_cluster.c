/* test_pool_cluster.c: what a worker says of a cluster: taken when it makes sense, and refused when
 * it does not, whatever it says. */
#include <glib.h>
#include <string.h>

#include "pipeline/pool_parts.h"

/* A head with a `|` for each NUL, of a cluster of @n captures and parts of @size bytes each. */
static AssayPoolResult *decode(const char *head, guint n, guint64 size, gboolean *ret_done)
{
    g_autofree char *text = g_strdelimit(g_strdup(head), "|", '\0');
    AssayPoolResult *result = g_new0(AssayPoolResult, 1);
    result->slot = g_new0(AssayPoolSlot, 1);
    for (guint i = ASSAY_WIRE_RECORD; i < ASSAY_WIRE_N_PARTS; i++) {
        result->slot->start[i] = (i - ASSAY_WIRE_RECORD + 1) * 1000;
        result->slot->size[i] = size;
    }
    result->cluster = g_bytes_new_take(g_malloc0((gsize)n * 32), (gsize)n * 32);
    *ret_done = assay_pool_decode_cluster(result, text, text + strlen(head));
    return result;
}

static void forget(AssayPoolResult *result)
{
    g_free(result->slot);
    g_bytes_unref(result->cluster);
    g_array_unref(result->works);
    g_array_unref(result->singles);
    g_free(result);
}

static void test_sense(void)
{
    gboolean done = FALSE;
    AssayPoolResult *result = decode("s|2|9|w|id-1|error a 1|30|2|0|2|w|id-2||12|1|1|", 3, 42,
                                     &done);
    g_assert_true(done);
    g_assert_cmpuint(result->works->len, ==, 2);
    g_assert_cmpuint(result->singles->len, ==, 1);
    const AssayPoolWork *first = &g_array_index(result->works, AssayPoolWork, 0);
    const AssayPoolWork *second = &g_array_index(result->works, AssayPoolWork, 1);
    g_assert_cmpstr(first->id, ==, "id-1");
    g_assert_cmpstr(first->flags, ==, "error a 1");
    g_assert_cmpuint(first->start, ==, 1000);
    g_assert_cmpuint(first->size, ==, 30);
    g_assert_cmpuint(first->members->len, ==, 2);
    g_assert_cmpuint(g_array_index(first->members, guint, 1), ==, 2);
    g_assert_cmpuint(second->start, ==, 1030);
    g_assert_cmpuint(second->size, ==, 12);
    forget(result);
}

static void test_nonsense(void)
{
    static const char *const heads[] = {
        "",                                  /* captures without a work */
        "w|id||1|1|0|",                      /* one of two */
        "w|id||1|2|0|0|",                    /* twice in a work, */
        "w|id||1|2|0|1|w|id-2||1|1|1|",      /* in two works, */
        "w|id||1|2|1|0|",                    /* not in order */
        "w|id||1|2|0|2|",                    /* no such capture */
        "w|id||1|3|0|1|1|",                  /* more than there are */
        "w|id||1|0|w|id-2||1|2|0|1|",        /* a work of nothing */
        "w|id||43|2|0|1|",                   /* beyond its part, */
        "w|id||42|1|0|w|id-2||1|1|1|",       /* taken together */
        "w|id||18446744073709551615|2|0|1|", /* and around */
        "w|../id||1|2|0|1|",                 /* out of the tree */
        "w||||",                             /* no texts, */
        "w|id||1|2|0|1",                     /* no end */
        "w|id||-1|2|0|1|",                   /* no number, */
        "w|id||1|2|0|1|s|2|1|",              /* a capture that is not there */
        "w|id||1|2|0|1|s|0|43|",             /* and one that is too large */
    };
    for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
        gboolean done = TRUE;
        AssayPoolResult *result = decode(heads[i], 2, 42, &done);
        if (done)
            g_error("taken for sense: %s", heads[i]);
        forget(result);
    }
}

/* Sizes that are more than there is room for, each or together, and around. */
static void test_room(void)
{
    static const guint64 most = ASSAY_WIRE_HEAD_BYTES;
    static const struct {
        guint64 size[ASSAY_WIRE_N_PARTS];
        gboolean fits;
    } cases[] = {
        {{8, 4, most - 12, 60, 40}, TRUE},  {{8, 4, most - 11, 60, 40}, FALSE},
        {{8, 4, 1, 60, 41}, FALSE},         {{G_MAXUINT64, 2, 1, 0, 0}, FALSE},
        {{0, 0, 1, G_MAXUINT64, 2}, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AssayWireReply reply = {.job = 0};
        memcpy(reply.size, cases[i].size, sizeof reply.size);
        g_assert_cmpint(assay_wire_fits(&reply, 100), ==, cases[i].fits);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pool-cluster/sense", test_sense);
    g_test_add_func("/pool-cluster/nonsense", test_nonsense);
    g_test_add_func("/pool-cluster/room", test_room);
    return g_test_run();
}
