#include "nn/attention.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/stage.h"
#include "nn/vec.h"

static void add_part(struct param *p, struct params *t, const char *name, const char *part,
                     int rows, int cols)
{
    char full[sizeof p->name];
    snprintf(full, sizeof full, "%s.%s", name, part);
    params_add(t, p, full, *part == 'v' ? PARAM_ENERGY : PARAM_ALIGNMENT, rows, cols);
}

void attention_add(struct attention *a, struct params *t, const char *name, int H, int A)
{
    a->A = A;
    add_part(&a->W, t, name, "W", A, H);
    add_part(&a->U, t, name, "U", A, 2 * H);
    add_part(&a->v, t, name, "v", 1, A);
    weight_add(&a->query, t, &a->W);
    weight_add(&a->key, t, &a->U);
}

struct mat attention_keys(const struct attention *a, struct mat h, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ATTENTION);
    const struct mat keys = mat_new(mem, h.rows, a->A);
    weight_forward(&a->key, h, keys);
    stage_enter(before);
    return keys;
}

/* Row r: its energies, their softmax, the context. */
static void look_row(const struct attention *a, const struct source *s, const struct look *l, int r)
{
    const int column = l->column[r], S = s->words->length[column];
    real *alpha = row(l->alpha, r), *c = row(l->c, r);
    for (int j = 0; j < S; j++)
        alpha[j] = vec_energy(row(l->query, r), row(s->keys, packed_row(s->words, j, column)),
                              a->v.w.at, a->A);
    vec_softmax(alpha, S);
    memset(alpha + S, 0, (size_t)(l->alpha.cols - S) * sizeof(real));
    for (int j = 0; j < S; j++)
        vec_axpy(alpha[j], row(s->h, packed_row(s->words, j, column)), c, l->c.cols);
}

void attention_forward(const struct attention *a, const struct source *s, const struct look *l)
{
    const enum stage before = stage_enter(STAGE_ATTENTION);
    weight_forward(&a->query, l->q, l->query);
#pragma omp parallel for schedule(dynamic, 4) if (l->q.rows > 1)
    for (int r = 0; r < l->q.rows; r++) look_row(a, s, l, r);
    stage_enter(before);
}

struct guide_loss attention_guide_loss(struct guide g, struct mat alpha)
{
    struct guide_loss loss = { 0, 0 };
    for (int r = 0; g.at && r < alpha.rows; r++) {
        loss.rows += g.at[r + 1] > g.at[r];
        for (const struct guide_link *l = g.link + g.at[r]; l < g.link + g.at[r + 1]; l++)
            loss.sum -= log(fmax(row(alpha, r)[l->j], FLT_MIN)) / l->share;
    }
    return loss;
}

/* forward: L = .. − w Σ_j A_j log α_j, where ΣA = 1 */
static void unguide_row(struct guide g, real weight, int r, const real *alpha, real *de, int S)
{
    if (!g.at || g.at[r] == g.at[r + 1]) return;
    vec_axpy(weight, alpha, de, S);
    for (const struct guide_link *l = g.link + g.at[r]; l < g.link + g.at[r + 1]; l++)
        de[l->j] -= weight / (real)l->share;
}

/* Row r of the same, upside down. */
static void unlook_row(const struct attention *a, const struct source *s, const struct look *l,
                       const struct look_gradient *g, int r)
{
    const int column = l->column[r], S = s->words->length[column];
    const real *alpha = row(l->alpha, r), *dc = row(g->dc, r);
    real *de = row(g->de, r);

    /* forward: c = Σ_j α_j h_j; attention_gradient sees to h */
    for (int j = 0; j < S; j++)
        de[j] = vec_dot(dc, row(s->h, packed_row(s->words, j, column)), l->c.cols);

    /* forward: α = softmax(e) */
    const real mean = vec_dot(alpha, de, S);
    for (int j = 0; j < S; j++) de[j] = alpha[j] * (de[j] - mean);
    unguide_row(g->guide, g->guide_weight, r, alpha, de, S);

    /* forward: e_j = vᵀ tanh(W_a q + U_a h_j) */
    for (int j = 0; j < S; j++) {
        const int at = packed_row(s->words, j, column);
        vec_energy_backward(
            row(l->query, r), row(s->keys, at), a->v.w.at, de[j],
            (struct energy_gradient){ row(g->dquery, r), row(g->dkeys, at), row(g->dv, column) },
            a->A);
    }
}

void attention_backward(const struct attention *a, const struct source *s, const struct look *l,
                        const struct look_gradient *g)
{
    const enum stage before = stage_enter(STAGE_ATTENTION_BACKWARD);
#pragma omp parallel for schedule(dynamic, 4) if (l->q.rows > 1)
    for (int r = 0; r < l->q.rows; r++) unlook_row(a, s, l, g, r);

    /* forward: query = W_a q */
    weight_backward(&a->query, g->dquery, g->dq);
    stage_enter(before);
}

/* forward: c = Σ_j α_j h_j, for all looks at a sentence one after the other: h stays near. */
static void unlook_annotations(const struct source *s, const struct look *l,
                               const struct look_gradient *g, int column)
{
    for (int r = 0; r < l->c.rows; r++)
        for (int j = 0; l->column[r] == column && j < s->words->length[column]; j++)
            vec_axpy(row(l->alpha, r)[j], row(g->dc, r),
                     row(g->dh, packed_row(s->words, j, column)), l->c.cols);
}

void attention_gradient(struct attention *a, const struct source *s, const struct look *l,
                        const struct look_gradient *g, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ATTENTION_BACKWARD);
#pragma omp parallel for schedule(dynamic)
    for (int b = 0; b < s->words->B; b++) unlook_annotations(s, l, g, b);
    weight_gradient(&a->query, g->dquery, l->q, mem);
    weight_gradient(&a->key, g->dkeys, s->h, mem);
    weight_backward(&a->key, g->dkeys, g->dh);
    add_rows(g->dv, a->v.dw);
    stage_enter(before);
}
