/* optim.h -- clipping and the optimisers, over the flat parameter block.
 *
 *     clip      g ← g · min(1, τ / ‖g‖)                                         [B15, B.2]
 *     sgd       m ← μ m + g                  w ← w − η m
 *     adam      m ← β1 m + (1−β1) g   v ← β2 v + (1−β2) g²
 *               w ← w − η m̂ / (√v̂ + ε)   m̂ = m/(1−β1^t), v̂ = v/(1−β2^t)        [KB15, alg. 1]
 *     adadelta  G ← ρ G + (1−ρ) g²    δ = √(D+ε) / √(G+ε) · g
 *               D ← ρ D + (1−ρ) δ²    w ← w − η δ                                [Z12, alg. 1]
 *     average   a ← d a + (1−d) w     d = min(decay, (t−1)/(t+8))    of the weights after update t
 *
 * So the average begins with the weights after the first update, and forgets faster at first.
 */
#ifndef NN_OPTIM_H
#define NN_OPTIM_H

#include <stddef.h>

#include "nn/real.h"

enum optimizer_kind { OPTIMIZER_SGD, OPTIMIZER_ADAM, OPTIMIZER_ADADELTA };

struct optimizer {
    enum optimizer_kind kind;
    double momentum;              /* sgd's μ */
    double beta1, beta2, epsilon; /* adam's; epsilon is adadelta's too */
    double rho;                   /* adadelta's */
    double ema;                   /* the average's decay; 0: there is none */
    size_t size;                  /* reals */
    long step;                    /* updates done */
    real *first, *second;         /* [size] m or G; v or D; NULL where the kind has none */
    real *average;                /* [size] of the weights; NULL when there is none */
};

/* How many blocks of its own it keeps. */
int optimizer_blocks(const struct optimizer *);
/* Sets size and allocates what the kind needs, zero; the other fields are the caller's. */
void optimizer_alloc(struct optimizer *, size_t size);
void optimizer_free(struct optimizer *);

/* ‖g‖, summed in double in a fixed order; NaN or infinity when any of g is. */
double gradient_norm(const real *g, size_t size);
/* One update of w by factor·g at learning rate eta; g is zeroed on the way. */
void optimizer_step(struct optimizer *, real *w, real *g, double factor, double eta);
/* Exchanges w and its average; where there is none yet, or never, nothing. */
void optimizer_swap(struct optimizer *, real *w);

#endif
