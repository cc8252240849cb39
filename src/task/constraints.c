#include "task/constraints.h"

#include <math.h>
#include <string.h>

#include "text/vocab.h"

static void ban(const struct place *p, struct words_row w, int word)
{
    const int v = p->list ? shortlist_place(p->list, p->column, word) : word;
    if (v >= 0) w.logit[v] = -INFINITY;
}

/* Where the last n − 1 words stood before, what followed them may not follow again. */
static void ban_repeats(const struct place *p, int n, struct words_row w)
{
    const int *last = p->history + p->t - (n - 1);
    for (int i = 0; i + n <= p->t; i++)
        if (memcmp(p->history + i, last, (size_t)(n - 1) * sizeof *last) == 0)
            ban(p, w, p->history[i + n - 1]);
}

void constrain(const struct rns_search *how, const struct place *p, struct words_row w)
{
    if (!how->allow_unk) w.logit[VOCAB_UNK] = -INFINITY;
    if (p->t + 1 < how->min_length_factor * p->S) w.logit[VOCAB_EOS] = -INFINITY;
    if (how->no_repeat_ngram > 0 && p->t >= how->no_repeat_ngram)
        ban_repeats(p, how->no_repeat_ngram, w);
}

int draw_word(struct words_row w, double temperature, double u)
{
    double most = -INFINITY, sum = 0;
    int last = -1;
    for (int v = 0; v < w.count; v++)
        if (w.logit[v] > most) most = w.logit[v];
    for (int v = 0; v < w.count; v++) sum += exp((w.logit[v] - most) / temperature);
    u *= sum;
    for (int v = 0; v < w.count && u >= 0; v++) {
        const double p = exp((w.logit[v] - most) / temperature);
        if (p > 0) last = v;
        u -= p;
    }
    return last;
}
