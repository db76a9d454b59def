/* arena.c: see arena.h. Chunks in a list; large pieces get a chunk of their own. */
#include "base/arena.h"

#include <string.h>

#define CHUNK_SIZE_BYTES ((gsize)16384)
#define ALIGNMENT_BYTES  ((gsize)16)

typedef struct Chunk {
    struct Chunk *next;
    gsize used_bytes;
    gsize size_bytes;
    _Alignas(16) char data[];
} Chunk;

struct AssayArena {
    Chunk *first;   /* owned; the chunk that is being filled */
    guint n_others; /* owners beside the first */
};

AssayArena *assay_arena_new(void)
{
    return g_new0(AssayArena, 1);
}

void assay_arena_free(AssayArena *arena)
{
    if (arena == NULL)
        return;
    if (arena->n_others > 0) {
        arena->n_others--;
        return;
    }
    for (Chunk *chunk = arena->first; chunk != NULL;) {
        Chunk *next = chunk->next;
        g_free(chunk);
        chunk = next;
    }
    g_free(arena);
}

AssayArena *assay_arena_share(AssayArena *arena)
{
    arena->n_others++;
    return arena;
}

static Chunk *chunk_new(gsize size_bytes)
{
    Chunk *chunk = g_malloc(sizeof(Chunk) + size_bytes);
    chunk->next = NULL;
    chunk->used_bytes = 0;
    chunk->size_bytes = size_bytes;
    return chunk;
}

/* Not zeroed. */
static void *take(AssayArena *arena, gsize size_bytes)
{
    g_assert(size_bytes <= G_MAXSIZE / 2);
    gsize rounded = (MAX(size_bytes, 1) + ALIGNMENT_BYTES - 1) & ~(ALIGNMENT_BYTES - 1);
    Chunk *chunk = arena->first;
    if (rounded > CHUNK_SIZE_BYTES / 4) {
        /* Its own chunk, put behind the one being filled so that no room is lost. */
        Chunk *own = chunk_new(rounded);
        if (chunk == NULL) {
            arena->first = own;
        } else {
            own->next = chunk->next;
            chunk->next = own;
        }
        chunk = own;
    } else if (chunk == NULL || chunk->size_bytes - chunk->used_bytes < rounded) {
        chunk = chunk_new(CHUNK_SIZE_BYTES);
        chunk->next = arena->first;
        arena->first = chunk;
    }
    void *piece = chunk->data + chunk->used_bytes;
    chunk->used_bytes += rounded;
    return piece;
}

void *assay_arena_alloc(AssayArena *arena, gsize size_bytes)
{
    return memset(take(arena, size_bytes), 0, size_bytes);
}

char *assay_arena_strndup(AssayArena *arena, const char *text, gsize length)
{
    char *copy = take(arena, length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *assay_arena_strdup(AssayArena *arena, const char *text)
{
    return text == NULL ? NULL : assay_arena_strndup(arena, text, strlen(text));
}
