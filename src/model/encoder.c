#include "model/encoder.h"

#include "base/memory.h"
#include "base/stage.h"

void encoder_add(struct encoder *e, struct params *t, int V, int E, int H)
{
    *e = (struct encoder){ .E = E, .H = H };
    embed_add(&e->embed, t, "encoder.embed.E", V, E);
    linear_add_biased(&e->into_forward, t, "encoder.forward", 3 * H, E);
    gru_add(&e->forward, t, "encoder.forward", H);
    linear_add_biased(&e->into_backward, t, "encoder.backward", 3 * H, E);
    gru_add(&e->backward, t, "encoder.backward", H);
}

void encoder_normalize(struct encoder *e, struct params *t)
{
    layer_norm_add(&e->norm_forward, t, "encoder.forward.W", e->H);
    gru_normalize(&e->forward, t, "encoder.forward");
    layer_norm_add(&e->norm_backward, t, "encoder.backward.W", e->H);
    gru_normalize(&e->backward, t, "encoder.backward");
}

/* →h_j = gru(a_j, →h_{j−1}) for the sentences that reach j. */
static void sweep_forward(const struct gru *g, const struct gru_tape *tape, const struct packed *w,
                          struct columns c)
{
    for (int t = 0; t < w->T && packed_reach(w, t, c) > 0; t++) {
        const int n = packed_reach(w, t, c);
        const struct gru_tape step = gru_tape_rows(tape, w->at[t] + c.from, n);
        if (t > 0) mat_copy(mat_rows(tape->next, w->at[t - 1] + c.from, n), step.from);
        gru_forward(g, step);
    }
}

/* ←h_j = gru(a_j, ←h_{j+1}); a sentence that ends at j starts from zero. */
static void sweep_backward(const struct gru *g, const struct gru_tape *tape, const struct packed *w,
                           struct columns c)
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

/* One of the two directions. */
struct direction {
    const struct linear *into;
    const struct layer_norm *norm;
    const struct gru *gru;
};

/* a = W x + b, or LN(W x + b); its states will be h. */
static struct gru_tape direction_new(struct direction d, const struct inputs *in,
                                     struct layer_norm_tape *norm, struct mat h, struct arena *mem)
{
    *norm = layer_norm_tape_new(d.norm, h.rows, mem);
    const int H = h.cols;
    const struct mat a = norm->x.at ? mat_new(mem, h.rows, 3 * H) : mat_take(mem, h.rows, 3 * H);
    inputs_forward(in, d.into, layer_norm_in(*norm, a), mem);
    layer_norm_forward(d.norm, *norm, a);
    return gru_tape_new(d.gru, a, h, mem);
}

struct encoder_tape encoder_forward(const struct encoder *e, const struct packed *words,
                                    const struct encoder_dropout *dropout, struct arena *mem)
{
    const int H = e->H, N = words->rows;
    struct encoder_tape t = { .words = words, .dropout_h = dropout->h };
    const enum stage before = stage_enter(STAGE_EMBED);
    t.in = inputs_new(&e->embed, words->id, N, dropout->words, mem);

    stage_enter(STAGE_ENCODER);
    t.h = mat_take(mem, N, 2 * H);
    const struct direction there = { &e->into_forward, &e->norm_forward, &e->forward };
    const struct direction back = { &e->into_backward, &e->norm_backward, &e->backward };
    t.forward = direction_new(there, &t.in, &t.norm_forward, mat_cols(t.h, 0, H), mem);
    t.backward = direction_new(back, &t.in, &t.norm_backward, mat_cols(t.h, H, H), mem);
    gru_tape_drop(&t.forward, dropout->forward, mem);
    gru_tape_drop(&t.backward, dropout->backward, mem);
    const int parts = threads_parts(words);
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < 2 * parts; k++) {
        const struct columns c = threads_part(words, parts, k / 2);
        if (k % 2) sweep_backward(&e->backward, &t.backward, words, c);
        else sweep_forward(&e->forward, &t.forward, words, c);
    }
    dropout_apply(t.dropout_h, t.h);
    stage_enter(before);
    return t;
}

struct step {
    int at, from,
        n; /* rows [at, at + n) went on from the states of [from, from + n); -1: from zero */
};

static void unstep(const struct gru *g, const struct gru_tape *tape, struct mat dh, struct mat da,
                   struct step s)
{
    const struct mat none = { 0 };
    if (s.n == 0) return;
    gru_backward(g, gru_tape_rows(tape, s.at, s.n), mat_rows(dh, s.at, s.n),
                 mat_rows(da, s.at, s.n), s.from < 0 ? none : mat_rows(dh, s.from, s.n));
}

/* forward: sweep_backward; the first rows of step t came from step t + 1, the others from zero. */
static void unsweep_backward(const struct gru *g, const struct gru_tape *tape,
                             const struct packed *w, struct mat dh, struct mat da, struct columns c)
{
    for (int t = 0; t < w->T; t++) {
        const int at = w->at[t] + c.from, n = packed_reach(w, t, c);
        const int later = t + 1 < w->T ? packed_reach(w, t + 1, c) : 0;
        unstep(g, tape, dh, da, (struct step){ at, w->at[t + 1] + c.from, later });
        unstep(g, tape, dh, da, (struct step){ at + later, -1, n - later });
    }
}

/* forward: sweep_forward; step t came from the first rows of step t − 1. */
static void unsweep_forward(const struct gru *g, const struct gru_tape *tape,
                            const struct packed *w, struct mat dh, struct mat da, struct columns c)
{
    for (int t = w->T; t-- > 0;) {
        const int from = t > 0 ? w->at[t - 1] + c.from : -1;
        unstep(g, tape, dh, da, (struct step){ w->at[t] + c.from, from, packed_reach(w, t, c) });
    }
}

void encoder_backward(struct encoder *e, struct mat dh, const struct encoder_tape *t,
                      struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ENCODER_BACKWARD);
    const struct packed *w = t->words;
    const int H = e->H, N = w->rows, parts = threads_parts(w);
    const struct mat da = mat_take(mem, N, 3 * H), db = mat_take(mem, N, 3 * H);
    const struct mat dx = mat_new(mem, t->in.x.rows, e->E);
    dropout_apply(t->dropout_h, dh);
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < 2 * parts; k++) {
        const struct columns c = threads_part(w, parts, k / 2);
        if (k % 2) unsweep_backward(&e->backward, &t->backward, w, mat_cols(dh, H, H), db, c);
        else unsweep_forward(&e->forward, &t->forward, w, mat_cols(dh, 0, H), da, c);
    }

    gru_gradient(&e->forward, &t->forward, da, mem);
    gru_gradient(&e->backward, &t->backward, db, mem);
    layer_norm_gradient(&e->norm_forward, t->norm_forward, da);
    layer_norm_gradient(&e->norm_backward, t->norm_backward, db);
    layer_norm_backward(&e->norm_forward, t->norm_forward, da);
    layer_norm_backward(&e->norm_backward, t->norm_backward, db);
    inputs_backward(&t->in, &e->into_forward, layer_norm_out(t->norm_forward, da), dx, mem);
    inputs_backward(&t->in, &e->into_backward, layer_norm_out(t->norm_backward, db), dx, mem);

    stage_enter(STAGE_EMBED);
    inputs_embed_backward(&t->in, &e->embed, dx);
    stage_enter(before);
}
