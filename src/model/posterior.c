#include "model/posterior.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/maxout.h"
#include "nn/softmax.h"
#include "nn/vec.h"

/* What the pairs of rows and annotations have in common. */
struct reading {
    const struct decoder *decoder;
    const struct packed *source;
    const int *column, *word; /* of each row: its source column and y_i */
    struct mat of_row;        /* [N][2M]           U_o s_i + V_o y_{i−1} + b */
    struct mat of_annotation; /* [source rows][2M] C_o h_j                   */
};

static struct reading read_all(const struct decoder *d, const struct memory *m,
                               const struct decoder_run *run, struct arena *mem)
{
    const struct mat h = m->source.h, s = run->all.s;
    struct reading g = { d,
                         m->source.words,
                         run->all.column,
                         run->words->id,
                         mat_take(mem, s.rows, 2 * d->M),
                         mat_new(mem, h.rows, 2 * d->M) };
    linear_forward(&d->read_state, s, g.of_row);
    linear_forward(&d->read_word, run->all.x, g.of_row);
    weight_forward(&d->read_context.weight, h, g.of_annotation);
    return g;
}

/* Rows [from, to) with every annotation of their sentences. */
struct some_pairs {
    int from, to, count;
};

/* As many rows as have no more than so many pairs, at least one. */
static struct some_pairs next_pairs(const struct reading *g, int from)
{
    struct some_pairs p = { from, from, 0 };
    do p.count += g->source->length[g->column[p.to++]];
    while (p.to < g->of_row.rows && p.count + g->source->length[g->column[p.to]] <= SOFTMAX_CHUNK);
    return p;
}

/* −log p_ij(y_i) of each pair. */
static double *score_pairs(const struct reading *g, struct some_pairs p, struct arena *mem)
{
    const int wide = g->of_row.cols;
    const struct mat u = mat_take(mem, p.count, wide), t = mat_take(mem, p.count, wide / 2);
    int *word = arena_take(mem, (size_t)p.count, sizeof *word), k = 0;
    double *nll = arena_take(mem, (size_t)p.count, sizeof *nll);
    for (int r = p.from; r < p.to; r++)
        for (int j = 0; j < g->source->length[g->column[r]]; j++, k++) {
            const int annotation = packed_row(g->source, j, g->column[r]);
            memcpy(row(u, k), row(g->of_row, r), (size_t)wide * sizeof(real));
            vec_axpy(1, row(g->of_annotation, annotation), row(u, k), wide);
            word[k] = g->word[r];
        }
    maxout_forward(u, t);
    softmax_score(&g->decoder->out, t, word, nll, mem);
    return nll;
}

/* α_j ← α_j p_j / Σ_k α_k p_k; as it is where no p_k α_k is a number above 0. */
static void weigh(real *alpha, const double *nll, int S)
{
    double least = INFINITY, sum = 0;
    for (int j = 0; j < S; j++)
        if (alpha[j] > 0) least = fmin(least, nll[j]);
    for (int j = 0; j < S; j++) sum += alpha[j] > 0 ? alpha[j] * exp(least - nll[j]) : 0;
    if (!(sum > 0)) return;
    for (int j = 0; j < S; j++)
        if (alpha[j] > 0) alpha[j] = (real)(alpha[j] * exp(least - nll[j]) / sum);
}

struct mat posterior(const struct decoder *d, const struct memory *m, const struct decoder_run *run,
                     struct arena *mem)
{
    const struct mat alpha = mat_take(mem, run->all.alpha.rows, run->all.alpha.cols);
    mat_copy(run->all.alpha, alpha);
    const struct reading g = read_all(d, m, run, mem);
    struct some_pairs p;
    for (int from = 0; from < alpha.rows; from = p.to) {
        const struct arena_mark mark = arena_mark(mem);
        p = next_pairs(&g, from);
        const double *nll = score_pairs(&g, p, mem);
        for (int r = p.from; r < p.to; r++) {
            const int S = g.source->length[g.column[r]];
            weigh(row(alpha, r), nll, S);
            nll += S;
        }
        arena_release(mem, mark);
    }
    return alpha;
}
