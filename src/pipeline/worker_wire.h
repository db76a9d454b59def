/* worker_wire.h: what the pool and its workers say to each other. Private to pipeline/.
 *
 * Two ways lead from a worker to the pool. Short messages go over a SOCK_SEQPACKET socket, so that
 * each arrives whole or not at all. What is large lies in a region of shared memory that the pool
 * made: the pool reads from it only what it wants, and its size is the bound on a result. The
 * region's first page says what the worker is doing, so that a dead one still tells.
 *
 * A worker may have been taken over by what it reads: the pool checks every length and name. */
#ifndef ASSAY_PIPELINE_WORKER_WIRE_H
#define ASSAY_PIPELINE_WORKER_WIRE_H

#include <glib.h>

#include "base/limits.h"

/* Jobs a worker may have been handed: one in hand, the others waiting, so that it has work while
 * the pool writes to the disk. */
#define ASSAY_WIRE_DEPTH         32u
/* A request: four texts, addresses mostly. Well below what a socket takes by default. */
#define ASSAY_WIRE_REQUEST_BYTES (64u * 1024)
#define ASSAY_WIRE_PAGE_BYTES    4096u
/* Of a result: what identifies it; the other parts. */
#define ASSAY_WIRE_HEAD_BYTES    (1024u * 1024)
#define ASSAY_WIRE_PARTS_BYTES   ((gsize)ASSAY_LIMIT_RECORD_BYTES)
#define ASSAY_WIRE_SLOT_BYTES    (ASSAY_WIRE_HEAD_BYTES + ASSAY_WIRE_PARTS_BYTES)
#define ASSAY_WIRE_REGION_BYTES  (ASSAY_WIRE_PAGE_BYTES + ASSAY_WIRE_DEPTH * ASSAY_WIRE_SLOT_BYTES)

typedef enum {
    ASSAY_WIRE_INPUT,   /* read the file */
    ASSAY_WIRE_FILE,    /* the same, unless it may be a container */
    ASSAY_WIRE_CLUSTER, /* group what is in the file */
    ASSAY_WIRE_OPEN,    /* open the file as a container; its path stands in place of an address */
    ASSAY_WIRE_MEMBER   /* the next member of the container; no file */
} AssayWireTask;

/** Head of a request; the texts follow, each with its NUL; a length of 0 is an absent text. The
 * file to read comes along as a descriptor. */
enum { ASSAY_WIRE_URI, ASSAY_WIRE_TYPE, ASSAY_WIRE_URL, ASSAY_WIRE_CAPTURED, ASSAY_WIRE_N_TEXTS };
typedef struct {
    guint32 job; /* its slot is job % DEPTH; that of a member is the first, and reaches further */
    guint32 task;
    guint32 n_captures; /* of a cluster */
    guint32 length[ASSAY_WIRE_N_TEXTS];
} AssayWireRequest;

/** A cluster's file: one of these for each capture, in order of hash, then a record that each is
 * in, one behind the other. */
typedef struct {
    char sha256[65];
    guint8 wants_single; /* if its work has others: to be written out as a record of its own */
    guint8 renamed;      /* its work is called by AssayWork.renamed */
    guint32 work;        /* number of its work, from 1, found before; 0, in all: to be found */
    guint64 size;        /* of the record, bytes */
} AssayWireCapture;

typedef enum {
    ASSAY_WIRE_HELLO,      /* ready; layers says which layers of the sandbox hold */
    ASSAY_WIRE_DONE,       /* all parts */
    ASSAY_WIRE_UNFINISHED, /* read, but its record, the record part all the same, is refused */
    ASSAY_WIRE_FAILED,     /* cannot be read, opened or grouped: head only */
    ASSAY_WIRE_TOO_LARGE,  /* the result does not fit: head only */
    ASSAY_WIRE_MAY_HOLD,   /* the file may be a container, and is not read: an empty head */
    ASSAY_WIRE_NONE        /* no container, or no member any more: no part */
} AssayWireOutcome;

/** Parts of a result, one behind the other in its slot. */
enum {
    ASSAY_WIRE_KEYS,  /* of an input: guint64 each, as assay_index_keys_of */
    ASSAY_WIRE_RULES, /* of an input: guint32 each: ranks of the rules that took something */
    ASSAY_WIRE_HEAD,
    ASSAY_WIRE_RECORD,
    ASSAY_WIRE_SINGLE,
    ASSAY_WIRE_N_PARTS
};

/** A whole message of a worker. */
typedef struct {
    guint32 job, outcome;
    guint32 layers;
    gint32 error_code;                /* AssayErrorCode of UNFINISHED and FAILED */
    guint64 max_rss_bytes;            /* most memory the worker ever held */
    guint64 size[ASSAY_WIRE_N_PARTS]; /* bytes of the parts */
} AssayWireReply;

_Static_assert(ASSAY_WIRE_PAGE_BYTES + ASSAY_WIRE_HEAD_BYTES + ASSAY_LIMIT_INPUT_BYTES <=
                   ASSAY_WIRE_REGION_BYTES,
               "a member has room");

/** assay_wire_fits: whether there is room for what goes up to the head, and @room_bytes hold the
 * other parts. */
static inline gboolean assay_wire_fits(const AssayWireReply *reply, guint64 room_bytes)
{
    guint64 left[] = {ASSAY_WIRE_HEAD_BYTES, room_bytes};
    for (guint i = 0; i < ASSAY_WIRE_N_PARTS; i++) {
        guint64 *room = &left[i <= ASSAY_WIRE_HEAD ? 0 : 1];
        if (reply->size[i] > *room)
            return FALSE;
        *room -= reply->size[i];
    }
    return TRUE;
}

/* Texts of the head of an input, in this order, each with its NUL: sha256, profile, id, message,
 * media, style, flags (AssayLedgerRecord.flags).
 *
 * Texts of the head of a cluster: an empty one, then for each work `w`, its id, its flags, the size
 * of its record, how many captures are of it and the number of each; for each capture that wants to
 * be single `s`, its number and its size. Numbers are decimal; the parts have what they are the
 * sizes of one behind the other.
 *
 * Texts of the head of a member: its uri, what tells it from others, its content type, address and
 * instant, each of these three with `=` before it, or empty if there is none; its bytes are where
 * a record is. Of a container, or a member, that cannot be read: why. */
enum {
    ASSAY_WIRE_SHA256,
    ASSAY_WIRE_PROFILE,
    ASSAY_WIRE_ID,
    ASSAY_WIRE_MESSAGE,
    ASSAY_WIRE_MEDIA,
    ASSAY_WIRE_STYLE,
    ASSAY_WIRE_FLAGS,
    ASSAY_WIRE_N_FIXED
};

/* What a worker writes to its standard error where it begins a job, since it may be ahead of the
 * pool: this byte and the job's number as eight hex digits. What comes after is of that job. */
#define ASSAY_WIRE_MARK       '\f'
#define ASSAY_WIRE_MARK_BYTES 9u

/** First page of the region, written by the worker. */
typedef struct {
    guint32 stage; /* AssayStage of the job in hand */
} AssayWirePage;

#endif
