#include "nn/attention.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/stage.h"
#include "nn/hard.h"
#include "nn/scores.h"
#include "nn/vec.h"
#include "nn/window.h"

struct part {
    const char *name;
    enum param_role role;
    int rows, cols;
};

static void add_part(struct param *p, struct params *t, const char *name, struct part part)
{
    char full[sizeof p->name];
    snprintf(full, sizeof full, "%s.%s", name, part.name);
    params_add(t, p, full, part.role, part.rows, part.cols);
}

void attention_add(struct attention *a, struct params *t, const char *name,
                   const struct attention_kind *kind, int H, int A)
{
    const struct attention_shape shape = attention_shape(kind, H, A);
    *a = (struct attention){ .kind = *kind, .score = score_of(kind), .shape = shape };
    /* [B15] begins with hardly any energies, for v then learns first; without v, W must. */
    const enum param_role role = shape.energy ? PARAM_ALIGNMENT : PARAM_INPUT;
    add_part(&a->W, t, name, (struct part){ "W", role, shape.query, H });
    if (shape.key) add_part(&a->U, t, name, (struct part){ "U", role, shape.key, 2 * H });
    if (shape.energy) add_part(&a->v, t, name, (struct part){ "v", PARAM_ENERGY, 1, A });
    weight_add(&a->query, t, &a->W);
    if (shape.key) weight_add(&a->key, t, &a->U);
    if (kind->window == WINDOW_LOCAL_P) {
        add_part(&a->W_p, t, name, (struct part){ "W_p", PARAM_INPUT, A, H });
        add_part(&a->v_p, t, name, (struct part){ "v_p", PARAM_ENERGY, 1, A });
        weight_add(&a->centre, t, &a->W_p);
    }
    if (kind->coverage) add_part(&a->C, t, name, (struct part){ "C", PARAM_INPUT, 1, A });
}

struct mat attention_keys(const struct attention *a, struct mat h, struct arena *mem)
{
    if (!a->shape.key) return h;
    const enum stage before = stage_enter(STAGE_ATTENTION);
    const struct mat keys = mat_new(mem, h.rows, a->shape.key);
    weight_forward(&a->key, h, keys);
    stage_enter(before);
    return keys;
}

struct mat attention_dkeys(const struct attention *a, struct mat dh, struct arena *mem)
{
    return a->shape.key ? mat_new(mem, dh.rows, a->shape.key) : dh;
}

/* Row r: its energies, their softmax, the context. */
static void look_row(const struct attention *a, const struct source *s, const struct look *l, int r)
{
    const struct glance g = window_glance(a, s, l, r);
    real *alpha = row(l->alpha, r), *c = row(l->c, r);
    a->score->energies(a, s, l, g, alpha);
    vec_softmax(alpha + g.from, g.to - g.from);
    memset(alpha, 0, (size_t)g.from * sizeof(real));
    memset(alpha + g.to, 0, (size_t)(l->alpha.cols - g.to) * sizeof(real));
    if (a->kind.window == WINDOW_LOCAL_P) window_forward(a, s, l, g);
    if (a->kind.context == CONTEXT_HARD) {
        const int at = packed_row(s->words, hard_choice(l, g), g.column);
        memcpy(c, row(s->h, at), (size_t)l->c.cols * sizeof(real));
        return;
    }
    for (int j = g.from; j < g.to; j++)
        vec_axpy(alpha[j], row(s->h, packed_row(s->words, j, g.column)), c, l->c.cols);
}

void attention_forward(const struct attention *a, const struct source *s, const struct look *l)
{
    const enum stage before = stage_enter(STAGE_ATTENTION);
    weight_forward(&a->query, l->q, l->query);
    if (a->kind.window == WINDOW_LOCAL_P) window_centre(a, l);
#pragma omp parallel for schedule(dynamic, 4) if (l->q.rows > 1)
    for (int r = 0; r < l->q.rows; r++) look_row(a, s, l, r);
    stage_enter(before);
}

static bool sees(struct glance g, int j) { return j >= g.from && j < g.to; }

