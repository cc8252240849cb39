/* shortlist.h -- an output layer of a few words: those that the sentences of a search may use.
 *
 *     p(y_i = v) = exp(w_v t_i + b_v) / Σ_u exp(w_u t_i + b_u)     u, v among the sentence's own
 *
 * The rows of W_o that any of the sentences needs are laid out once, as a small layer for all of
 * them; of its logits each sentence reads its own, so its company makes no difference.
 *
 * Shapes    t [n][M]    logits [n][count]    W_o [V][M], of which W [M][count] in panels
 */
#ifndef MODEL_SHORTLIST_H
#define MODEL_SHORTLIST_H

#include "nn/linear.h"

struct arena;

struct word_set {
    int count;
    int *at; /* [count] rising */
};

struct shortlist {
    int count;            /* words of all the sentences together */
    int *word;            /* [count] in the vocabulary, rising */
    struct word_set *own; /* [B] of each source column, as places in `word` */
    struct panels W;
    real *b; /* [count] */
};

/* own [B]: the words of each sentence in the vocabulary, </s> and <unk> among them and so always
 * the first two; taken, and numbered anew. */
struct shortlist shortlist_new(const struct linear *out, struct word_set *own, int B,
                               struct arena *);
/* logits = W t + b of all the words. */
void shortlist_forward(const struct shortlist *, struct mat t, struct mat logits);

/* Moves a row's own logits to its front; how many they are. */
int shortlist_pick(const struct shortlist *, int column, real *logit);
/* The k-th of them as a word of the vocabulary. */
int shortlist_word(const struct shortlist *, int column, int k);
/* Which of them a word is; -1: none. */
int shortlist_place(const struct shortlist *, int column, int word);

#endif
