/* linear.h -- y = W x + b, a whole sentence or batch at a time.
 *
 * Shapes    x [N][in]    y [N][out]    W [out][in]    b [1][out]
 */
#ifndef NN_LINEAR_H
#define NN_LINEAR_H

#include <stdbool.h>

#include "nn/weight.h"

struct linear {
    struct param W, b; /* b.w is empty in a layer without bias, W.w in a tied one */
    struct weight weight;
    bool biased;
};

/* Declares "<name>.W" and, if biased, "<name>.b". */
void linear_add(struct linear *, struct params *, const char *name, int out, int in);
void linear_add_biased(struct linear *, struct params *, const char *name, int out, int in);
/* The same with another's matrix for W, whose gradient is the sum of both uses [PW17]. */
void linear_add_tied(struct linear *, struct params *, const char *name, const struct param *W);

/* y = W x + b; a layer without bias adds to what another has begun: y += W x. */
void linear_forward(const struct linear *, struct mat x, struct mat y);
/* That without the product: y = b, or y as it is. */
void linear_begin(const struct linear *, struct mat y);
/* Adds to dW, db and, unless dx.at is NULL, to dx. */
void linear_backward(struct linear *, struct mat x, struct mat dy, struct mat dx, struct arena *);

#endif
