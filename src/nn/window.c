#include "nn/window.h"

#include <math.h>

#include "nn/vec.h"

static int min(int a, int b) { return a < b ? a : b; }

static int max(int a, int b) { return a > b ? a : b; }

/* How many of S source words there may be weights for. */
static int weighable(const struct attention_kind *kind, int S)
{
    return kind->score == SCORE_LOCATION ? min(S, kind->positions) : S;
}

static int words_of(const struct attention *a, const struct source *s, int column)
{
    return weighable(&a->kind, s->words->length[column]);
}

int window_size(const struct attention_kind *kind, int S)
{
    const int most = weighable(kind, S);
    return kind->window == WINDOW_GLOBAL ? most : min(most, 2 * kind->width + 1);
}

void window_centre(const struct attention *a, const struct look *l)
{
    weight_forward(&a->centre, l->q, l->more.centre);
    for (int r = 0; r < l->q.rows; r++) vec_tanh(row(l->more.centre, r), l->more.centre.cols);
}

/* p = S σ(v_pᵀ tanh(W_p q)) */
static double centre(const struct attention *a, const struct look *l, int r, int S)
{
    const double s = vec_dot(a->v_p.w.at, row(l->more.centre, r), a->v_p.w.cols);
    return S / (1 + exp(-s));
}

struct glance window_glance(const struct attention *a, const struct source *s, const struct look *l,
                            int r)
{
    const int column = l->column[r], S = words_of(a, s, column), D = a->kind.width;
    if (a->kind.window == WINDOW_LOCAL_M) {
        const int i = min(l->more.position[r], S - 1);
        return (struct glance){ r, column, max(0, i - D), min(S, i + D + 1) };
    }
    if (a->kind.window == WINDOW_LOCAL_P) {
        /* from ⌈p − D⌉ to ⌊p + D⌋ within the sentence; its beginning when p is NaN */
        const double p = centre(a, l, r, S);
        const int first = p > D ? (int)ceil(p - D) : 1;
        const int last = min(S, p + D < S ? (int)floor(p + D) : first + 2 * D);
        return (struct glance){ r, column, first - 1, last };
    }
    return (struct glance){ r, column, 0, S };
}

/* exp(−(j − p)² / 2σ²) of the word j counted from 0 */
static double gauss(const struct attention *a, double p, int j)
{
    const double x = (j + 1 - p) / (a->kind.width / 2.0);
    return exp(-x * x / 2);
}

void window_forward(const struct attention *a, const struct source *s, const struct look *l,
                    struct glance g)
{
    const double p = centre(a, l, g.row, words_of(a, s, g.column));
    real *alpha = row(l->alpha, g.row);
    for (int j = g.from; j < g.to; j++) alpha[j] *= (real)gauss(a, p, j);
}

void window_backward(const struct attention *a, const struct source *s, const struct look *l,
                     const struct look_gradient *d, struct glance g)
{
    const int S = words_of(a, s, g.column), A = a->v_p.w.cols;
    const double p = centre(a, l, g.row, S), sigma = a->kind.width / 2.0;
    const real *alpha = row(l->alpha, g.row), *t = row(l->more.centre, g.row);
    real *de = row(d->de, g.row), *dcentre = row(d->more.dcentre, g.row);

    /* forward: L = .. − w Σ_j A_j log α_j;  from here on by log α_j */
    for (int j = g.from; j < g.to; j++) de[j] *= alpha[j];
    attention_guide_backward(d, g);

    /* forward: α_j = softmax(e)_j G_j;  softmax(e)_j = α_j / G_j, and G_j >= exp(−2) */
    double sum = 0, dp = 0;
    for (int j = g.from; j < g.to; j++) {
        sum += de[j];
        dp += de[j] * (j + 1 - p) / (sigma * sigma);
    }
    for (int j = g.from; j < g.to; j++) de[j] -= (real)(sum * alpha[j] / gauss(a, p, j));

    /* forward: p = S σ(s),  s = v_pᵀ t,  t = tanh(W_p q) */
    const real ds = (real)(dp * p * (1 - p / S));
    row(d->more.ds, g.row)[0] = ds;
    for (int k = 0; k < A; k++) dcentre[k] = ds * a->v_p.w.at[k] * (1 - t[k] * t[k]);
}

void window_gradient(struct attention *a, const struct look *l, const struct look_gradient *d,
                     struct arena *mem)
{
    weight_gradient(&a->centre, d->more.dcentre, l->q, mem);
    for (int r = 0; r < l->q.rows; r++)
        vec_axpy(row(d->more.ds, r)[0], row(l->more.centre, r), a->v_p.dw.at, a->v_p.w.cols);
}
