/* ensemble.h -- several networks that search as one.
 *
 *     log p(y_i) = 1/N Σ_n log p_n(y_i)        α_ij = the mean over those with attention
 *
 * Every network goes its own steps by the same words.  The mean of logarithms is not normalised
 * again: log p of a translation is the mean of what each network says of it.
 */
#ifndef TASK_ENSEMBLE_H
#define TASK_ENSEMBLE_H

#include "model/network.h"
#include "model/shortlist.h"
#include "rnnsearch.h"

struct search_memory;

struct member {
    const struct network *net;
    struct shortlist list; /* with how->lexicon */
    struct decoding decoding;
    struct decoder_state state; /* during a step: what the step left */
};

struct ensemble {
    int count, attending;  /* members; those with attention */
    struct member *member; /* [count] */
};

/* A row of logits after ensemble_words: the `count` words its sentence may use, by shortlist_word
 * with a list; logit − log_z is log p. */
struct words_row {
    real *logit;
    int count;
    double log_z;
};

struct ensemble ensemble_begin(const struct network *const *, int count, const struct rns_search *,
                               const struct packed *source, struct search_memory *);
/* Fills alpha [n][T] unless nobody attends. */
void ensemble_step(struct ensemble *, const int *word, struct mat alpha, struct arena *);
/* Of rows [from, from + logits.rows) of the step, in `logits` [rows][ensemble_width]. */
void ensemble_words(const struct ensemble *, int from, struct mat logits, struct words_row *,
                    struct arena *);
int ensemble_width(const struct ensemble *);
/* The survivors, rows parent[0 .. n) of the step, in an arena of their own. */
void ensemble_select(struct ensemble *, const int *parent, int n, struct arena *);
static inline const struct shortlist *ensemble_list(const struct ensemble *e)
{
    return e->member->decoding.list;
}

/* Can they translate together?  Both must cut and number words of both sides alike. */
bool ensemble_fits(const struct rns_model *, const struct rns_model *);

#endif
