/* posterior.h -- which source word a target word comes from, now that the word is known.
 *
 * Attention looks before the word is written: α_ij says where the next word may come from.  When
 * the translation is given, how likely the word would have been had the decoder read out h_j in
 * the place of c_i says the rest, by Bayes' rule [Shankar and Sarawagi 2019, posterior attention]:
 *
 *     p(j | y_i) = α_ij p_ij(y_i) / Σ_k α_ik p_ik(y_i)
 *     p_ij = softmax(W_o maxout(U_o s_i + V_o y_{i−1} + C_o h_j + b) + b)
 *
 * The state s_i stays the one that was reached, which with the decoder `conditional` has seen c_i.
 */
#ifndef MODEL_POSTERIOR_H
#define MODEL_POSTERIOR_H

#include "model/decoder.h"

/* [N][S], zero beyond each sentence's end; of a decoder that looks, after decoder_forward without
 * dropout. */
struct mat posterior(const struct decoder *, const struct memory *, const struct decoder_run *,
                     struct arena *);

#endif
