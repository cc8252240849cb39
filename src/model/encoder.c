#include "model/encoder.h"

#include <assert.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/stage.h"

/* "encoder.forward", "encoder.l2.forward" */
static void name_direction(char name[32], int layer, const char *direction)
{
    if (layer == 0) snprintf(name, 32, "encoder.%s", direction);
    else snprintf(name, 32, "encoder.l%d.%s", layer + 1, direction);
}

static void add_direction(struct direction *d, struct params *t, const char *name, int in, int H)
{
    linear_add_biased(&d->into, t, name, 3 * H, in);
    gru_add(&d->gru, t, name, H);
}

void encoder_add(struct encoder *e, struct params *t, int V, int E, int H, int layers)
{
    char name[32];
    assert(0 < layers && layers <= ENCODER_MOST);
    *e = (struct encoder){ .E = E, .H = H, .layers = layers };
    embed_add(&e->embed, t, "encoder.embed.E", V, E);
    for (int l = 0; l < layers; l++) {
        const int in = l == 0 ? E : 2 * H;
        name_direction(name, l, "forward");
        add_direction(&e->layer[l].forward, t, name, in, H);
        name_direction(name, l, "backward");
        add_direction(&e->layer[l].backward, t, name, in, H);
    }
}

static void normalize(struct direction *d, struct params *t, const char *name)
{
    char product[40];
    snprintf(product, sizeof product, "%s.W", name);
    layer_norm_add(&d->norm, t, product, d->gru.H);
    gru_normalize(&d->gru, t, name);
}

void encoder_normalize(struct encoder *e, struct params *t)
{
    char name[32];
    for (int l = 0; l < e->layers; l++) {
        name_direction(name, l, "forward");
        normalize(&e->layer[l].forward, t, name);
        name_direction(name, l, "backward");
        normalize(&e->layer[l].backward, t, name);
    }
}

/* →h_j = gru(a_j, →h_{j−1}) for the sentences that reach j. */
static void sweep_rightwards(const struct gru *g, const struct gru_tape *tape,
                             const struct packed *w, struct columns c)
{
    for (int t = 0; t < w->T && packed_reach(w, t, c) > 0; t++) {
        const int n = packed_reach(w, t, c);
        const struct gru_tape step = gru_tape_rows(tape, w->at[t] + c.from, n);
        if (t > 0) mat_copy(mat_rows(tape->next, w->at[t - 1] + c.from, n), step.from);
        gru_forward(g, step);
    }
}

/* ←h_j = gru(a_j, ←h_{j+1}); a sentence that ends at j starts from zero. */
static void sweep_leftwards(const struct gru *g, const struct gru_tape *tape,
                            const struct packed *w, struct columns c)
{
    for (int t = w->T; t-- > 0;) {
        const int n = packed_reach(w, t, c), later = t + 1 < w->T ? packed_reach(w, t + 1, c) : 0;
        if (n == 0) continue;
        const struct gru_tape step = gru_tape_rows(tape, w->at[t] + c.from, n);
        if (later > 0)
            mat_copy(mat_rows(tape->next, w->at[t + 1] + c.from, later),
                     mat_rows(step.from, 0, later));
        gru_forward(g, step);
    }
}

/* a = W x + b, or LN(W x + b); its states will be h. */
static struct direction_tape direction_new(const struct direction *d, const struct inputs *in,
                                           struct dropout dropout, struct mat h, struct arena *mem)
{
    struct direction_tape t = { .norm = layer_norm_tape_new(&d->norm, h.rows, mem) };
    const int H = h.cols;
    const struct mat a = t.norm.x.at ? mat_new(mem, h.rows, 3 * H) : mat_take(mem, h.rows, 3 * H);
    inputs_forward(in, &d->into, layer_norm_in(t.norm, a), mem);
    layer_norm_forward(&d->norm, t.norm, a);
    t.gru = gru_tape_new(&d->gru, a, h, mem);
    gru_tape_drop(&t.gru, dropout, mem);
    return t;
}

/* Fills h with [→h ; ←h] of what t->in holds. */
static void layer_forward(const struct encoder_layer *e, struct encoder_layer_tape *t,
                          const struct packed *words, const struct encoder_dropout *dropout,
                          struct mat h, struct arena *mem)
{
    const int H = e->forward.gru.H, parts = threads_parts(words);
    t->forward = direction_new(&e->forward, &t->in, dropout->forward, mat_cols(h, 0, H), mem);
    t->backward = direction_new(&e->backward, &t->in, dropout->backward, mat_cols(h, H, H), mem);
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < 2 * parts; k++) {
        const struct columns c = threads_part(words, parts, k / 2);
        if (k % 2) sweep_leftwards(&e->backward.gru, &t->backward.gru, words, c);
        else sweep_rightwards(&e->forward.gru, &t->forward.gru, words, c);
    }
}

/* The masks of a layer above the first. */
static struct dropout above(struct dropout d, int layer)
{
    return (struct dropout){ d.rate, rng_hash(d.key, (uint64_t)layer), d.over };
}

/* h += [→h^l ; ←h^l] of x^l = h under dropout. */
static void stack(const struct encoder *e, int l, const struct encoder_dropout *dropout,
                  struct encoder_tape *t, struct arena *mem)
{
    const struct encoder_dropout own = { .forward = above(dropout->forward, l),
                                         .backward = above(dropout->backward, l) };
    const struct mat x = mat_take(mem, t->h.rows, t->h.cols);
    const struct mat more = mat_take(mem, t->h.rows, t->h.cols);
    mat_copy(t->h, x);
    dropout_apply(above(dropout->h, l), x);
    t->layer[l].in = (struct inputs){ .x = x };
    layer_forward(&e->layer[l], &t->layer[l], t->words, &own, more, mem);
    add(more, t->h);
}

