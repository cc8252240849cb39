#include "nn/bf16.h"

#ifdef __x86_64__
#include <immintrin.h>

#include "nn/tiles.h"

#define NUMBER uint32_t
#define MULTIPLY(sum, a, b)                                                                        \
    sum = _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi32((int)(a)),                             \
                           (__m512bh)_mm512_loadu_si512(b))
#define BF16 __attribute__((target("avx512f,avx512bw,avx512bf16")))

typedef float vector_pairs __attribute__((vector_size(64), aligned(sizeof(float))));
#define KIND pairs
#define VECTOR vector_pairs
#define HIGH 8 /* as in kernel.c */
#define TARGET BF16
#include "nn/kernel_panel.h"

bool bf16_have(void)
{
    return sizeof(real) == sizeof(float) && __builtin_cpu_supports("avx512bf16") &&
           __builtin_cpu_supports("avx512bw");
}

void bf16_multiply(struct kernel_rows r, const uint32_t *B, int pairs)
{
    (tiles_have() ? tiles_multiply : panel_pairs)(r, B, pairs);
}

void bf16_begin(void)
{
    if (tiles_have()) tiles_begin();
}

void bf16_end(void)
{
    if (tiles_have()) tiles_end();
}

enum { LANES = 16 }; /* floats, and pairs, of a vector */

/* The first n lanes of a vector. */
static inline __mmask16 lanes(int n) { return (__mmask16)((1u << (n < LANES ? n : LANES)) - 1); }

BF16 void bf16_pair_up(const real *x, uint32_t *pair, int n)
{
    for (int i = 0; i < n; i += LANES) {
        const float *at = (const float *)x + 2 * i;
        const int numbers = 2 * (n - i);
        const __m512 low = _mm512_maskz_loadu_ps(lanes(numbers), at);
        const __m512 high =
            _mm512_maskz_loadu_ps(lanes(numbers > LANES ? numbers - LANES : 0), at + LANES);
        _mm512_mask_storeu_epi32(pair + i, lanes(n - i), (__m512i)_mm512_cvtne2ps_pbh(high, low));
    }
}

/* Lane i of both, side by side. */
BF16 static inline __m512i side_by_side(__m512 even, __m512 odd)
{
    static const uint16_t halves[2 * LANES] = { 0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                11, 27, 12, 28, 13, 29, 14, 30, 15, 31 };
    return _mm512_permutexvar_epi16(_mm512_loadu_si512(halves),
                                    (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

BF16 void bf16_pair(const real *even, const real *odd, uint32_t *pair, int n)
{
    for (int i = 0; i < n; i += LANES) {
        const __mmask16 some = lanes(n - i);
        _mm512_mask_storeu_epi32(pair + i, some,
                                 side_by_side(_mm512_maskz_loadu_ps(some, (const float *)even + i),
                                              _mm512_maskz_loadu_ps(some, (const float *)odd + i)));
    }
}

/* Four perfect shuffles, which lay row j beside row j + 8, transpose a square of sixteen rows. */
BF16 static void transpose(__m512i *rows)
{
    static const uint32_t front[LANES] = { 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23 };
    const __m512i low = _mm512_loadu_si512(front),
                  high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
    __m512i other[LANES], *from = rows, *to = other;
    for (int round = 0; round < 4; round++) {
        for (int j = 0; j < LANES / 2; j++) {
            to[2 * j] = _mm512_permutex2var_epi32(from[j], low, from[j + LANES / 2]);
            to[2 * j + 1] = _mm512_permutex2var_epi32(from[j], high, from[j + LANES / 2]);
        }
        __m512i *const swap = from;
        from = to;
        to = swap;
    }
}

BF16 void bf16_pair_across(struct bf16_square s, uint32_t *pair, long down)
{
    const __mmask16 some = lanes(s.cols);
    __m512i rows[LANES];
    for (int k = 0; k < BF16_DEEP; k += 2) {
        const float *even = (const float *)s.x + k * s.stride;
        const __m512 x = _mm512_maskz_loadu_ps(k < s.rows ? some : 0, even);
        const __m512 y = _mm512_maskz_loadu_ps(k + 1 < s.rows ? some : 0, even + s.stride);
        rows[k / 2] = side_by_side(x, y);
    }
    transpose(rows);
    for (int i = 0; i < s.cols; i++) _mm512_storeu_si512(pair + i * down, rows[i]);
}
#else
bool bf16_have(void) { return false; }

/* Nobody calls what is not there. */
void bf16_multiply(struct kernel_rows r, const uint32_t *B, int pairs)
{
    (void)r, (void)B, (void)pairs;
}
void bf16_begin(void) {}
void bf16_end(void) {}
void bf16_pair_up(const real *x, uint32_t *pair, int n) { (void)x, (void)pair, (void)n; }
void bf16_pair(const real *x, const real *y, uint32_t *pair, int n)
{
    (void)x, (void)y, (void)pair, (void)n;
}
void bf16_pair_across(struct bf16_square s, uint32_t *pair, long down)
{
    (void)s, (void)pair, (void)down;
}
#endif
