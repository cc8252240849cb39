/* attention.h -- the alignment model and the context it makes.
 *
 *     e_ij = vᵀ tanh(W_a q_i + U_a h_j)                           [B15, A.1.2]
 *     α_ij = exp e_ij / Σ_k exp e_ik   over the real words k       [B15, eq. 6]
 *     c_i  = Σ_j α_ij h_j                                          [B15, eq. 5]
 *
 * U_a h_j does not wait for the decoder: attention_keys computes it once a sentence.
 * tanh(W_a q + U_a h) is computed again in backward rather than kept for every (i, j).
 *
 * Guided attention knows links A (base/guide.h) and adds to the loss  w Σ_ij −A_ij log α_ij, of
 * which ∂/∂e_ij = w (α_ij − A_ij) in the rows with links  [Chen et al. 2016; Liu et al. 2016].
 *
 * Shapes    q [n][H]    h [N][2H] and keys [N][A] of packed source words    α [n][S]    c [n][2H]
 *           row r of q looks at source column column[r]
 */
#ifndef NN_ATTENTION_H
#define NN_ATTENTION_H

#include "base/guide.h"
#include "base/packed.h"
#include "nn/linear.h"

struct arena;

struct attention {
    int A;
    struct param W, U, v;     /* W_a [A][H]    U_a [A][2H]    v_a [1][A] */
    struct weight query, key; /* W_a and U_a as they multiply            */
};

/* What is looked at. */
struct source {
    const struct packed *words;
    struct mat h, keys;
};

/* One step, or any rows of looks, as views. */
struct look {
    const int *column;
    struct mat q;     /* [n][H]                                         */
    struct mat query; /* [n][A]  W_a q, zero on the way in              */
    struct mat alpha; /* [n][S]  zero beyond a sentence's end           */
    struct mat c;     /* [n][2H] zero on the way in                     */
};

/* Gradients of a look; rows of different sentences never meet. */
struct look_gradient {
    struct mat dc;        /* [n][2H] in                                    */
    struct mat dquery;    /* [n][A]  out, zero on the way in               */
    struct mat dq;        /* [n][H]  adds                                  */
    struct mat dh, dkeys; /* [N][2H], [N][A] add                        */
    struct mat dv;        /* [columns][A] adds, a row for each source column */
    struct mat de;        /* [n][S]  out, ∂L/∂e                            */
    struct guide guide;   /* A of these rows                               */
    real guide_weight;    /* w                                             */
};

void attention_add(struct attention *, struct params *, const char *name, int H, int A);
struct mat attention_keys(const struct attention *, struct mat h, struct arena *);
void attention_forward(const struct attention *, const struct source *, const struct look *);
/* Σ −A_ij log α_ij, and of how many rows. */
struct guide_loss {
    double sum;
    long rows;
};
struct guide_loss attention_guide_loss(struct guide, struct mat alpha);
/* The rows must be of different sentences. */
void attention_backward(const struct attention *, const struct source *, const struct look *,
                        const struct look_gradient *);
/* dW, dU and dv of a whole sweep, and dh. */
void attention_gradient(struct attention *, const struct source *, const struct look *all,
                        const struct look_gradient *all_gradients, struct arena *);

#endif