struct encoder_tape encoder_forward(const struct encoder *e, const struct packed *words,
                                    const struct encoder_dropout *dropout, struct arena *mem)
{
    const int N = words->rows;
    struct encoder_tape t = { .words = words, .dropout_h = dropout->h };
    const enum stage before = stage_enter(STAGE_EMBED);
    t.layer = arena_take(mem, (size_t)e->layers, sizeof *t.layer);
    t.layer[0].in = inputs_new(&e->embed, words->id, N, dropout->words, mem);

    stage_enter(STAGE_ENCODER);
    t.h = mat_take(mem, N, 2 * e->H);
    layer_forward(&e->layer[0], &t.layer[0], words, dropout, t.h, mem);
    for (int l = 1; l < e->layers; l++) stack(e, l, dropout, &t, mem);
    dropout_apply(t.dropout_h, t.h);
    stage_enter(before);
    return t;
}

struct step {
    int at, from,
        n; /* rows [at, at + n) went on from the states of [from, from + n); -1: from zero */
};

static void step_backward(const struct gru *g, const struct gru_tape *tape, struct mat dh,
                          struct mat da, struct step s)
{
    const struct mat none = { 0 };
    if (s.n == 0) return;
    gru_backward(g, gru_tape_rows(tape, s.at, s.n), mat_rows(dh, s.at, s.n),
                 mat_rows(da, s.at, s.n), s.from < 0 ? none : mat_rows(dh, s.from, s.n));
}

/* forward: sweep_leftwards; the first rows of step t came from step t + 1, the others from zero. */
static void sweep_leftwards_backward(const struct gru *g, const struct gru_tape *tape,
                                     const struct packed *w, struct mat dh, struct mat da,
                                     struct columns c)
{
    for (int t = 0; t < w->T; t++) {
        const int at = w->at[t] + c.from, n = packed_reach(w, t, c);
        const int later = t + 1 < w->T ? packed_reach(w, t + 1, c) : 0;
        step_backward(g, tape, dh, da, (struct step){ at, w->at[t + 1] + c.from, later });
        step_backward(g, tape, dh, da, (struct step){ at + later, -1, n - later });
    }
}

/* forward: sweep_rightwards; step t came from the first rows of step t − 1. */
static void sweep_rightwards_backward(const struct gru *g, const struct gru_tape *tape,
                                      const struct packed *w, struct mat dh, struct mat da,
                                      struct columns c)
{
    for (int t = w->T; t-- > 0;) {
        const int from = t > 0 ? w->at[t - 1] + c.from : -1;
        step_backward(g, tape, dh, da,
                      (struct step){ w->at[t] + c.from, from, packed_reach(w, t, c) });
    }
}

/* What waits for the end of the sweep: da becomes dx and the gradients of the parameters. */
static void direction_backward(struct direction *d, const struct direction_tape *t,
                               const struct inputs *in, struct mat da, struct mat dx,
                               struct arena *mem)
{
    gru_gradient(&d->gru, &t->gru, da, mem);
    layer_norm_gradient(&d->norm, t->norm, da);
    layer_norm_backward(&d->norm, t->norm, da);
    inputs_backward(in, &d->into, layer_norm_out(t->norm, da), dx, mem);
}

/* Adds to dx; dh changes. */
static void layer_backward(struct encoder_layer *e, const struct encoder_layer_tape *t,
                           const struct packed *w, struct mat dh, struct mat dx, struct arena *mem)
{
    const int H = e->forward.gru.H, N = w->rows, parts = threads_parts(w);
    const struct mat da = mat_take(mem, N, 3 * H), db = mat_take(mem, N, 3 * H);
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < 2 * parts; k++) {
        const struct columns c = threads_part(w, parts, k / 2);
        if (k % 2)
            sweep_leftwards_backward(&e->backward.gru, &t->backward.gru, w, mat_cols(dh, H, H), db,
                                     c);
        else
            sweep_rightwards_backward(&e->forward.gru, &t->forward.gru, w, mat_cols(dh, 0, H), da,
                                      c);
    }
    direction_backward(&e->forward, &t->forward, &t->in, da, dx, mem);
    direction_backward(&e->backward, &t->backward, &t->in, db, dx, mem);
}

/* forward: stack; dh comes as that of h^l and leaves as that of h^{l−1}. */
static void stack_backward(struct encoder *e, int l, const struct encoder_tape *t, struct mat dh,
                           struct arena *mem)
{
    const struct arena_mark mark = arena_mark(mem);
    const struct mat dmore = mat_take(mem, dh.rows, dh.cols), dx = mat_new(mem, dh.rows, dh.cols);
    mat_copy(dh, dmore);
    layer_backward(&e->layer[l], &t->layer[l], t->words, dmore, dx, mem);
    dropout_apply(above(t->dropout_h, l), dx);
    add(dx, dh);
    arena_release(mem, mark);
}

void encoder_backward(struct encoder *e, struct mat dh, const struct encoder_tape *t,
                      struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ENCODER_BACKWARD);
    const struct inputs *in = &t->layer[0].in;
    const struct mat dx = mat_new(mem, in->x.rows, e->E);
    dropout_apply(t->dropout_h, dh);
    for (int l = e->layers; --l > 0;) stack_backward(e, l, t, dh, mem);
    layer_backward(&e->layer[0], &t->layer[0], t->words, dh, dx, mem);

    stage_enter(STAGE_EMBED);
    inputs_embed_backward(in, &e->embed, dx);
    stage_enter(before);
}
