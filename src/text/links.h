/* links.h -- hard alignments: which source word goes with which target word.
 *
 * As text, `i-j` with blanks between, i the source word and j the target word (Pharaoh); gold
 * lines also hold `ipj`, links that are possible but not sure.  In here counting is from 0.
 */
#ifndef TEXT_LINKS_H
#define TEXT_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"

struct link {
    int source, target; /* words */
    bool sure;          /* false only for `ipj` */
};

/* Sorted by source, then target word; each pair of words once. */
struct links {
    struct link *at;
    int count;
    size_t room;
};

enum links_kind { LINKS_PLAIN, LINKS_GOLD }; /* `ipj` is gold's alone */

/* Reads one line whose counting begins at base, 0 or 1.  A link both sure and possible is sure.
 * On failure err names the item, and links are empty. */
bool links_parse(struct links *, const char *line, enum links_kind, int base, struct rns_error *);

/* The links of a matrix of weights, [rows][columns], a row a target word: each row's largest, the
 * first of equals, or with a threshold above 0 all that are larger.  NULL gives no links. */
struct links links_from_matrix(const double *weight, int rows, int columns, double threshold);
/* Leaves out what is not among S source and T target words. */
void links_cut(struct links *, int S, int T);

/* Adds a link; links_sort then restores the order. */
void links_add(struct links *, struct link);
void links_sort(struct links *);
/* NULL when it is not there. */
const struct link *links_find(const struct links *, int source, int target);

void links_write(const struct links *, struct str *out); /* `0-0 1-2`, no newline */
void links_free(struct links *);

#endif
