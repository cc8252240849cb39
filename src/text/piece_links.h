/* piece_links.h -- links between words (text/links.h) as links between the pieces that a model
 * sees: what its attention is guided by.
 *
 *     0-0 1-1 2-1       le     1  .  .  .       a target word looks at its source words evenly;
 *                       cha@@  .  ¼  ¼  ½       each one's weight is shared by its pieces evenly;
 *                       t      .  ¼  ¼  ½       every piece of a target word looks as the word does
 *                              the bl@@ ack cat
 */
#ifndef TEXT_PIECE_LINKS_H
#define TEXT_PIECE_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct links;

/* Target piece i should look at source piece j with weight 1 / share. */
struct piece_link {
    int i, j, share;
};

/* Of many pairs, one behind the other; those of a pair are sorted by i, then j. */
struct piece_links {
    struct piece_link *at;
    size_t count, room;
};

/* One side of a pair. */
struct pieces {
    const char *sentence; /* tokenized */
    bool subwords;        /* may a token be a piece of a word? */
};

/* Adds the links of a pair.  False when one is of a word that is not there; err then says which,
 * without file and line. */
bool piece_links_add(struct piece_links *, const struct links *, const struct pieces *source,
                     const struct pieces *target, struct rns_error *);

/* The same words in other pieces: word w was [before[w], before[w + 1]) of them and is [after[w],
 * after[w + 1]). */
struct piece_cut {
    int words;
    int *before, *after; /* [words + 1] */
};

/* Adds the links of a pair, [count], as they are between the pieces after the cut. */
void piece_links_follow(struct piece_links *, const struct piece_link *, int count,
                        const struct piece_cut *source, const struct piece_cut *target);

#endif
