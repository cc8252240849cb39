/* mat.h -- a matrix that knows its shape, and the three products of backpropagation.
 *
 * A mat is a view: it owns nothing and is passed by value.  Row-major.  A packed sequence
 * (base/packed.h) of D numbers a word is a mat [rows][D]; its step t is mat_rows(x, at[t], count).
 *
 * Every product ADDS to C: gradients add up, and mat_new is zero.  Products are cut into fixed
 * tiles that the threads share out, each tile one call of single-threaded BLAS: the same bits for
 * any number of threads.
 */
#ifndef NN_MAT_H
#define NN_MAT_H

#include "nn/real.h"

struct arena;

struct mat {
    real *at;
    int rows, cols;
    int stride; /* reals from one row to the next */
};

struct mat mat_new(struct arena *mem, int rows, int cols);  /* zero */
struct mat mat_take(struct arena *mem, int rows, int cols); /* not zeroed: the caller fills it */
struct mat mat_rows(struct mat m, int from, int count);
struct mat mat_cols(struct mat m, int from, int count);
void mat_copy(struct mat from, struct mat to);

static inline real *row(struct mat m, int i) { return m.at + (long)i * m.stride; }

void mul_nt(struct mat A, struct mat B, struct mat C); /* C += A Bᵀ   forward   Y  += X  Wᵀ */
void mul_nn(struct mat A, struct mat B, struct mat C); /* C += A B    backward  dX += dY W  */
void mul_tn(struct mat A, struct mat B, struct mat C); /* C += Aᵀ B   backward  dW += dYᵀ X */
void add(struct mat A, struct mat C);                  /* C += A                            */

/* How many threads products and loops use from now on; results do not depend on it. */
void threads_use(int count);

#endif
