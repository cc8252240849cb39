/* linear.h -- y = W x + b, a whole sentence or batch at a time.
 *
 * Shapes    x [N][in]    y [N][out]    W [out][in]    b [1][out]
 */
#ifndef NN_LINEAR_H
#define NN_LINEAR_H

#include <stdbool.h>

#include "nn/param.h"

struct linear {
    struct param W, b; /* b.w is empty in a layer without bias */
    bool biased;
};

/* Declares "<name>.W" and, if biased, "<name>.b". */
void linear_add(struct linear *, struct params *, const char *name, int out, int in);
void linear_add_biased(struct linear *, struct params *, const char *name, int out, int in);

void linear_forward(const struct linear *, struct mat x, struct mat y); /* y += W x + b */
/* Adds to dW, db and, unless dx.at is NULL, to dx. */
void linear_backward(struct linear *, struct mat x, struct mat dy, struct mat dx);
/* db alone: adds the column sums of dy. */
void bias_backward(struct param *b, struct mat dy);

#endif
