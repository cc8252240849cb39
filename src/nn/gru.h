/* gru.h -- the gated hidden unit: one time step, a whole batch.
 *
 *     z  = σ(a_z + U_z h)               update gate      [B15, A.1.1]
 *     r  = σ(a_r + U_r h)               reset gate
 *     n  = tanh(a_n + U_n (r ∘ h))      candidate: the paper's s~
 *     h' = (1 − z) ∘ h + z ∘ n
 *
 * a = W x + b (+ C c) is the caller's.  W x does not wait for h, so a `linear` computes it for the
 * whole sentence in one product; the gru owns only what must go step by step.  dU does not wait
 * either: gru_gradient is one product for the whole sweep.
 *
 * Under dropout the products read d = m ∘ h in place of h, with one mask m for a sequence, the same
 * at every step; the last line keeps h itself [Gal and Ghahramani 2016].
 *
 * Under layer normalisation LN(U h) and LN(U_n (r ∘ h)) stand for the products with U.
 *
 * Shapes    a [B][3H]    h, h' [B][H]    U [3H][H]    gates in the order z, r, n
 */
#ifndef NN_GRU_H
#define NN_GRU_H

#include "nn/dropout.h"
#include "nn/layer_norm.h"
#include "nn/weight.h"

struct arena;

struct gru {
    int H;
    struct param U;
    struct weight gates, candidate; /* U_z and U_r; U_n */
    struct layer_norm norm;         /* of their products; off unless gru_normalize */
};

/* What a sweep leaves behind, one row a word; a step is a view of some rows. */
struct gru_tape {
    struct mat from; /* [N][H]   the states it started from                        */
    struct mat zrn;  /* [N][3H]  a on the way in; gates and candidate on the way out */
    struct mat rh;   /* [N][H]   r ∘ h                                             */
    struct mat next; /* [N][H]   h', the states it arrived at                      */
    struct mat mask, dropped, ddropped; /* [N][H] m, d and, once known, ∂L/∂d; or none */
    struct layer_norm_tape norm;
};

void gru_add(struct gru *, struct params *, const char *name, int H);
/* Declares "<name>.U.gain" and "<name>.U.bias". */
void gru_normalize(struct gru *, struct params *, const char *name);

/* A tape of n rows around a [n][3H] and next [n][H], which may be a view. */
struct gru_tape gru_tape_new(const struct gru *, struct mat a, struct mat next, struct arena *);
/* From now on steps drop out; at rate 0 nothing happens. */
void gru_tape_drop(struct gru_tape *, struct dropout, struct arena *);
struct gru_tape gru_tape_rows(const struct gru_tape *, int from, int count);

/* One step: reads from and zrn (= a), fills zrn, rh and next. */
void gru_forward(const struct gru *, struct gru_tape step);
/* Fills da [B][3H] and adds to dh [B][H], ∂L/∂from; dh.at is NULL when nobody wants it. */
void gru_backward(const struct gru *, struct gru_tape step, struct mat dnext, struct mat da,
                  struct mat dh);
/* Adds to dU the whole sweep's gradient, da [N][3H]. */
void gru_gradient(struct gru *, const struct gru_tape *, struct mat da, struct arena *);

#endif
