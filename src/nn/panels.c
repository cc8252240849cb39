#include "nn/panels.h"

#include <assert.h>
#include <omp.h>
#include <stdbool.h>
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

static real *panel_at(struct panels p, int i) { return p.at + (long)i * p.K * VEC_PANEL; }

struct panels panels_take(struct arena *mem, int K, int N)
{
    struct panels p = { K, N, NULL };
    p.at = arena_take(mem, (size_t)panel_count(p) * K, VEC_PANEL * sizeof(real));
    return p;
}

void panels_fill(struct panels p, struct mat B)
{
    assert(B.rows == p.K && B.cols == p.N);
#pragma omp parallel for schedule(static) if ((long)p.K * p.N > 1 << 15)
    for (int i = 0; i < panel_count(p); i++) {
        const int from = i * VEC_PANEL, wide = min_int(VEC_PANEL, p.N - from);
        real *to = panel_at(p, i);
        if (wide < VEC_PANEL) memset(to, 0, (size_t)p.K * VEC_PANEL * sizeof(real));
        for (int k = 0; k < p.K; k++)
            memcpy(to + k * VEC_PANEL, row(B, k) + from, (size_t)wide * sizeof(real));
    }
}

/* Some k at a time, so that the lines written stay in the nearest cache from column to column. */
static void fill_transposed(real *to, struct mat B)
{
    enum { SOME = 16 };
    if (B.rows < VEC_PANEL) memset(to, 0, (size_t)B.cols * VEC_PANEL * sizeof(real));
    for (int from = 0; from < B.cols; from += SOME) {
        const int end = min_int(from + SOME, B.cols);
        for (int j = 0; j < B.rows; j++) {
            const real *b = row(B, j);
            for (int k = from; k < end; k++) to[k * VEC_PANEL + j] = b[k];
        }
    }
}

void panels_fill_transposed(struct panels p, struct mat B)
{
    assert(B.rows == p.N && B.cols == p.K);
#pragma omp parallel for schedule(static) if ((long)p.K * p.N > 1 << 15)
    for (int i = 0; i < panel_count(p); i++) {
        const int from = i * VEC_PANEL;
        fill_transposed(panel_at(p, i), mat_rows(B, from, min_int(VEC_PANEL, p.N - from)));
    }
}

/* C += A B for a panel that is not full: through a full one. */
static void multiply_narrow(struct panel_rows r, int wide, const real *B, int K)
{
    real full[ROWS * VEC_PANEL];
    const struct panel_rows to_full = { r.A, full, r.A_stride, VEC_PANEL, r.rows, r.ahead };
    memset(full, 0, (size_t)r.rows * VEC_PANEL * sizeof(real));
    vec_panel(to_full, B, K);
    for (int i = 0; i < r.rows; i++)
        vec_axpy(1, full + (long)i * VEC_PANEL, r.C + i * r.C_stride, wide);
}

static void multiply(struct mat A, struct panels B, int panel, struct mat C)
{
    const int column = panel * VEC_PANEL, wide = min_int(VEC_PANEL, B.N - column);
    for (int k = 0; k < B.K; k += DEPTH) {
        const int K = min_int(DEPTH, B.K - k);
        const real *b = panel_at(B, panel) + (long)k * VEC_PANEL;
        const struct panel_rows r = { A.at + k, C.at + column, A.stride,
                                      C.stride, A.rows,        b + (long)B.K * VEC_PANEL };
        if (wide == VEC_PANEL) vec_panel(r, b, K);
        else multiply_narrow(r, wide, b, K);
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
        for (int p = first; p < min_int(first + run, panels); p++)
            multiply(mat_rows(A, i, high), B, p, mat_rows(C, i, high));
    }
}
