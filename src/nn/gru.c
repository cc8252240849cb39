#include "nn/gru.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "nn/vec.h"

void gru_add(struct gru *g, struct params *t, const char *name, int H)
{
    char full[sizeof g->U.name];
    snprintf(full, sizeof full, "%s.U", name);
    *g = (struct gru){ .H = H };
    params_add(t, &g->U, full, PARAM_RECURRENT, 3 * H, H);
    weight_add_rows(&g->gates, t, &g->U, 0, 2 * H);
    weight_add_rows(&g->candidate, t, &g->U, 2 * H, H);
}

void gru_normalize(struct gru *g, struct params *t, const char *name)
{
    char full[sizeof g->U.name];
    snprintf(full, sizeof full, "%s.U", name);
    layer_norm_add(&g->norm, t, full, g->H);
}

struct gru_tape gru_tape_new(const struct gru *g, struct mat a, struct mat next, struct arena *mem)
{
    const int N = a.rows, H = next.cols;
    return (struct gru_tape){
        .from = mat_new(mem, N, H),
        .zrn = a,
        .rh = mat_take(mem, N, H),
        .next = next,
        .norm = layer_norm_tape_new(&g->norm, N, mem),
    };
}

void gru_tape_drop(struct gru_tape *t, struct dropout dropout, struct arena *mem)
{
    const int N = t->from.rows, H = t->from.cols;
    if (dropout.rate <= 0) return;
    t->mask = mat_take(mem, N, H);
    mat_fill(1, t->mask); /* of which dropout makes the mask */
    dropout_apply(dropout, t->mask);
    t->dropped = mat_new(mem, N, H);
    t->ddropped = mat_new(mem, N, H);
}

struct gru_tape gru_tape_rows(const struct gru_tape *t, int from, int count)
{
    struct gru_tape v = { .from = mat_rows(t->from, from, count),
                          .zrn = mat_rows(t->zrn, from, count),
                          .rh = mat_rows(t->rh, from, count),
                          .next = mat_rows(t->next, from, count),
                          .norm = layer_norm_tape_rows(&t->norm, from, count) };
    if (!t->mask.at) return v;
    v.mask = mat_rows(t->mask, from, count);
    v.dropped = mat_rows(t->dropped, from, count);
    v.ddropped = mat_rows(t->ddropped, from, count);
    return v;
}

/* A part of a_z, a_r, a_n += W x, or LN(W x). */
static void recur(const struct gru *g, const struct weight *w, enum norm_part part, struct mat x,
                  const struct gru_tape *t)
{
    weight_forward(w, x, layer_norm_columns(layer_norm_in(t->norm, t->zrn), part));
    layer_norm_forward_part(&g->norm, part, t->norm, t->zrn);
}

/* What the products read. */
static struct mat input(const struct gru_tape *t) { return t->mask.at ? t->dropped : t->from; }

void gru_forward(const struct gru *g, struct gru_tape t)
{
    const int H = g->H, B = t.from.rows;
    const struct mat h = input(&t);
    if (t.mask.at) add_masked(t.from, t.mask, t.dropped);

    /* z = σ(a_z + U_z h),  r = σ(a_r + U_r h) */
    recur(g, &g->gates, NORM_GATES, h, &t);
#pragma omp parallel for schedule(static) if (B * H > 4096)
    for (int b = 0; b < B; b++) {
        real *z = row(t.zrn, b);
        vec_gates(z, z + H, row(h, b), row(t.rh, b), H);
    }

    /* n = tanh(a_n + U_n (r ∘ h)),  h' = (1 − z) ∘ h + z ∘ n */
    recur(g, &g->candidate, NORM_CANDIDATE, t.rh, &t);
#pragma omp parallel for schedule(static) if (B * H > 4096)
    for (int b = 0; b < B; b++) {
        real *z = row(t.zrn, b);
        vec_mix(z, z + 2 * H, row(t.from, b), row(t.next, b), H);
    }
}

static struct gates gates_of(const struct gru_tape *t, struct mat h, int b)
{
    const real *z = row(t->zrn, b);
    return (struct gates){ z, z + h.cols, z + 2 * h.cols, row(h, b) };
}

static real *row_if_any(struct mat m, int i) { return m.at ? row(m, i) : NULL; }

/* forward: recur; dx may be empty */
static void recur_backward(const struct gru *g, const struct weight *w, enum norm_part part,
                           const struct gru_tape *t, struct mat da, struct mat dx)
{
    layer_norm_backward_part(&g->norm, part, t->norm, da);
    if (dx.at) weight_backward(w, layer_norm_columns(layer_norm_out(t->norm, da), part), dx);
}

/* The same lines upside down; the place of dr holds d(r ∘ h) on its way. */
void gru_backward(const struct gru *g, struct gru_tape t, struct mat dnext, struct mat da,
                  struct mat dh)
{
    const int H = g->H, B = t.from.rows;
    const struct mat d = input(&t), dd = t.mask.at ? t.ddropped : dh;

    /* forward: h' = (1 − z) ∘ h + z ∘ n */
#pragma omp parallel for schedule(static) if (B * H > 4096)
    for (int b = 0; b < B; b++) {
        real *dz = row(da, b);
        vec_mix_backward(gates_of(&t, t.from, b), row(dnext, b), dz, dz + 2 * H, row_if_any(dh, b),
                         H);
        memset(dz + H, 0, (size_t)H * sizeof(real));
    }

    /* forward: n = tanh(a_n + U_n (r ∘ h)) */
    recur_backward(g, &g->candidate, NORM_CANDIDATE, &t, da, mat_cols(da, H, H));
#pragma omp parallel for schedule(static) if (B * H > 4096)
    for (int b = 0; b < B; b++) {
        real *dr = row(da, b) + H;
        vec_reset_backward(gates_of(&t, d, b), dr, dr, row_if_any(dd, b), H);
    }

    /* forward: z = σ(a_z + U_z h),  r = σ(a_r + U_r h) */
    recur_backward(g, &g->gates, NORM_GATES, &t, da, dh.at ? dd : dh);
    if (dh.at && t.mask.at) add_masked(dd, t.mask, dh);
}

void gru_gradient(struct gru *g, const struct gru_tape *t, struct mat da, struct arena *mem)
{
    const struct mat d = layer_norm_out(t->norm, da);
    layer_norm_gradient(&g->norm, t->norm, da);
    weight_gradient(&g->gates, layer_norm_columns(d, NORM_GATES), input(t), mem);
    weight_gradient(&g->candidate, layer_norm_columns(d, NORM_CANDIDATE), t->rh, mem);
}
