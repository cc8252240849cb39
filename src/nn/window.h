/* window.h -- which source words a look sees, and how much of them [Luong, Pham and Manning 2015].
 *
 *     global     all of them
 *     local-m    words i − D .. i + D at target word i, both counted from the same end; where the
 *                target is longer than the source, i is the last word
 *     local-p    words p − D .. p + D, counted from 1, around
 *                    p   = S σ(s),  s = v_pᵀ tanh(W_p q_i)                        [eq. 9]
 *                    α_j = softmax(e)_j · G_j,  G_j = exp(−(j − p)² / 2σ²), σ = D / 2   [eq. 10]
 *                so that a row of α sums to less than 1
 *
 * The words seen have energies, and the softmax is over them; the others have α = 0.  The gradient
 * of p is that of G: which words are seen is a step function of p.
 */
#ifndef NN_WINDOW_H
#define NN_WINDOW_H

#include "nn/attention.h"

/* How many of S words are seen, at most. */
int window_size(const struct attention_kind *, int S);
struct glance window_glance(const struct attention *, const struct source *, const struct look *,
                            int row);

/* local-p: centre = tanh(W_p q) of all rows. */
void window_centre(const struct attention *, const struct look *);
/* local-p: α ← α ∘ G in a row that is a softmax yet. */
void window_forward(const struct attention *, const struct source *, const struct look *,
                    struct glance);
/* local-p: from the row of de, ∂L/∂α, to ∂L/∂e there; fills the row of dcentre and ds. */
void window_backward(const struct attention *, const struct source *, const struct look *,
                     const struct look_gradient *, struct glance);
/* local-p: dW_p and dv_p of a whole sweep. */
void window_gradient(struct attention *, const struct look *all, const struct look_gradient *,
                     struct arena *);

#endif
