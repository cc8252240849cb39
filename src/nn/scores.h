/* scores.h -- how a query and a source word make an energy: a row of a table for each kind.
 *
 *     additive      e_ij = vᵀ tanh(W q_i + U h_j)                   [B15, A.1.2]
 *     with coverage e_ij = vᵀ tanh(W q_i + U h_j + C γ_ij)          [T16, 3.1]
 *                   γ_ij = Σ_{k<i} α_kj, how much h_j was looked at before
 *     dot           e_ij = (W q_i)ᵀ (U h_j)                         [L15, 3.1]
 *     scaled-dot    e_ij = (W q_i)ᵀ (U h_j) / √A                    [V17, eq. 1]
 *     general       e_ij = (W q_i)ᵀ h_j                             [L15, 3.1]
 *     location      e_ij = (W q_i)_j                                [L15, eq. 8]
 *
 * q has H numbers and h_j 2H, so dot has learned projections of both to A numbers; general has
 * one, [2H][H], a bilinear form; location reads nothing of h, and has as many rows as a source may
 * have words: those beyond them get no weight.
 *
 * To add one: a file score_NAME.c with its functions and its struct score; SCORE_NAME in
 * attention.h, its declaration here and its row in scores.c; its name in the option's row
 * (docs/another-score.md).
 *
 * [L15] Luong, Pham and Manning 2015, [T16] Tu et al. 2016, [V17] Vaswani et al. 2017.
 */
#ifndef NN_SCORES_H
#define NN_SCORES_H

#include "nn/attention.h"

struct score {
    struct attention_shape (*shape)(const struct attention_kind *, int H, int A);
    /* Fills e[from .. to) of a row. */
    void (*energies)(const struct attention *, const struct source *, const struct look *,
                     struct glance, real *e);
    /* From the row of de: adds to the row of dquery, to dkeys, dv and what more it reads. */
    void (*backward)(const struct attention *, const struct source *, const struct look *,
                     const struct look_gradient *, struct glance);
};

const struct score *score_of(const struct attention_kind *);

extern const struct score score_additive, score_dot, score_scaled_dot, score_general,
    score_location, score_covered;

#endif
