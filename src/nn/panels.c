#include "nn/panels.h"

#include <assert.h>
#include <omp.h>
#include <string.h>

#include "base/memory.h"
#include "nn/vec.h"

/* A task of the product is ROWS rows of A and a run of panels, DEPTH of k at a time: what it reads
 * again and again, ROWS · DEPTH of A and a panel, stays in a core's own cache while the next panel
 * comes.  RUNS is how many tasks a thread gets of the same rows. */
enum { ROWS = 128, DEPTH = 1024, RUNS = 2 };

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

static int min_int(int a, int b) { return a < b ? a : b; }

static int panel_count(struct panels p) { return ceil_div(p.N, VEC_PANEL); }

static int panel_width(struct panels p, int i) { return min_int(VEC_PANEL, p.N - i * VEC_PANEL); }

/* Panel i from k, which is even, as reals and as pairs. */
static real *reals_at(struct panels p, int i, int k)
{
    return (real *)p.at + ((long)i * p.K + k) * VEC_PANEL;
}

static uint32_t *pairs_at(struct panels p, int i, int k)
{
    return (uint32_t *)p.at + ((long)i * ceil_div(p.K, 2) + k / 2) * VEC_PANEL;
}

struct panels panels_take(struct arena *mem, int K, int N)
{
    struct panels p = { K, N, false, NULL };
    p.at = arena_take(mem, (size_t)panel_count(p) * K, VEC_PANEL * sizeof(real));
    return p;
}

/* --- filling ----------------------------------------------------------------------------------*/

static const real zeros[VEC_PANEL];

static void fill_reals(struct panels p, int i, struct mat B)
{
    for (int k = 0; k < p.K; k++) {
        real *to = reals_at(p, i, k);
        memcpy(to, row(B, k), (size_t)B.cols * sizeof(real));
        memset(to + B.cols, 0, (size_t)(VEC_PANEL - B.cols) * sizeof(real));
    }
}

static void fill_pairs(struct panels p, int i, struct mat B)
{
    for (int k = 0; k < p.K; k += 2) {
        uint32_t *to = pairs_at(p, i, k);
        vec_pair(row(B, k), k + 1 < p.K ? row(B, k + 1) : zeros, to, B.cols);
        memset(to + B.cols, 0, (size_t)(VEC_PANEL - B.cols) * sizeof *to);
    }
}

void panels_fill(struct panels p, struct mat B)
{
    assert(B.rows == p.K && B.cols == p.N);
#pragma omp parallel for schedule(static) if (mat_worth(B))
    for (int i = 0; i < panel_count(p); i++)
        (p.bf16 ? fill_pairs : fill_reals)(p, i, mat_cols(B, i * VEC_PANEL, panel_width(p, i)));
}

/* Some k of some rows of B, one under the other; what is missing to a panel stays zero. */
static void transpose(struct mat B, int from, int K, real *square)
{
    for (int j = 0; j < B.rows; j++)
        for (int k = 0; k < K; k++) square[k * VEC_PANEL + j] = row(B, j)[from + k];
}

/* By squares that the nearest cache holds. */
static void fill_transposed(struct panels p, int i, struct mat B)
{
    enum { SOME = 16 };
    real square[SOME * VEC_PANEL] = { 0 };
    for (int k = 0; k < p.K; k += SOME) {
        const int K = min_int(SOME, p.K - k);
        transpose(B, k, K, square);
        if (!p.bf16) {
            memcpy(reals_at(p, i, k), square, (size_t)K * VEC_PANEL * sizeof(real));
            continue;
        }
        for (int q = 0; q < K; q += 2)
            vec_pair(square + q * VEC_PANEL, q + 1 < K ? square + (q + 1) * VEC_PANEL : zeros,
                     pairs_at(p, i, k + q), VEC_PANEL);
    }
}

void panels_fill_transposed(struct panels p, struct mat B)
{
    assert(B.rows == p.N && B.cols == p.K);
#pragma omp parallel for schedule(static) if (mat_worth(B))
    for (int i = 0; i < panel_count(p); i++)
        fill_transposed(p, i, mat_rows(B, i * VEC_PANEL, panel_width(p, i)));
}

/* --- the product ------------------------------------------------------------------------------*/

/* From k on, K of the numbers of the rows r against panel i. */
struct slice {
    struct panels B;
    int k, K;
};

