/* embed.h -- words to vectors: rows of E [V][m].  Word -1 is the zero vector: there is none yet.
 *
 * Two embeddings may be tied: one E, whose gradient is the sum of both uses. */
#ifndef NN_EMBED_H
#define NN_EMBED_H

#include "nn/param.h"

struct embed {
    struct param E;         /* without a place in the table when it is another's */
    const struct param *of; /* what the rows are of: E, or another's             */
};

void embed_add(struct embed *, struct params *, const char *name, int V, int m);
void embed_tie(struct embed *, const struct embed *to);
void embed_forward(const struct embed *, const int *word, struct mat x); /* x_i = E[word_i] */
void embed_backward(struct embed *, const int *word, struct mat dx);     /* dE[word_i] += dx_i */

#endif
