/* arena.h: memory that is freed all at once.
 *
 * Job: everything that belongs to one document (or rule set) is allocated here; one free ends it.
 * Not its job: freeing single pieces. Allocation never fails (it aborts, as GLib does). */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <glib.h>

typedef struct AssayArena AssayArena;

AssayArena *assay_arena_new(void);
void assay_arena_free(AssayArena *arena);

/** assay_arena_share: one more owner of @arena, whose memory goes when each has called
 * assay_arena_free. Returns: (owned) @arena. */
AssayArena *assay_arena_share(AssayArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayArena, assay_arena_free)

/** assay_arena_alloc: @size_bytes of zeroed memory, aligned for any type.
 * Returns: (borrowed) lives as long as @arena. */
void *assay_arena_alloc(AssayArena *arena, gsize size_bytes);

/** assay_arena_strndup: a NUL-terminated copy of @length bytes at @text (may be NULL if 0).
 * Returns: (borrowed) lives as long as @arena. */
char *assay_arena_strndup(AssayArena *arena, const char *text, gsize length);

/** assay_arena_strdup: the same for a NUL-terminated @text; NULL gives NULL. */
char *assay_arena_strdup(AssayArena *arena, const char *text);

#define assay_arena_new0(arena, Type, n)                                                           \
    ((Type *)assay_arena_alloc((arena), sizeof(Type) * (gsize)(n)))

#endif
