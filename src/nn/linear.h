/* linear.h -- y = W x + b, a whole sentence or batch at a time.
 *
 * Shapes    x [N][in]    y [N][out]    W [out][in]    b [1][out]
 */
#ifndef NN_LINEAR_H
#define NN_LINEAR_H

#include <stdbool.h>

#include "nn/weight.h"

struct linear {
    struct param W, b; /* b.w is empty in a layer without bias */
    struct weight weight;
    bool biased;
};

/* Declares "<name>.W" and, if biased, "<name>.b". */
void linear_add(struct linear *, struct params *, const char *name, int out, int in);
void linear_add_biased(struct linear *, struct params *, const char *name, int out, int in);

/* y = W x + b; a layer without bias adds to what another has begun: y += W x. */
void linear_forward(const struct linear *, struct mat x, struct mat y);
/* Adds to dW, db and, unless dx.at is NULL, to dx. */
void linear_backward(struct linear *, struct mat x, struct mat dy, struct mat dx, struct arena *);

#endif
