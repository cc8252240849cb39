/* hard.h -- one source word a look instead of a mean over them [X15, 4.1].
 *
 *     c_i = h_j with j drawn from α_i in training; j = argmax α_i at translation
 *
 * The gradient of the expected loss, E over the words drawn of −Σ_i log p(y_i), is that of the
 * loss with the words as drawn, which α has no part in, and by the score function
 *
 *     ∂L/∂α_ij = −A_i [j drawn] / α_ij + λ log α_ij          A_i = Σ_{k≥i} (log p(y_k) − b)
 *
 * A word drawn changes no earlier log p, so A_i begins at i.  b, the baseline, a moving average of
 * log p, changes nothing in expectation; λ is the weight of the entropy of α_i, which is to be
 * large (its derivative's constant is nothing to a softmax).
 *
 * [X15] Xu et al. 2015, "Show, Attend and Tell".
 */
#ifndef NN_HARD_H
#define NN_HARD_H

#include "nn/attention.h"

/* Which word of the glance a look with these weights chose. */
int hard_choice(const struct look *, struct glance);
/* The row of de: ∂L/∂α by choosing; zero where nothing was drawn. */
void hard_backward(const struct look *, const struct look_gradient *, struct glance);

#endif