struct guide_loss attention_guide_loss(const struct attention *a, const struct source *s,
                                       const struct look *l, struct guide guide)
{
    struct guide_loss loss = { 0, 0 };
    for (int r = 0; guide.at && r < l->alpha.rows; r++) {
        const struct glance g = window_glance(a, s, l, r);
        bool any = false;
        for (int k = guide.at[r]; k < guide.at[r + 1]; k++) {
            const struct guide_link link = guide.link[k];
            if (!sees(g, link.j)) continue;
            any = true;
            loss.sum -= log(fmax(row(l->alpha, r)[link.j], FLT_MIN)) / link.share;
        }
        loss.rows += any;
    }
    return loss;
}

real attention_guide_backward(const struct look_gradient *d, struct glance g)
{
    real *de = row(d->de, g.row);
    if (!d->guide.at) return 0;
    double seen = 0;
    const int *at = d->guide.at + g.row;
    for (const struct guide_link *l = d->guide.link + at[0]; l < d->guide.link + at[1]; l++) {
        if (!sees(g, l->j)) continue;
        de[l->j] -= d->guide_weight / (real)l->share;
        seen += 1.0 / l->share;
    }
    return d->guide_weight * (real)seen;
}

/* Row r's ∂L/∂α, which de holds for a while. */
static void weights_backward(const struct attention *a, const struct source *s,
                             const struct look *l, const struct look_gradient *d, struct glance g)
{
    const real *dc = row(d->dc, g.row);
    real *de = row(d->de, g.row);

    /* forward: c = Σ_j α_j h_j; attention_gradient sees to h */
    if (a->kind.context == CONTEXT_HARD) hard_backward(l, d, g);
    else
        for (int j = g.from; j < g.to; j++)
            de[j] = vec_dot(dc, row(s->h, packed_row(s->words, j, g.column)), l->c.cols);

    /* forward: what is covered from now on is γ + α */
    if (a->kind.coverage)
        vec_axpy(1, row(d->more.dcoverage, g.row) + g.from, de + g.from, g.to - g.from);
}

/* Row r of the same, upside down. */
static void look_row_backward(const struct attention *a, const struct source *s,
                              const struct look *l, const struct look_gradient *d, int r)
{
    const struct glance g = window_glance(a, s, l, r);
    const real *alpha = row(l->alpha, r);
    real *de = row(d->de, r);
    weights_backward(a, s, l, d, g);

    /* forward: α = softmax(e) */
    if (a->kind.window == WINDOW_LOCAL_P) {
        window_backward(a, s, l, d, g);
    } else {
        const real mean = vec_dot(alpha + g.from, de + g.from, g.to - g.from);
        for (int j = g.from; j < g.to; j++) de[j] = alpha[j] * (de[j] - mean);
        /* forward: L = .. − w Σ_j A_j log α_j */
        const real pull = attention_guide_backward(d, g);
        if (pull > 0) vec_axpy(pull, alpha + g.from, de + g.from, g.to - g.from);
    }

    /* forward: e_j = score(q, h_j) */
    a->score->backward(a, s, l, d, g);
}

void attention_backward(const struct attention *a, const struct source *s, const struct look *l,
                        const struct look_gradient *d)
{
    const enum stage before = stage_enter(STAGE_ATTENTION_BACKWARD);
#pragma omp parallel for schedule(dynamic, 4) if (l->q.rows > 1)
    for (int r = 0; r < l->q.rows; r++) look_row_backward(a, s, l, d, r);

    /* forward: query = W q,  centre = tanh(W_p q) */
    weight_backward(&a->query, d->dquery, d->dq);
    if (a->kind.window == WINDOW_LOCAL_P) weight_backward(&a->centre, d->more.dcentre, d->dq);
    stage_enter(before);
}

/* forward: c = h_j of the one chosen, for all looks at a sentence. */
static void choose_annotations_backward(const struct attention *a, const struct source *s,
                                        const struct look *l, const struct look_gradient *d,
                                        int column)
{
    for (int r = 0; r < l->c.rows; r++) {
        if (l->column[r] != column) continue;
        const int j = hard_choice(l, window_glance(a, s, l, r));
        vec_axpy(1, row(d->dc, r), row(d->dh, packed_row(s->words, j, column)), l->c.cols);
    }
}

