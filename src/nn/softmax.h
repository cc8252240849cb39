/* softmax.h -- the output layer with its loss, in chunks of rows, so that memory does not grow
 * with words × V.
 *
 *     p_i = softmax(W_o t_i + b)
 *     L   = −Σ_i [ (1−ε) log p_i(y_i) + ε/V Σ_v log p_i(v) ]         ε: label smoothing
 *     ∂L/∂logit_iv = p_i(v) − (1−ε) [v = y_i] − ε/V
 *
 * With R-Drop rows 2i and 2i+1 are the same word seen twice, under two masks, as p and q:
 *
 *     L   = ½ Σ_i [ L_2i + L_2i+1 + α/2 (KL(p‖q) + KL(q‖p)) ]               half of [L21, eq. 4]
 *     KL(p‖q) = Σ_v p(v) d_v,  d = log p − log q
 *     ∂(KL(p‖q) + KL(q‖p))/∂logit_v of p = p(v) (d_v − KL(p‖q)) + p(v) − q(v)      and likewise q
 */
#ifndef NN_SOFTMAX_H
#define NN_SOFTMAX_H

#include "nn/linear.h"

struct arena;

enum { SOFTMAX_CHUNK = 256 }; /* rows whose logits are held at once */

struct softmax_loss {
    double nll;  /* −Σ log p_i(y_i)            */
    double loss; /* L; the same when ε = 0     */
};

struct softmax_how {
    double smoothing; /* ε                              */
    double scale;     /* what the gradient is times by  */
    double rdrop;     /* α; 0: no row has a copy        */
    double *nll;      /* [N] out; NULL: nobody asks, nor can with copies */
};

/* Forward and backward while a chunk's logits are there: adds `scale` times the gradient to the
 * parameters of `out` and to dt [N][M].  A word that is there twice counts once. */
struct softmax_loss softmax_learn(struct linear *out, struct mat t, const int *word,
                                  struct softmax_how, struct mat dt, struct arena *);
/* nll_i = −log p_i(y_i). */
void softmax_score(const struct linear *out, struct mat t, const int *word, double *nll,
                   struct arena *);

#endif
