/* vec.h -- loops over contiguous numbers that the compiler vectorises.
 *
 * One portable binary: each function is compiled for several instruction sets and the machine it
 * runs on chooses.  In float exp is within 2 units in the last place and tanh within 3; in a build
 * of double they are libm's.  Sums run in a fixed order.
 */
#ifndef NN_VEC_H
#define NN_VEC_H

#include "nn/real.h"

real vec_dot(const real *x, const real *y, int n);
void vec_axpy(real a, const real *x, real *y, int n);                /* y += a x */
void vec_multiply_add(const real *x, const real *m, real *y, int n); /* y += x ∘ m */
void vec_tanh(real *x, int n);

/* Σ_k v_k tanh(q_k + key_k): the energy of one pair of query and key. */
real vec_energy(const real *q, const real *key, const real *v, int n);
/* Its derivative times de: adds to dq, dkey and dv. */
struct energy_gradient {
    real *dq, *dkey, *dv;
    real *dw; /* of w below */
};
void vec_energy_backward(const real *q, const real *key, const real *v, real de,
                         struct energy_gradient, int n);

/* Σ_k v_k tanh(q_k + key_k + w_k c), and from de the same and dw; returns dc. */
struct covered_energy {
    const real *q, *key, *v, *w;
    real c;
};
real vec_energy_covered(struct covered_energy, int n);
real vec_energy_covered_backward(struct covered_energy, real de, struct energy_gradient, int n);

/* x ← exp(x − max x) / Σ; returns log Σ exp x. */
real vec_softmax(real *x, int n);
/* x ← scale (softmax(x) − share): the gradient of the cross-entropy with label smoothing. */
struct vec_softmax_sums {
    real log_sum_exp, sum; /* log Σ exp x and Σ x, of x as it was */
};
struct vec_softmax_sums vec_softmax_less(real *x, int n, real share, real scale);
/* log Σ exp x, x kept. */
real vec_log_sum_exp(const real *x, int n);

/* The gated unit's elementwise half, [H] each (nn/gru.h). */
void vec_gates(real *z, real *r, const real *h, real *rh, int H); /* σ of both; rh = r ∘ h */
void vec_mix(const real *z, real *n, const real *h, real *next, int H); /* n = tanh n; next */
struct gates {
    const real *z, *r, *n, *h;
};
/* dnext: dz, dn before their σ and tanh, and what goes straight to h unless dh is NULL. */
void vec_mix_backward(struct gates, const real *dnext, real *dz, real *dn, real *dh, int H);
/* From d(r ∘ h): dr before its σ, which may be the same place, and what goes to h, likewise. */
void vec_reset_backward(struct gates, const real *drh, real *dr, real *dh, int H);

/* x ← x̂ = (x − mean x) / σ, y += g ∘ x̂ + b; returns 1/σ (nn/layer_norm.h). */
real vec_layer_norm(real *x, const real *g, const real *b, real *y, int n);
struct normed {
    const real *x, *g; /* x̂ */
    real inverse;      /* 1/σ */
};
void vec_layer_norm_backward(struct normed, const real *dy, real *dx, int n); /* fills dx */
void vec_add_product(const real *x, const real *y, real *z, int n);           /* z += x ∘ y */

/* x ← x · mask / (1 − rate); number i's mask is a hash of (key, from + i). */
void vec_dropout(real *x, int n, unsigned key, unsigned from, double rate);

#endif
