#include "nn/dropout.h"

#include <assert.h>

#include "nn/vec.h"

void dropout_apply(struct dropout d, struct mat x)
{
    if (d.rate <= 0) return;
    assert(x.stride == x.cols);
#pragma omp parallel for schedule(static)
    for (int i = 0; i < x.rows; i++)
        vec_dropout(row(x, i), x.cols, (unsigned)(d.key ^ d.key >> 32),
                    (unsigned)i * (unsigned)x.cols, d.rate);
}
