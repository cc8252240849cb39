/* inputs.h -- words as what a linear layer reads: y_i = W E[word_i] + b for a whole batch.
 *
 * Without dropout every occurrence of a word has the same y, so products are made once for each
 * distinct word: in a batch of 64 sentences that is less than half of them.  Under dropout each
 * occurrence has a mask, and a row, of its own.  A word that is left out as a whole is word -1, and
 * the others are divided by 1 − rate.
 *
 * Shapes    x [R][E], a row for each distinct word or occurrence    y [N][out]
 */
#ifndef NN_INPUTS_H
#define NN_INPUTS_H

#include "nn/dropout.h"
#include "nn/embed.h"
#include "nn/linear.h"

struct inputs_dropout {
    struct dropout word, x; /* whole occurrences of words; each number */
};

struct inputs {
    const int *word; /* [R] what the rows of x are                     */
    const int *row;  /* [N] the row of each occurrence; NULL: its own  */
    struct mat x;    /* embedded and dropped out                       */
    struct inputs_dropout dropout;
};

struct inputs inputs_new(const struct embed *, const int *word, int N, struct inputs_dropout,
                         struct arena *);
/* The linear layer has a bias; fills y. */
void inputs_forward(const struct inputs *, const struct linear *, struct mat y, struct arena *);
/* Adds to dW, db and dx [R][E]. */
void inputs_backward(const struct inputs *, struct linear *, struct mat dy, struct mat dx,
                     struct arena *);
/* The embedded words themselves, one row [E] an occurrence; and back, adding to dx. */
void inputs_rows(const struct inputs *, struct mat all);
void inputs_rows_backward(const struct inputs *, struct mat dall, struct mat dx);
/* dx goes on to dE. */
void inputs_embed_backward(const struct inputs *, struct embed *, struct mat dx);

#endif
