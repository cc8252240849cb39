#include "nn/panels.h"

#include <assert.h>
#include <omp.h>
#include <string.h>

#include "base/memory.h"
#include "nn/bf16.h"
#include "nn/kernel.h"
#include "nn/vec.h"

/* A task of the product is ROWS rows of A and a run of panels, DEPTH of k at a time: what it reads
 * again and again, ROWS · DEPTH of A and a panel, stays in a core's own cache while the next panel
 * comes.  RUNS is how many tasks a thread gets of the same rows. */
enum { ROWS = 128, DEPTH = 1024, RUNS = 2 };

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

static int min_int(int a, int b) { return a < b ? a : b; }

static int panel_count(struct panels p) { return ceil_div(p.N, KERNEL_WIDE); }

static int panel_width(struct panels p, int i)
{
    return min_int(KERNEL_WIDE, p.N - i * KERNEL_WIDE);
}

/* Whole tiles of so many k, as pairs. */
static int deep_pairs(int K) { return ceil_div(K, BF16_DEEP) * (BF16_DEEP / 2); }

/* Panel i from k, which begins a tile, as reals and as pairs. */
static real *reals_at(struct panels p, int i, int k)
{
    return (real *)p.at + ((long)i * p.K + k) * KERNEL_WIDE;
}

static uint32_t *pairs_at(struct panels p, int i, int k)
{
    return (uint32_t *)p.at + ((long)i * deep_pairs(p.K) + k / 2) * KERNEL_WIDE;
}

/* Of the two precisions' the more. */
size_t panels_room(int K, int N)
{
    const int pairs = deep_pairs(K) + BF16_HIGH, deep = K > pairs ? K : pairs;
    return (size_t)ceil_div(N, KERNEL_WIDE) * KERNEL_WIDE * (size_t)deep;
}

struct panels panels_take(struct arena *mem, int K, int N)
{
    struct panels p = { K, N, false, NULL };
    p.at = arena_take(mem, panels_room(K, N), sizeof(real));
    return p;
}

/* --- filling ----------------------------------------------------------------------------------*/

static const real zeros[KERNEL_WIDE];

static void fill_reals(struct panels p, int i, struct mat B)
{
    for (int k = 0; k < p.K; k++) {
        real *to = reals_at(p, i, k);
        memcpy(to, row(B, k), (size_t)B.cols * sizeof(real));
        memset(to + B.cols, 0, (size_t)(KERNEL_WIDE - B.cols) * sizeof(real));
    }
}

/* What is missing to the last tile. */
static void end_pairs(struct panels p, int i)
{
    const int pairs = ceil_div(p.K, 2);
    memset(pairs_at(p, i, 2 * pairs), 0,
           (size_t)(deep_pairs(p.K) - pairs) * KERNEL_WIDE * sizeof(uint32_t));
}

static void fill_pairs(struct panels p, int i, struct mat B)
{
    for (int k = 0; k < p.K; k += 2) {
        uint32_t *to = pairs_at(p, i, k);
        bf16_pair(row(B, k), k + 1 < p.K ? row(B, k + 1) : zeros, to, B.cols);
        memset(to + B.cols, 0, (size_t)(KERNEL_WIDE - B.cols) * sizeof *to);
    }
    end_pairs(p, i);
}

void panels_fill(struct panels p, struct mat B)
{
    assert(B.rows == p.K && B.cols == p.N);
#pragma omp parallel for schedule(static) if (mat_worth(B))
    for (int i = 0; i < panel_count(p); i++)
        (p.bf16 ? fill_pairs : fill_reals)(p, i, mat_cols(B, i * KERNEL_WIDE, panel_width(p, i)));
}

/* Some k of some rows of B, one under the other; what is missing to a panel stays zero. */
static void transpose(struct mat B, int from, int K, real *square)
{
    for (int j = 0; j < B.rows; j++)
        for (int k = 0; k < K; k++) square[k * KERNEL_WIDE + j] = row(B, j)[from + k];
}

