/* child.h: what a process that reads foreign bytes does with itself before it begins, and what its
 * last words say. Private to pipeline/.
 *
 * The order: begin, arrange, limit, then assay_sandbox_enter, which allows none of this any more.
 */
#ifndef ASSAY_PIPELINE_CHILD_H
#define ASSAY_PIPELINE_CHILD_H

#include <glib.h>
#include <sys/resource.h>
#include <sys/types.h>

/* What is kept of what such a process says on its standard error: the end. */
#define ASSAY_CHILD_MESSAGE_BYTES 1000u

/** assay_child_begin: end with @parent, who forked it; leave signals to the whole group to that
 * one; be the one that goes if the machine runs out of memory. Ends the process if @parent is gone
 * already. */
void assay_child_begin(pid_t parent);

/** assay_child_arrange: @descriptors[i] becomes descriptor i (-1: one with nothing to read);
 * all others are closed. @n: at most 8. Ends the process if that cannot be. */
void assay_child_arrange(const int *descriptors, guint n);

/** assay_child_limit: the limits that the kernel keeps: @memory_bytes of address space, no files
 * written, no processes, few descriptors. Time is the parent's to watch. */
void assay_child_limit(guint64 memory_bytes);

/** assay_child_await: wait for the end of @process, which has closed what leads to its parent; if
 * it lives on, it is helped along. @ret_status, @ret_usage: as of wait4(2). */
void assay_child_await(pid_t process, int *ret_status, struct rusage *ret_usage);

/** assay_child_says_memory: whether @said is how one of the libraries says that memory ran out. */
gboolean assay_child_says_memory(const char *said);

/** assay_child_last_line: the last line of @said that says something, as printable text.
 * Returns: (owned) or NULL. */
char *assay_child_last_line(const char *said);

/** assay_child_tidy: @text as one line of printable text. Returns: (owned) or NULL if nothing is
 * left. */
char *assay_child_tidy(const char *text);

#endif
