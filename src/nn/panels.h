/* panels.h -- a matrix laid out in the order in which a product reads it.
 *
 * B [K][N] is cut into panels of KERNEL_WIDE columns, each a block [K][KERNEL_WIDE] of its own, the
 * last one filled up with zeros.  BLAS makes such a copy in every call; a weight that is used step
 * after step is laid out once an update instead (nn/weight.h).
 */
#ifndef NN_PANELS_H
#define NN_PANELS_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/mat.h"

struct panels {
    int K, N;
    bool bf16; /* rounded to bfloat16, two of k in each number; so is A when it multiplies */
    void *at;
};

/* Room for either precision, for the caller to fill; set bf16 before filling. */
size_t panels_room(int K, int N); /* in reals */
struct panels panels_take(struct arena *, int K, int N);
void panels_fill(struct panels, struct mat B);            /* of B [K][N] */
void panels_fill_transposed(struct panels, struct mat B); /* of Bᵀ, B [N][K] */

/* C += A B.  A row of C has the same bits whatever the other rows of A are, and for any number of
 * threads. */
void mul_panels(struct mat A, struct panels B, struct mat C);
/* C += Aᵀ B, both laid out for this once, in the arena. */
void mul_transposed(struct mat A, struct mat B, struct mat C, bool bf16, struct arena *);

#endif
