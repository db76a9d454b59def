/* test_hash.c: SHA-256 is SHA-256. */
#include "base/hash.h"

#include <string.h>

/* FIPS 180-4's own examples. */
static void test_known(void)
{
    static const struct {
        const char *text, *hash;
    } known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree char *hash = assay_hash_sha256(known[i].text, strlen(known[i].text));
        g_assert_cmpstr(hash, ==, known[i].hash);
    }
}

/* Every length around the blocks' ends, at every alignment. */
static void test_as_glib(void)
{
    guint8 bytes[700];
    for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8)(i * 131 + i / 7);
    for (gsize n = 0; n < sizeof bytes - 16; n++) {
        gsize start = n % 16;
        g_autofree char *ours = assay_hash_sha256(bytes + start, n);
        g_autofree char *theirs = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes + start, n);
        g_assert_cmpstr(ours, ==, theirs);
    }
}

static void test_hex(void)
{
    g_autofree char *hash = assay_hash_sha256("abc", 3);
    guint8 bytes[ASSAY_HASH_BYTES];
    char back[ASSAY_HASH_HEX_SIZE];
    g_assert_true(assay_hash_from_hex(hash, bytes));
    g_assert_cmpuint(bytes[0], ==, 0xba);
    g_assert_cmpuint(bytes[31], ==, 0xad);
    assay_hash_to_hex(bytes, back);
    g_assert_cmpstr(back, ==, hash);
    g_autofree char *longer = g_strconcat(hash, "0", NULL);
    g_assert_false(assay_hash_from_hex(longer, bytes));
    for (guint i = 0; i < 64; i++) {
        static const char wrong[] = {'\0', 'A', 'g', '/', ':', '`'};
        char c = hash[i];
        for (guint j = 0; j < sizeof wrong; j++) {
            hash[i] = wrong[j];
            g_assert_false(assay_hash_from_hex(hash, bytes));
        }
        hash[i] = c;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hash/known", test_known);
    g_test_add_func("/hash/as-glib", test_as_glib);
    g_test_add_func("/hash/hex", test_hex);
    return g_test_run();
}
