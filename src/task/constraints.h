/* constraints.h -- which words may come next, and which of them comes in sampling. */
#ifndef TASK_CONSTRAINTS_H
#define TASK_CONSTRAINTS_H

#include "rnnsearch.h"
#include "task/ensemble.h"

/* Where a hypothesis stands. */
struct place {
    const struct shortlist *list; /* NULL: all words */
    int column, S;                /* its sentence, and how long that is with </s> */
    const int *history;           /* [t] its words so far; read for no_repeat_ngram only */
    int t;
};

/* Makes the logits −∞ of <unk>, unless it is allowed; of </s>, as long as the translation would be
 * shorter than min_length_factor S; of words that would end an n-gram there was already. */
void constrain(const struct rns_search *, const struct place *, struct words_row);

/* A word v drawn with probability exp(logit_v / τ) / Σ_u exp(logit_u / τ); −1 when none may come.
 * u is uniform in [0, 1). */
int draw_word(struct words_row, double temperature, double u);

#endif
