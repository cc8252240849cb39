/* guide.h -- where target words should look, the other thing that passes from text to numbers.
 *
 * Row r of a packed target should look at word j of its source sentence with A_rj = 1 / share.  The
 * weights of a row sum to 1; a row without links may look anywhere.
 */
#ifndef BASE_GUIDE_H
#define BASE_GUIDE_H

#include <stddef.h>

struct guide_link {
    int j, share;
};

struct guide {
    const int *at; /* [rows + 1] where the links of each row begin; NULL: no row has any */
    const struct guide_link *link;
};

/* The rows from this one on. */
static inline struct guide guide_from(struct guide g, int row)
{
    return (struct guide){ g.at ? g.at + row : NULL, g.link };
}

#endif
