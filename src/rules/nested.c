/* nested.c: see nested.h. One pass with a stack of groups. */
#include "rules/nested.h"

#include <string.h>

#define MAX_DEPTH 64u

/* What is known of the alternative being read in a group, and of the group so far. */
typedef struct {
    gsize start;
    gboolean unbounded;  /* the alternative has an unbounded item */
    gboolean anchored;   /* ... and an item that is there and bounded */
    guint n_required;    /* unbounded items that must be there */
    gboolean risky;      /* an alternative before was unbounded and not anchored */
    gboolean possessive; /* atomic group or lookaround: no backtracking into it */
} Group;

typedef struct {
    gsize length; /* of the quantifier; 0: none */
    gboolean unbounded, optional, possessive;
} Quantifier;

static Quantifier quantifier_at(const char *at)
{
    Quantifier found = {0, FALSE, FALSE, FALSE};
    if (*at == '*' || *at == '+') {
        found = (Quantifier){1, TRUE, *at == '*', FALSE};
    } else if (*at == '?') {
        found = (Quantifier){1, FALSE, TRUE, FALSE};
    } else if (*at == '{' && g_ascii_isdigit(at[1])) {
        gsize digits = strspn(at + 1, "0123456789");
        gsize more = at[1 + digits] == ',' ? strspn(at + 2 + digits, "0123456789") : 0;
        gsize end = 1 + digits + (at[1 + digits] == ',' ? 1 + more : 0);
        if (at[end] != '}')
            return found;
        found.length = end + 1;
        found.unbounded = at[1 + digits] == ',' && more == 0;
        found.optional = at[1] == '0';
    }
    if (found.length > 0 && (at[found.length] == '+' || at[found.length] == '?')) {
        found.possessive = at[found.length] == '+';
        found.length++;
    }
    return found;
}

/* Length of a class `[...]`, of an escape, or of one character. */
static gsize item_length(const char *at)
{
    if (*at == '\\') {
        if (at[1] == '\0')
            return 1;
        if (at[2] == '{' && strchr("pPxogkN", at[1]) != NULL) {
            const char *close = strchr(at, '}');
            return close == NULL ? 2 : (gsize)(close - at) + 1;
        }
        return 2;
    }
    if (*at != '[')
        return (gsize)g_utf8_skip[*(const guchar *)at];
    gsize i = 1;
    if (at[i] == '^')
        i++;
    if (at[i] == ']')
        i++;
    while (at[i] != '\0' && at[i] != ']') {
        const char *posix = at[i] == '[' && at[i + 1] == ':' ? strstr(at + i, ":]") : NULL;
        if (posix != NULL)
            i = (gsize)(posix - at) + 2;
        else
            i += at[i] == '\\' && at[i + 1] != '\0' ? 2 : 1;
    }
    return at[i] == ']' ? i + 1 : i;
}

/* Behind `(`: how much of `?:`, `?'name'`, `?<=`, `?i)` ... belongs to the opening. */
static gsize opening_length(const char *at, gboolean *ret_possessive, gboolean *ret_closed)
{
    *ret_possessive = *ret_closed = FALSE;
    if (*at == '*' || strncmp(at, "?#", 2) == 0 || strncmp(at, "?&", 2) == 0 ||
        strncmp(at, "?P>", 3) == 0) {
        const char *close = strchr(at, ')');
        *ret_closed = TRUE;
        return close == NULL ? strlen(at) : (gsize)(close - at) + 1;
    }
    if (*at != '?')
        return 0;
    if (strchr("=!>", at[1]) != NULL && at[1] != '\0') {
        *ret_possessive = TRUE;
        return 2;
    }
    if (at[1] == '<' && (at[2] == '=' || at[2] == '!')) {
        *ret_possessive = TRUE;
        return 3;
    }
    if (at[1] == '\'' || at[1] == '<' || (at[1] == 'P' && at[2] == '<')) {
        const char *name = at + (at[1] == 'P' ? 3 : 2);
        const char *close = strchr(name, at[1] == '\'' ? '\'' : '>');
        return close == NULL ? 1 : (gsize)(close - at) + 1;
    }
    if (at[1] == '(') /* a condition: its own group follows */
        return 1;
    gsize options = 1 + strspn(at + 1, "imsxnUJ^-|");
    *ret_closed = at[options] == ')';
    return options + (at[options] == ')' || at[options] == ':');
}

static void add_item(Group *group, Quantifier quantifier, gboolean unbounded_inside)
{
    if (quantifier.possessive)
        group->anchored = group->anchored || !quantifier.optional;
    else if (quantifier.unbounded || unbounded_inside) {
        group->unbounded = TRUE;
        group->n_required += !quantifier.optional;
    } else if (!quantifier.optional)
        group->anchored = TRUE;
}

static void end_alternative(Group *group)
{
    group->risky = group->risky || (group->unbounded && !group->anchored && group->n_required <= 1);
    group->unbounded = group->anchored = FALSE;
    group->n_required = 0;
}

gboolean assay_pattern_nests(const char *pattern, const char **ret_piece, gsize *ret_length)
{
    Group stack[MAX_DEPTH + 1] = {{.start = 0}};
    guint depth = 0;
    for (gsize i = 0; pattern[i] != '\0';) {
        char c = pattern[i];
        if (c == '(') {
            gboolean possessive = FALSE, closed = FALSE;
            gsize start = i;
            i += 1 + opening_length(pattern + i + 1, &possessive, &closed);
            if (closed) {
                Quantifier quantifier = quantifier_at(pattern + i);
                i += quantifier.length;
                if (strncmp(pattern + start, "(?&", 3) == 0)
                    add_item(&stack[depth], quantifier, FALSE);
                continue;
            }
            if (depth == MAX_DEPTH)
                return FALSE;
            stack[++depth] = (Group){.start = start, .possessive = possessive};
        } else if (c == ')' && depth > 0) {
            Group group = stack[depth--];
            end_alternative(&group);
            Quantifier quantifier = quantifier_at(pattern + ++i);
            i += quantifier.length;
            gboolean risky = group.risky && !group.possessive;
            if (risky && quantifier.unbounded && !quantifier.possessive) {
                *ret_piece = pattern + group.start;
                *ret_length = i - group.start;
                return TRUE;
            }
            if (!group.possessive)
                add_item(&stack[depth], quantifier, risky);
        } else if (c == '|') {
            end_alternative(&stack[depth]);
            i++;
        } else if (c == '^' || c == '$') {
            i++;
        } else {
            gboolean is_assertion = c == '\\' && strchr("bBAzZG", pattern[i + 1]) != NULL;
            i += item_length(pattern + i);
            Quantifier quantifier = quantifier_at(pattern + i);
            i += quantifier.length;
            if (!is_assertion)
                add_item(&stack[depth], quantifier, FALSE);
        }
    }
    return FALSE;
}
