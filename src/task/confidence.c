#include "task/confidence.h"

#include <assert.h>
#include <math.h>

#include "base/memory.h"
#include "text/links.h"

static double entropy(const double *weight, int count)
{
    double sum = 0;
    for (int j = 0; j < count; j++)
        if (weight[j] > 0) sum -= weight[j] * log(weight[j]);
    return sum;
}

static void mark_untranslated(struct confidence *c, const struct rns_pair *pair)
{
    struct links best = links_from_matrix(pair->align, pair->T, pair->S + 1, 0);
    for (int j = 0; j < pair->S; j++) c->untranslated[j] = c->coverage[j] < 0.5;
    for (int k = 0; k < best.count; k++)
        if (best.at[k].source < pair->S) c->untranslated[best.at[k].source] = false;
    links_free(&best);
}

struct confidence confidence_new(const struct rns_pair *pair, struct arena *mem)
{
    const int S = pair->S, T = pair->T;
    assert(pair->align);
    struct confidence c = { arena_zero(mem, (size_t)T + 1, sizeof(double)),
                            arena_zero(mem, (size_t)S + 1, sizeof(double)),
                            arena_zero(mem, (size_t)S + 1, sizeof(bool)) };
    for (int i = 0; i <= T; i++) {
        const double *row = pair->align + (size_t)i * (S + 1);
        c.entropy[i] = entropy(row, S + 1);
        for (int j = 0; i < T && j <= S; j++) c.coverage[j] += row[j];
    }
    mark_untranslated(&c, pair);
    return c;
}
