#include "task/balance.h"

#include <string.h>

#include "base/memory.h"

/* Divides the numbers, `stride` apart, by their sum. */
static void divide_by_sum(double *x, int count, int stride)
{
    double sum = 0;
    for (int k = 0; k < count; k++) sum += x[(long)k * stride];
    for (int k = 0; sum > 0 && k < count; k++) x[(long)k * stride] /= sum;
}

double *balance(const double *alpha, int columns, int T, int S, int rounds)
{
    double *x = memory_new((size_t)T * (size_t)S, sizeof *x);
    for (int i = 0; i < T; i++)
        memcpy(x + (long)i * S, alpha + (long)i * columns, (size_t)S * sizeof *x);
    if (T == 1 || S == 1) rounds = 0; /* a line of its own knows no competition */
    while (rounds-- > 0) {
        for (int j = 0; j < S; j++) divide_by_sum(x + j, T, S);
        for (int i = 0; i < T; i++) divide_by_sum(x + (long)i * S, S, 1);
    }
    return x;
}