/* forward: c = Σ_j α_ij h_j, for all looks at a sentence one after the other: h stays near. */
static void look_annotations_backward(const struct attention *a, const struct source *s,
                                      const struct look *l, const struct look_gradient *d,
                                      int column)
{
    if (a->kind.context == CONTEXT_HARD) {
        choose_annotations_backward(a, s, l, d, column);
        return;
    }
    for (int r = 0; r < l->c.rows; r++)
        for (int j = 0; l->column[r] == column && j < s->words->length[column]; j++)
            vec_axpy(row(l->alpha, r)[j], row(d->dc, r),
                     row(d->dh, packed_row(s->words, j, column)), l->c.cols);
}

void attention_gradient(struct attention *a, const struct source *s, const struct look *l,
                        const struct look_gradient *d, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ATTENTION_BACKWARD);
#pragma omp parallel for schedule(dynamic)
    for (int b = 0; b < s->words->B; b++) look_annotations_backward(a, s, l, d, b);
    weight_gradient(&a->query, d->dquery, l->q, mem);
    if (a->shape.key) {
        weight_gradient(&a->key, d->dkeys, s->h, mem);
        weight_backward(&a->key, d->dkeys, d->dh);
    }
    if (a->shape.energy) add_rows(d->dv, a->v.dw);
    if (a->kind.window == WINDOW_LOCAL_P) window_gradient(a, l, d, mem);
    if (a->kind.coverage) add_rows(d->more.dC, a->C.dw);
    stage_enter(before);
}

struct attention_flops attention_flops(const struct attention_kind *kind, int H, int A)
{
    const struct attention_shape shape = attention_shape(kind, H, A);
    const bool centred = kind->window == WINDOW_LOCAL_P, product = kind->score != SCORE_LOCATION;
    return (
        struct attention_flops){ .source = 2.0 * H * shape.key,
                                 .target = (double)H * shape.query + (centred ? (H + 1.0) * A : 0),
                                 .pair = (product ? shape.query : 0) + (kind->coverage ? A : 0) +
                                         (kind->context == CONTEXT_SOFT ? 2.0 * H : 0) };
}

/* --- what some kinds have besides --------------------------------------------------------------*/

static struct mat rows_if_any(struct mat m, int from, int count)
{
    return m.at ? mat_rows(m, from, count) : m;
}

struct look_more look_more_new(const struct attention *a, int n, int S, struct arena *mem)
{
    struct look_more m = { 0 };
    if (a->kind.window == WINDOW_LOCAL_P) m.centre = mat_new(mem, n, a->v_p.w.cols);
    if (a->kind.coverage) m.coverage = mat_new(mem, n, S);
    return m;
}

struct look_more look_more_rows(const struct look_more *m, int from, int count)
{
    return (struct look_more){
        .position = m->position ? m->position + from : NULL,
        .centre = rows_if_any(m->centre, from, count),
        .coverage = rows_if_any(m->coverage, from, count),
        .uniform = m->uniform ? m->uniform + from : NULL,
    };
}

struct look_more_gradient look_more_gradient_new(const struct attention *a, const struct source *s,
                                                 int n, struct arena *mem)
{
    struct look_more_gradient d = { 0 };
    if (a->kind.window == WINDOW_LOCAL_P) {
        d.dcentre = mat_take(mem, n, a->v_p.w.cols);
        d.ds = mat_take(mem, n, 1);
    }
    if (a->kind.coverage) {
        d.dcoverage = mat_new(mem, n, s->words->T);
        d.dC = mat_new(mem, s->words->B, a->C.w.cols);
    }
    return d;
}

struct look_more_gradient look_more_gradient_rows(const struct look_more_gradient *d, int from,
                                                  int count)
{
    return (struct look_more_gradient){
        .dcentre = rows_if_any(d->dcentre, from, count),
        .ds = rows_if_any(d->ds, from, count),
        .dcoverage = rows_if_any(d->dcoverage, from, count),
        .dC = d->dC,
        .advantage = d->advantage ? d->advantage + from : NULL,
        .entropy = d->entropy,
    };
}