/* By squares that the nearest cache holds. */
static void fill_transposed(struct panels p, int i, struct mat B)
{
    enum { SOME = 16 };
    real square[SOME * KERNEL_WIDE] = { 0 };
    for (int k = 0; k < p.K; k += SOME) {
        const int K = min_int(SOME, p.K - k);
        transpose(B, k, K, square);
        if (!p.bf16) {
            memcpy(reals_at(p, i, k), square, (size_t)K * KERNEL_WIDE * sizeof(real));
            continue;
        }
        for (int q = 0; q < K; q += 2)
            bf16_pair(square + q * KERNEL_WIDE, q + 1 < K ? square + (q + 1) * KERNEL_WIDE : zeros,
                      pairs_at(p, i, k + q), KERNEL_WIDE);
    }
    if (p.bf16) end_pairs(p, i);
}

void panels_fill_transposed(struct panels p, struct mat B)
{
    assert(B.rows == p.N && B.cols == p.K);
#pragma omp parallel for schedule(static) if (mat_worth(B))
    for (int i = 0; i < panel_count(p); i++)
        fill_transposed(p, i, mat_rows(B, i * KERNEL_WIDE, panel_width(p, i)));
}

/* --- the product ------------------------------------------------------------------------------*/

/* From k on, K of the numbers of the rows r against panel i. */
struct slice {
    struct panels B;
    int k, K;
};

static void multiply_panel(struct slice s, int i, struct kernel_rows r)
{
    if (s.B.bf16) {
        r.ahead = pairs_at(s.B, i + 1, s.k);
        bf16_multiply(r, pairs_at(s.B, i, s.k), deep_pairs(s.K));
    } else {
        r.ahead = reals_at(s.B, i + 1, s.k);
        kernel_multiply(r, reals_at(s.B, i, s.k), s.K);
    }
}

/* A panel that is not full, through one that is. */
static void multiply_narrow(struct slice s, int i, struct kernel_rows r)
{
    real full[ROWS * KERNEL_WIDE];
    struct kernel_rows to_full = r;
    to_full.C = full;
    to_full.C_stride = KERNEL_WIDE;
    memset(full, 0, (size_t)r.rows * KERNEL_WIDE * sizeof(real));
    multiply_panel(s, i, to_full);
    for (int q = 0; q < r.rows; q++)
        vec_axpy(1, full + (long)q * KERNEL_WIDE, r.C + q * r.C_stride, panel_width(s.B, i));
}

/* Rows of A as pairs, up to whole tiles.  A line of the cache lies between one row and the next, or
 * all rows would want the same places in it. */
enum { PAIRS = DEPTH / 2 + BF16_HIGH };

static void round_rows(struct mat A, uint32_t *pairs)
{
    const int whole = A.cols / 2, deep = deep_pairs(A.cols);
    for (int i = 0; i < A.rows; i++, pairs += PAIRS) {
        bf16_pair_up(row(A, i), pairs, whole);
        memset(pairs + whole, 0, (size_t)(deep - whole) * sizeof *pairs);
        if (A.cols % 2) bf16_pair(row(A, i) + A.cols - 1, zeros, pairs + whole, 1);
    }
}

/* C += A B for at most ROWS rows and the panels [first, end). */
static void multiply(struct mat A, struct panels B, struct mat C, int first, int end)
{
    uint32_t pairs[ROWS * PAIRS];
    if (B.bf16) bf16_begin();
    for (int k = 0; k < B.K; k += DEPTH) {
        const struct slice s = { B, k, min_int(DEPTH, B.K - k) };
        struct kernel_rows r = { .A = A.at + k, .down = A.stride, .along = 1, .rows = A.rows };
        if (B.bf16) {
            round_rows(mat_cols(A, k, s.K), pairs);
            r.A = pairs;
            r.down = PAIRS;
        }
        r.C_stride = C.stride;
        for (int i = first; i < end; i++) {
            r.C = C.at + i * KERNEL_WIDE;
            (panel_width(B, i) == KERNEL_WIDE ? multiply_panel : multiply_narrow)(s, i, r);
        }
    }
    if (B.bf16) bf16_end();
}

void mul_panels(struct mat A, struct panels B, struct mat C)
{
    assert(A.cols == B.K && C.cols == B.N && A.rows == C.rows);
    const int threads = omp_in_parallel() ? 1 : omp_get_max_threads();
    const int panels = panel_count(B),
              run = threads > 1 ? ceil_div(panels, RUNS * threads) : panels;
    const int across = ceil_div(panels, run), tasks = across * ceil_div(A.rows, ROWS);
    const bool worth = tasks > 1 && (double)A.rows * B.N * B.K > 2e5;

#pragma omp parallel for schedule(dynamic) if (worth)
    for (int t = 0; t < tasks; t++) {
        const int i = t / across * ROWS, high = min_int(ROWS, A.rows - i);
        const int first = t % across * run;
        multiply(mat_rows(A, i, high), B, mat_rows(C, i, high), first,
                 min_int(first + run, panels));
    }
}