static void multiply_panel(struct slice s, int i, struct panel_rows r)
{
    if (s.B.bf16) {
        r.ahead = pairs_at(s.B, i + 1, s.k);
        vec_panel_pairs(r, pairs_at(s.B, i, s.k), ceil_div(s.K, 2));
    } else {
        r.ahead = reals_at(s.B, i + 1, s.k);
        vec_panel(r, reals_at(s.B, i, s.k), s.K);
    }
}

/* A panel that is not full, through one that is. */
static void multiply_narrow(struct slice s, int i, struct panel_rows r)
{
    real full[ROWS * VEC_PANEL];
    struct panel_rows to_full = r;
    to_full.C = full;
    to_full.C_stride = VEC_PANEL;
    memset(full, 0, (size_t)r.rows * VEC_PANEL * sizeof(real));
    multiply_panel(s, i, to_full);
    for (int q = 0; q < r.rows; q++)
        vec_axpy(1, full + (long)q * VEC_PANEL, r.C + q * r.C_stride, panel_width(s.B, i));
}

/* Rows as pairs; the last of an odd number has a zero beside it. */
static void round_rows(struct mat A, uint32_t *pairs)
{
    for (int i = 0; i < A.rows; i++, pairs += DEPTH / 2) {
        vec_pair_up(row(A, i), pairs, A.cols / 2);
        if (A.cols % 2) vec_pair(row(A, i) + A.cols - 1, zeros, pairs + A.cols / 2, 1);
    }
}

/* C += A B for at most ROWS rows and the panels [first, end). */
static void multiply(struct mat A, struct panels B, struct mat C, int first, int end)
{
    uint32_t pairs[ROWS * DEPTH / 2];
    for (int k = 0; k < B.K; k += DEPTH) {
        const struct slice s = { B, k, min_int(DEPTH, B.K - k) };
        struct panel_rows r = { .A = A.at + k, .down = A.stride, .along = 1, .rows = A.rows };
        if (B.bf16) {
            round_rows(mat_cols(A, k, s.K), pairs);
            r.A = pairs;
            r.down = DEPTH / 2;
        }
        r.C_stride = C.stride;
        for (int i = first; i < end; i++) {
            r.C = C.at + i * VEC_PANEL;
            (panel_width(B, i) == VEC_PANEL ? multiply_panel : multiply_narrow)(s, i, r);
        }
    }
}

void mul_panels(struct mat A, struct panels B, struct mat C)
{
    assert(A.cols == B.K && C.cols == B.N && A.rows == C.rows);
    const int panels = panel_count(B), run = ceil_div(panels, RUNS * omp_get_max_threads());
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

/* The panels [top, bottom) of A, whose columns are rows of C, and [first, end) of B. */
struct block {
    int top, bottom, first, end;
};

/* C += Aᵀ B, of one block. */
static void multiply_block(struct panels A, struct panels B, struct mat C, struct block o)
{
    for (int k = 0; k < B.K; k += DEPTH) {
        const struct slice s = { B, k, min_int(DEPTH, B.K - k) };
        for (int j = o.first; j < o.end; j++)
            for (int i = o.top; i < o.bottom; i++) {
                const void *a = A.bf16 ? (void *)pairs_at(A, i, k) : reals_at(A, i, k);
                const struct panel_rows r = {
                    .A = a,
                    .down = 1,
                    .along = VEC_PANEL,
                    .C = row(C, i * VEC_PANEL) + j * VEC_PANEL,
                    .C_stride = C.stride,
                    .rows = panel_width(A, i),
                };
                (panel_width(B, j) == VEC_PANEL ? multiply_panel : multiply_narrow)(s, j, r);
            }
    }
}

void mul_transposed(struct mat A, struct mat B, struct mat C, bool bf16, struct arena *mem)
{
    assert(A.rows == B.rows && A.cols == C.rows && B.cols == C.cols);
    const struct arena_mark mark = arena_mark(mem);
    const struct panels a = panels_of(A, bf16, mem), b = panels_of(B, bf16, mem);
    const int tall = ROWS / VEC_PANEL, down = ceil_div(panel_count(a), tall);
    const int wide = ceil_div(panel_count(b), RUNS), across = ceil_div(panel_count(b), wide);
    const bool worth = down * across > 1 && (double)A.rows * C.rows * C.cols > 2e5;

#pragma omp parallel for schedule(dynamic) if (worth)
    for (int t = 0; t < down * across; t++) {
        const int top = t / across * tall, first = t % across * wide;
        multiply_block(a, b, C,
                       (struct block){ top, min_int(top + tall, panel_count(a)), first,
                                       min_int(first + wide, panel_count(b)) });
    }
    arena_release(mem, mark);
}
