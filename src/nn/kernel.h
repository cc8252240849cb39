/* kernel.h -- the innermost product, in the widest vectors that the processor has.
 *
 *     C [rows][KERNEL_WIDE] += A [rows][K] · B [K][KERNEL_WIDE]
 *
 * B is a panel of a matrix (nn/panels.h).  A row of C has bits that depend on that row of A and on
 * B alone, not on the rows beside it.
 */
#ifndef NN_KERNEL_H
#define NN_KERNEL_H

#include "nn/real.h"

enum {
    KERNEL_LINE = 64, /* bytes of a line of the cache */
    KERNEL_WIDE = 2 * KERNEL_LINE / sizeof(real)
};

struct kernel_rows {
    const void *A;
    long down, along; /* A[i][k] is number i·down + k·along */
    real *C;
    long C_stride; /* numbers from one row to the next */
    int rows;
    const void *ahead; /* the panel that will be wanted next */
};
void kernel_multiply(struct kernel_rows, const real *B, int K);

#endif
