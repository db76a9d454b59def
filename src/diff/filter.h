/* filter.h: which changes are asked for: `--only PATH`, `--ignore PATH`. */
#ifndef ASSAY_DIFF_FILTER_H
#define ASSAY_DIFF_FILTER_H

#include <glib.h>

/** assay_diff_path_is_below: @path is the place @target or lies below it. A step of @target without
 * a predicate stands for every instance: `claims/claim` for `claims/claim[2]/@n`. */
gboolean assay_diff_path_is_below(const char *path, const char *target);

/** assay_diff_filter: drop from @changes (of AssayChange) what is not below one of @only (NULL or
 * empty: all is), and what is below one of @ignore. NULL-terminated. */
void assay_diff_filter(GPtrArray *changes, const char *const *only, const char *const *ignore);

#endif