/* --- the product of gradients -----------------------------------------------------------------*/

static struct panels panels_of(struct mat B, bool bf16, struct arena *mem)
{
    struct panels p = panels_take(mem, B.rows, B.cols);
    p.bf16 = bf16;
    panels_fill(p, B);
    return p;
}

/* Aᵀ, as the product reads it: number i·down + k·along is A[k][i], or a pair of k. */
struct factor {
    void *at;
    long down, along;
    bool bf16;
};

/* Columns [i, i + BF16_HIGH) of A as rows of pairs. */
static void round_columns(struct mat A, int i, uint32_t *pairs, long down)
{
    for (int k = 0; k < A.rows; k += BF16_DEEP) {
        const struct bf16_square square = { row(A, k) + i, A.stride, min_int(BF16_DEEP, A.rows - k),
                                            min_int(BF16_HIGH, A.cols - i) };
        bf16_pair_across(square, pairs + k / 2, down);
    }
}

static struct factor factor_of(struct mat A, bool bf16, struct arena *mem)
{
    if (!bf16) return (struct factor){ panels_of(A, false, mem).at, 1, KERNEL_WIDE, false };
    uint32_t *pairs = arena_take(mem, panels_room(A.rows, A.cols), sizeof *pairs);
    const long down = deep_pairs(A.rows) + BF16_HIGH;
#pragma omp parallel for schedule(static) if (mat_worth(A))
    for (int i = 0; i < A.cols; i += BF16_HIGH) round_columns(A, i, pairs + i * down, down);
    return (struct factor){ pairs, down, 1, true };
}

/* From row i, which begins a panel, and k, which begins a tile. */
static const void *factor_at(struct factor A, int K, int i, int k)
{
    if (A.bf16) return (const uint32_t *)A.at + i * A.down + k / 2;
    return (const real *)A.at + (long)i * K + (long)k * KERNEL_WIDE;
}

/* Rows [top, bottom) of C and panels [first, end) of B. */
struct block {
    int top, bottom, first, end;
};

/* C += Aᵀ B, of one block. */
static void multiply_block(struct factor A, struct panels B, struct mat C, struct block o)
{
    if (B.bf16) bf16_begin();
    for (int k = 0; k < B.K; k += DEPTH) {
        const struct slice s = { B, k, min_int(DEPTH, B.K - k) };
        for (int j = o.first; j < o.end; j++)
            for (int i = o.top; i < o.bottom; i += KERNEL_WIDE) {
                const struct kernel_rows r = {
                    .A = factor_at(A, B.K, i, k),
                    .down = A.down,
                    .along = A.along,
                    .C = row(C, i) + j * KERNEL_WIDE,
                    .C_stride = C.stride,
                    .rows = min_int(KERNEL_WIDE, o.bottom - i),
                };
                (panel_width(B, j) == KERNEL_WIDE ? multiply_panel : multiply_narrow)(s, j, r);
            }
    }
    if (B.bf16) bf16_end();
}

void mul_transposed(struct mat A, struct mat B, struct mat C, bool bf16, struct arena *mem)
{
    assert(A.rows == B.rows && A.cols == C.rows && B.cols == C.cols);
    const struct arena_mark mark = arena_mark(mem);
    const struct factor a = factor_of(A, bf16, mem);
    const struct panels b = panels_of(B, bf16, mem);
    const int down = ceil_div(C.rows, ROWS);
    const int wide = ceil_div(panel_count(b), RUNS), across = ceil_div(panel_count(b), wide);
    const bool worth = down * across > 1 && (double)A.rows * C.rows * C.cols > 2e5;

#pragma omp parallel for schedule(dynamic) if (worth)
    for (int t = 0; t < down * across; t++) {
        const int top = t / across * ROWS, first = t % across * wide;
        multiply_block(a, b, C,
                       (struct block){ top, min_int(top + ROWS, C.rows), first,
                                       min_int(first + wide, panel_count(b)) });
    }
    arena_release(mem, mark);
}
