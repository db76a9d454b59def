/* container_hostile.c: a kind of container that does what an archive does that has taken over what
 * unpacks it. See format_hostile.c.
 *
 * Its file is `HOSTILE-BOX deed [argument]`. It has a member `before.md`, then the deed, then a
 * member `after.md`. A deed that is refused is a member that cannot be had; one that succeeds gives
 * a member `done.md`. `HOSTILE-LID` does its deed where it is opened. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "deeds.h"
#include "source/container.h"

#define BOX "HOSTILE-BOX "
#define LID "HOSTILE-LID "

/* Every kind there is, and this one. */
extern const AssayContainer assay_container_arc, assay_container_archive, assay_container_warc,
    assay_container_hostile;
extern const AssayContainer *const assay_container_table[];
const AssayContainer *const assay_container_table[] = {
    &assay_container_hostile,
    &assay_container_arc,
    &assay_container_archive,
    &assay_container_warc,
    NULL,
};

typedef struct {
    char text[500];
    guint n_steps;
} Box;

static gboolean has_mark(const AssayContainerHead *head, const char *mark)
{
    return head->head_size > strlen(mark) && memcmp(head->head, mark, strlen(mark)) == 0;
}

static gboolean claims(const AssayContainerHead *head)
{
    return has_mark(head, BOX) || has_mark(head, LID);
}

static gboolean refuse(const AssayContainerFile *file, const char *deed, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: %s: %s", file->uri, deed,
                g_strerror(errno));
    return FALSE;
}

static gpointer open_box(int descriptor, const AssayContainerFile *file, GError **error)
{
    Box *box = g_new0(Box, 1);
    g_autofree char *name = NULL;
    (void)assay_file_read(descriptor, box->text, sizeof box->text - 1);
    close(descriptor);
    if (!g_str_has_prefix(box->text, LID) || hostile_do(box->text, &name))
        return box;
    refuse(file, name, error);
    g_free(box);
    return NULL;
}

static void close_box(gpointer state)
{
    g_free(state);
}

static AssaySourceItem *make_member(const AssayContainerFile *file, const char *name)
{
    g_autofree char *text = g_strdup_printf("# A paper %s, in %s\n\nOf no interest to anybody.\n",
                                            name, file->uri);
    return assay_container_member(file, name, NULL, g_bytes_new(text, strlen(text)));
}

static gboolean next_member(gpointer state, const AssayContainerFile *file,
                            AssaySourceItem **ret_item, GError **error)
{
    Box *box = state;
    g_autofree char *name = NULL;
    guint step = box->n_steps++;
    if (step == 1 && g_str_has_prefix(box->text, BOX) && !hostile_do(box->text, &name))
        return refuse(file, name, error);
    static const char *const names[] = {"before.md", "done.md", "after.md"};
    *ret_item = step < G_N_ELEMENTS(names) ? make_member(file, names[step]) : NULL;
    return TRUE;
}

const AssayContainer assay_container_hostile = {
    .name = "hostile",
    .claims = claims,
    .open = open_box,
    .next = next_member,
    .close = close_box,
};
