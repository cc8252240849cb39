#include "nn/maxout.h"

#include <assert.h>

void maxout_forward(struct mat u, struct mat t)
{
    assert(u.rows == t.rows && u.cols == 2 * t.cols);
#pragma omp parallel for schedule(static) if (mat_worth(u))
    for (int i = 0; i < t.rows; i++) {
        const real *a = row(u, i);
        real *b = row(t, i);
        for (int k = 0; k < t.cols; k++) b[k] = a[2 * k] > a[2 * k + 1] ? a[2 * k] : a[2 * k + 1];
    }
}

/* forward: t_k = max(u_2k, u_2k+1): the gradient goes to the larger of the two. */
void maxout_backward(struct mat u, struct mat dt, struct mat du)
{
#pragma omp parallel for schedule(static) if (mat_worth(u))
    for (int i = 0; i < dt.rows; i++) {
        const real *a = row(u, i), *d = row(dt, i);
        real *b = row(du, i);
        for (int k = 0; k < dt.cols; k++) {
            const real first = a[2 * k] > a[2 * k + 1];
            b[2 * k] = d[k] * first;
            b[2 * k + 1] = d[k] * (1 - first);
        }
    }
}
