/* embed.h -- words to vectors: rows of E [V][m].  Word -1 is the zero vector: there is none yet. */
#ifndef NN_EMBED_H
#define NN_EMBED_H

#include "nn/param.h"

struct embed {
    struct param E;
};

void embed_add(struct embed *, struct params *, const char *name, int V, int m);
void embed_forward(const struct embed *, const int *word, struct mat x); /* x_i = E[word_i] */
void embed_backward(struct embed *, const int *word, struct mat dx);     /* dE[word_i] += dx_i */

#endif
