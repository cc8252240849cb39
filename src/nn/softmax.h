/* softmax.h -- the output layer with its loss, in chunks of rows, so that memory does not grow
 * with words × V.
 *
 *     p_i = softmax(W_o t_i + b)
 *     L   = −Σ_i [ (1−ε) log p_i(y_i) + ε/V Σ_v log p_i(v) ]         ε: label smoothing
 *     ∂L/∂logit_iv = p_i(v) − (1−ε) [v = y_i] − ε/V
 */
#ifndef NN_SOFTMAX_H
#define NN_SOFTMAX_H

#include "nn/linear.h"

struct arena;

enum { SOFTMAX_CHUNK = 128 }; /* rows whose logits are held at once */

struct softmax_loss {
    double nll;  /* −Σ log p_i(y_i)            */
    double loss; /* L; the same when ε = 0     */
};

struct softmax_how {
    double smoothing; /* ε                              */
    double scale;     /* what the gradient is times by  */
};

/* Forward and backward while a chunk's logits are there: adds `scale` times the gradient to the
 * parameters of `out` and to dt [N][M]. */
struct softmax_loss softmax_learn(struct linear *out, struct mat t, const int *word,
                                  struct softmax_how, struct mat dt, struct arena *);
/* nll_i = −log p_i(y_i). */
void softmax_score(const struct linear *out, struct mat t, const int *word, double *nll,
                   struct arena *);

#endif
