/* weight.h -- a matrix that multiplies, W [out][in], and its three products.
 *
 *     forward     y  += W x        a row at a time: Y  += X Wᵀ
 *     backward    dx += Wᵀ dy                       dX += dY W
 *     gradient    dW += dy xᵀ                       dW += dYᵀ X
 *
 * The recurrences multiply by the same W at every step, so after each change of the parameters
 * weights_arrange lays Wᵀ and W out in panels, once; forward and backward read those.  A gradient
 * is one product over a whole sweep.
 */
#ifndef NN_WEIGHT_H
#define NN_WEIGHT_H

#include <stdbool.h>

#include "nn/panels.h"
#include "nn/param.h"

struct weight {
    const struct param *of; /* rows [from .. from + out) of it */
    int from, out, in;
    struct panels forward, backward;
};

/* A weight that is a whole parameter, or some rows of one. */
void weight_add(struct weight *, struct params *, const struct param *of);
void weight_add_rows(struct weight *, struct params *, const struct param *of, int from, int out);
/* To be called when values have changed, before any product; `backward` if dx will be wanted. */
void weights_arrange(struct params *, bool backward);

void weight_forward(const struct weight *, struct mat x, struct mat y);
void weight_backward(const struct weight *, struct mat dy, struct mat dx);
void weight_gradient(const struct weight *, struct mat dy, struct mat x, struct arena *);

#endif
