#include "nn/dropout.h"

#include <assert.h>

#include "base/packed.h"
#include "nn/vec.h"

/* x [n] by mask number k. */
static void mask(struct dropout d, real *x, int n, int k)
{
    vec_dropout(x, n, (unsigned)(d.key ^ d.key >> 32), (unsigned)k * (unsigned)n, d.rate);
}

static void apply_over(struct dropout d, struct mat x)
{
    const struct packed *w = d.over;
    assert(x.rows == w->rows);
#pragma omp parallel for schedule(dynamic)
    for (int t = 0; t < w->T; t++)
        for (int b = 0; b < packed_count(w, t); b++)
            mask(d, row(x, packed_row(w, t, b)), x.cols, b);
}

void dropout_apply(struct dropout d, struct mat x)
{
    if (d.rate <= 0) return;
    assert(x.stride == x.cols);
    if (d.over) {
        apply_over(d, x);
        return;
    }
#pragma omp parallel for schedule(static)
    for (int i = 0; i < x.rows; i++) mask(d, row(x, i), x.cols, i);
}

bool dropout_drops(struct dropout d, int i)
{
    real one = 1;
    if (d.rate > 0) mask(d, &one, 1, i);
    return one == 0;
}
