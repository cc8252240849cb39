#include "nn/kernel.h"

/* HIGH is as many rows as leave the registers room for two vectors of B and one number of A. */
#define NUMBER real
#define MULTIPLY(sum, a, b) sum += (a) * (*(const VECTOR *)(b))

typedef real vector_16 __attribute__((vector_size(16), aligned(sizeof(real))));
#define KIND 16
#define VECTOR vector_16
#define HIGH 6
#define TARGET
#include "nn/kernel_panel.h"

#ifdef __x86_64__
typedef real vector_32 __attribute__((vector_size(32), aligned(sizeof(real))));
#define KIND 32
#define VECTOR vector_32
#define HIGH 6
#define TARGET __attribute__((target("avx2,fma")))
#include "nn/kernel_panel.h"

typedef real vector_64 __attribute__((vector_size(64), aligned(sizeof(real))));
#define KIND 64
#define VECTOR vector_64
#define HIGH 8
#define TARGET __attribute__((target("avx512f")))
#include "nn/kernel_panel.h"

void kernel_multiply(struct kernel_rows r, const real *B, int K)
{
    if (__builtin_cpu_supports("avx512f")) panel_64(r, B, K);
    else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) panel_32(r, B, K);
    else panel_16(r, B, K);
}
#else
void kernel_multiply(struct kernel_rows r, const real *B, int K) { panel_16(r, B, K); }
#endif
