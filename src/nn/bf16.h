/* bf16.h -- bfloat16: a float's upper half, and the innermost product of numbers rounded to it.
 *
 * A number of A and of B is a pair of bfloat16, of two k that follow each other, the earlier in the
 * lower half; sums are float.  The product is that of nn/kernel.h but that along is 1, that K is
 * whole tiles, BF16_DEEP of k, what is missing to them zero, and that A may be read, though not
 * used, up to BF16_HIGH whole rows.
 *
 * Only where bf16_have, which a build of double has not.  Numbers too small for a float's exponent
 * count as zero.
 */
#ifndef NN_BF16_H
#define NN_BF16_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/kernel.h"

enum { BF16_DEEP = 32, BF16_HIGH = 16 };

bool bf16_have(void);
void bf16_multiply(struct kernel_rows, const uint32_t *B, int pairs);
/* Around a run of products, on the thread that makes them. */
void bf16_begin(void);
void bf16_end(void);

/* To the nearest bfloat16, of two the even one: numbers that follow each other, x [2n], as a row of
 * A has them; and two rows of B. */
void bf16_pair_up(const real *x, uint32_t *pair, int n);
void bf16_pair(const real *even, const real *odd, uint32_t *pair, int n);
/* At most BF16_DEEP rows and BF16_HIGH columns of a matrix; the columns become rows of A, filled up
 * with zeros, `down` from one to the next. */
struct bf16_square {
    const real *x;
    long stride;
    int rows, cols;
};
void bf16_pair_across(struct bf16_square, uint32_t *pair, long down);

#endif
