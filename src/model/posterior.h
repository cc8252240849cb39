/* posterior.h -- which source word a target word comes from, now that the word is known.
 *
 * Attention looks before the word is written: α_ij says where the next word may come from.  When
 * the translation is given, how likely the word would have been had the decoder read out h_j in
 * the place of c_i says the rest, by Bayes' rule [Shankar and Sarawagi 2019, posterior attention]:
 *
 *     p(j | y_i) ∝ α_ij p_ij(y_i)
 *     p_ij(y) ∝ exp(w_y · maxout(U_o s_i + V_o y_{i−1} + C_o h_j + b))         w_y: row y of W_o
 *
 * Two liberties, which docs/results.md measures.  The denominator of p_ij, a sum over all words, is
 * taken to be the same for all j, so that a pair costs one row of W_o instead of V.  And the square
 * root of p_ij counts: the readout, trained on means of annotations, is too sure about one alone.
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
