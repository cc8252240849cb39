/* A model each way sees a pair of sentences from both sides: the mean of what they see. */
#include "rnnsearch.h"

#include "base/error.h"
#include "base/memory.h"
#include "task/balance.h"

static bool check(const struct rns_pair *p, const struct rns_pair *reverse, struct rns_error *err)
{
    if (!p->align || !reverse->align)
        return fail(err, RNS_USAGE,
                    "a model without attention (model.decoder = encdec) has no alignment to join");
    if (p->S == reverse->T && p->T == reverse->S) return true;
    return fail(err, RNS_USAGE,
                "it is %d and %d words to the model and %d and %d to the reverse one; train both "
                "with the same [text] settings",
                p->S, p->T, reverse->T, reverse->S);
}

/* The words' weights balanced; </s> stays as it is. */
static double *balanced(const struct rns_pair *p, int rounds)
{
    const int wide = p->S + 1;
    double *words = balance(p->align, wide, p->T, p->S, rounds);
    double *all = memory_new((size_t)(p->T + 1) * (size_t)wide, sizeof *all);
    for (int i = 0; i <= p->T; i++)
        for (int j = 0; j <= p->S; j++)
            all[(size_t)i * (size_t)wide + (size_t)j] =
                i < p->T && j < p->S ? words[(size_t)i * (size_t)p->S + (size_t)j]
                                     : p->align[(size_t)i * (size_t)wide + (size_t)j];
    memory_free(words);
    return all;
}

/* (α_ij + α'_ji) / 2 */
static void take_mean(struct rns_pair *p, const struct rns_pair *reverse, int rounds)
{
    const size_t S = (size_t)p->S + 1, T = (size_t)p->T + 1;
    double *ours = balanced(p, rounds), *theirs = balanced(reverse, rounds);
    for (size_t i = 0; i < T; i++)
        for (size_t j = 0; j < S; j++)
            p->align[i * S + j] = (ours[i * S + j] + theirs[j * T + i]) / 2;
    memory_free(ours);
    memory_free(theirs);
}

bool rns_pair_join(struct rns_pair *p, const struct rns_pair *reverse, int rounds,
                   struct rns_error *err)
{
    if (p->S == 0 && reverse->S == 0) return true;
    if (!check(p, reverse, err)) return false;
    take_mean(p, reverse, rounds);
    if (!p->pieces) return true;
    if (reverse->pieces && check(p->pieces, reverse->pieces, NULL)) {
        take_mean(p->pieces, reverse->pieces, rounds);
    } else {
        rns_pair_free(p->pieces);
        memory_free(p->pieces);
        p->pieces = NULL;
    }
    return true;
}
