#include "model/encoder.h"

#include "base/memory.h"
#include "base/stage.h"

void encoder_add(struct encoder *e, struct params *t, int V, int E, int H)
{
    e->E = E;
    e->H = H;
    embed_add(&e->embed, t, "encoder.embed.E", V, E);
    linear_add_biased(&e->into_forward, t, "encoder.forward", 3 * H, E);
    gru_add(&e->forward, t, "encoder.forward", H);
    linear_add_biased(&e->into_backward, t, "encoder.backward", 3 * H, E);
    gru_add(&e->backward, t, "encoder.backward", H);
}

/* The rows of step t, and of them the first `count`. */
static struct gru_tape step_rows(const struct gru_tape *all, const struct packed *w, int t)
{
    return gru_tape_rows(all, w->at[t], packed_count(w, t));
}

/* →h_j = gru(a_j, →h_{j−1}) for the sentences that reach j. */
static void sweep_forward(const struct gru *g, const struct gru_tape *tape, const struct packed *w)
{
    for (int t = 0; t < w->T; t++) {
        const struct gru_tape step = step_rows(tape, w, t);
        if (t > 0) mat_copy(mat_rows(tape->next, w->at[t - 1], packed_count(w, t)), step.from);
        gru_forward(g, step);
    }
}

/* ←h_j = gru(a_j, ←h_{j+1}); a sentence that ends at j starts from zero. */
static void sweep_backward(const struct gru *g, const struct gru_tape *tape, const struct packed *w)
{
    for (int t = w->T; t-- > 0;) {
        const struct gru_tape step = step_rows(tape, w, t);
        if (t + 1 < w->T) {
            const int n = packed_count(w, t + 1);
            mat_copy(mat_rows(tape->next, w->at[t + 1], n), mat_rows(step.from, 0, n));
        }
        gru_forward(g, step);
    }
}

static struct gru_tape direction_new(const struct linear *into, struct mat x, struct mat h,
                                     struct arena *mem)
{
    const struct mat a = mat_new(mem, x.rows, into->W.w.rows);
    linear_forward(into, x, a);
    return gru_tape_new(a, h, mem);
}

struct encoder_tape encoder_forward(const struct encoder *e, const struct packed *words,
                                    struct dropout dropout, struct arena *mem)
{
    const int H = e->H, N = words->rows;
    struct encoder_tape t = { .words = words, .dropout = dropout };
    const enum stage before = stage_enter(STAGE_EMBED);
    t.x = mat_take(mem, N, e->E);
    embed_forward(&e->embed, words->id, t.x);
    dropout_apply(dropout, t.x);

    stage_enter(STAGE_ENCODER);
    t.h = mat_take(mem, N, 2 * H);
    t.forward = direction_new(&e->into_forward, t.x, mat_cols(t.h, 0, H), mem);
    t.backward = direction_new(&e->into_backward, t.x, mat_cols(t.h, H, H), mem);
    sweep_forward(&e->forward, &t.forward, words);
    sweep_backward(&e->backward, &t.backward, words);
    stage_enter(before);
    return t;
}

/* forward: sweep_backward; step t's `from` was step t+1's state. */
static void unsweep_backward(const struct gru *g, const struct gru_tape *tape,
                             const struct packed *w, struct mat dh, struct mat da,
                             struct arena *mem)
{
    for (int t = 0; t < w->T; t++) {
        const struct arena_mark mark = arena_mark(mem);
        const int at = w->at[t], n = packed_count(w, t);
        const struct mat dfrom = mat_new(mem, n, g->H);
        gru_backward(g, step_rows(tape, w, t), mat_rows(dh, at, n), mat_rows(da, at, n), dfrom,
                     mem);
        if (t + 1 < w->T) {
            const int later = packed_count(w, t + 1);
            add(mat_rows(dfrom, 0, later), mat_rows(dh, w->at[t + 1], later));
        }
        arena_release(mem, mark);
    }
}

/* forward: sweep_forward; step t's `from` was the first rows of step t−1. */
static void unsweep_forward(const struct gru *g, const struct gru_tape *tape,
                            const struct packed *w, struct mat dh, struct mat da, struct arena *mem)
{
    for (int t = w->T; t-- > 0;) {
        const struct arena_mark mark = arena_mark(mem);
        const int at = w->at[t], n = packed_count(w, t);
        const struct mat dfrom = t > 0 ? mat_rows(dh, w->at[t - 1], n) : mat_new(mem, n, g->H);
        gru_backward(g, step_rows(tape, w, t), mat_rows(dh, at, n), mat_rows(da, at, n), dfrom,
                     mem);
        arena_release(mem, mark);
    }
}

void encoder_backward(struct encoder *e, struct mat dh, const struct encoder_tape *t,
                      struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_ENCODER_BACKWARD);
    const int H = e->H, N = t->x.rows;
    const struct mat da = mat_take(mem, N, 3 * H), db = mat_take(mem, N, 3 * H);
    const struct mat dx = mat_new(mem, N, e->E);
    unsweep_backward(&e->backward, &t->backward, t->words, mat_cols(dh, H, H), db, mem);
    unsweep_forward(&e->forward, &t->forward, t->words, mat_cols(dh, 0, H), da, mem);

    gru_gradient(&e->forward, &t->forward, da);
    gru_gradient(&e->backward, &t->backward, db);
    linear_backward(&e->into_forward, t->x, da, dx);
    linear_backward(&e->into_backward, t->x, db, dx);

    stage_enter(STAGE_EMBED);
    dropout_apply(t->dropout, dx);
    embed_backward(&e->embed, t->words->id, dx);
    stage_enter(before);
}
