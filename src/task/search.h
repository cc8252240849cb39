/* search.h -- greedy and beam search: numbers in, numbers out.
 *
 *     ŷ = argmax over y of  log p(y | x) / |y|^α        |y| counts </s>        [B15, 4.2]
 *                           + γ |y|                     the length reward, γ >= 0
 *                           + β Σ_j log min(1, Σ_i α_ij)   coverage, </s> left out  [W16, eq. 14]
 *
 * All sentences of a call are searched together: the open hypotheses of all of them are the rows of
 * one decoder_state.  At each step a sentence keeps the best of all one-word extensions of its
 * hypotheses; one that ends in </s> leaves, and the beam of its sentence is narrower by one from
 * then on.  A beam of 1 is greedy search.  Exact ties go to the lower row, then to the lower word.
 *
 * A sentence is done when its beam is empty, or when no open hypothesis can become better than the
 * n-th best finished one: log p only falls, so its score at the limit bounds what it may still
 * reach.  At the limit of its length the open hypotheses are closed by </s>, with its log p.
 *
 * Where constraints let no word follow any hypothesis of a sentence and none has ended, the best of
 * them ends there: it is short of what was asked, and not lost.
 *
 * A prefix is what every translation of its sentence begins with, with its log p.  Sampling is a
 * beam of 1 whose next word is drawn (task/constraints.h) by a function of the seed, the sentence
 * and the place: the same whatever the company.
 *
 * With how->lexicon each sentence has words of its own (task/lexicon.h); log p is then normalised
 * over those (model/shortlist.h).
 */
#ifndef TASK_SEARCH_H
#define TASK_SEARCH_H

#include "base/memory.h"
#include "nn/mat.h"
#include "rnnsearch.h"

struct network;
struct packed;

/* A finished translation as numbers. */
struct hypothesis {
    int T;            /* words without </s> */
    int *id;          /* [T+1], ended by </s> */
    struct mat alpha; /* [T+1][S+1] where each looked; alpha.at is NULL for encdec */
    double log_p, score;
    double *word_log_p; /* [T+1] of each word; they sum to log_p */
};

struct hypotheses {
    int count;             /* 0 only when the network's numbers are NaN or infinite */
    struct hypothesis *at; /* best first */
};

/* Where a search works; one leaves its memory to the next.  Zero-initialised it is ready. */
struct search_memory {
    struct arena kept, work; /* of the whole search; of a step */
    struct arena now, next;  /* the states of two steps */
    struct arena out;        /* results, the caller's to reset */
};
void search_memory_free(struct search_memory *);

struct prefix {
    int count;
    const int *id; /* [count] without </s> */
};

struct search_plan {
    const struct network *const *net; /* [nets] an ensemble (task/ensemble.h), or just one */
    int nets;
    const struct rns_search *how;
    const struct packed *source; /* sentences that end in </s> */
    const struct prefix *prefix; /* [B] of each sentence as given; NULL: none */
};

/* result[source->origin[c]] is of column c and stands in memory->out. */
void search(const struct search_plan *, struct hypotheses *result, struct search_memory *);

/* How long a translation of S source words may be, </s> counted in both. */
int search_limit(const struct rns_search *, int S);
/* How many sentences of S source words to search together: how->batch, or fewer where the attention
 * kept for them would fill the memory. */
int search_room(const struct rns_search *, int S);

#endif
