/* mat.h -- a matrix that knows its shape.
 *
 * A mat is a view: it owns nothing and is passed by value.  Row-major.  A packed sequence
 * (base/packed.h) of D numbers a word is a mat [rows][D]; its step t is mat_rows(x, at[t], count).
 *
 * Sums and products ADD to the matrix they fill: gradients add up, and mat_new is zero.  Products
 * are those of nn/weight.h and nn/panels.h.
 */
#ifndef NN_MAT_H
#define NN_MAT_H

#include <stdbool.h>

#include "nn/real.h"

struct arena;
struct columns;
struct packed;

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

void add(struct mat A, struct mat C);                         /* C += A */
void add_masked(struct mat A, struct mat mask, struct mat C); /* C += A ∘ mask */
void mat_fill(real a, struct mat C);                          /* C ← a */
void mat_scale(real a, struct mat C);                         /* C ← a C */
void add_rows(struct mat A, struct mat b); /* b += the sum of A's rows; b [1][cols] */

/* Whether a loop over so many numbers is worth waking the other threads for. */
static inline bool mat_worth(struct mat m) { return (long)m.rows * m.cols > 1 << 13; }

/* How many threads products and loops use from now on; results do not depend on it. */
void threads_use(int count);
/* A sweep over time is cut by columns: sentences never meet, so each thread goes its way and waits
 * for the others at the end only.  How many parts to make, and the k-th of them, all with about as
 * many words. */
int threads_parts(const struct packed *);
struct columns threads_part(const struct packed *, int parts, int k);

#endif
