#include "nn/mat.h"

#include <assert.h>
#include <omp.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "nn/vec.h"

struct mat mat_new(struct arena *mem, int rows, int cols)
{
    real *at = arena_zero(mem, (size_t)rows * cols, sizeof(real));
    return (struct mat){ at, rows, cols, cols };
}

struct mat mat_take(struct arena *mem, int rows, int cols)
{
    real *at = arena_take(mem, (size_t)rows * cols, sizeof(real));
    return (struct mat){ at, rows, cols, cols };
}

struct mat mat_rows(struct mat m, int from, int count)
{
    assert(from >= 0 && count >= 0 && from + count <= m.rows);
    return (struct mat){ row(m, from), count, m.cols, m.stride };
}

struct mat mat_cols(struct mat m, int from, int count)
{
    assert(from >= 0 && count >= 0 && from + count <= m.cols);
    return (struct mat){ m.at + from, m.rows, count, m.stride };
}

void mat_copy(struct mat from, struct mat to)
{
    assert(from.rows == to.rows && from.cols == to.cols);
    for (int i = 0; i < from.rows; i++)
        memcpy(row(to, i), row(from, i), (size_t)from.cols * sizeof(real));
}

void add(struct mat A, struct mat C)
{
    assert(A.rows == C.rows && A.cols == C.cols);
    for (int i = 0; i < A.rows; i++) vec_axpy(1, row(A, i), row(C, i), A.cols);
}

void threads_use(int count) { omp_set_num_threads(count > 0 ? count : omp_get_num_procs()); }

/* --- products ---------------------------------------------------------------------------------
 *
 * C [m][n] is cut into tiles at most TILE wide and high.  The cut depends on the shapes alone and
 * each tile is one call of BLAS, so the bits do not depend on how many threads share the tiles. */

enum { TILE = 256, TILES_WANTED = 4, TILE_LEAST = 32 };

struct product {
    CBLAS_TRANSPOSE ta, tb;
    int m, n, k;
    struct mat A, B, C;
};

static void multiply_tile(const struct product *p, int i, int j, int high, int wide)
{
    const real *A = p->ta == CblasNoTrans ? row(p->A, i) : p->A.at + i;
    const real *B = p->tb == CblasNoTrans ? p->B.at + j : row(p->B, j);
    blas(gemm)(CblasRowMajor, p->ta, p->tb, high, wide, p->k, 1, A, p->A.stride, B, p->B.stride, 1,
               row(p->C, i) + j, p->C.stride);
}

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

static int min_int(int a, int b) { return a < b ? a : b; }

/* BLAS's own threads would change the bits. */
static void keep_blas_single(void)
{
    static bool done;
    if (!done) openblas_set_num_threads(1);
    done = true;
}

static void multiply(const struct product *p)
{
    keep_blas_single();
    if (p->m == 0 || p->n == 0 || p->k == 0) return;
    const int across = ceil_div(p->n, TILE);
    int high = TILE;
    while (across * ceil_div(p->m, high) < TILES_WANTED && high > TILE_LEAST) high /= 2;
    const int tiles = across * ceil_div(p->m, high);
    const bool worth = tiles > 1 && (double)p->m * p->n * p->k > 1e5;

#pragma omp parallel for schedule(dynamic) if (worth)
    for (int t = 0; t < tiles; t++) {
        const int i = t / across * high, j = t % across * TILE;
        multiply_tile(p, i, j, min_int(high, p->m - i), min_int(TILE, p->n - j));
    }
}

void mul_nt(struct mat A, struct mat B, struct mat C)
{
    assert(A.cols == B.cols && A.rows == C.rows && B.rows == C.cols);
    multiply(&(struct product){ CblasNoTrans, CblasTrans, C.rows, C.cols, A.cols, A, B, C });
}

void mul_nn(struct mat A, struct mat B, struct mat C)
{
    assert(A.cols == B.rows && A.rows == C.rows && B.cols == C.cols);
    multiply(&(struct product){ CblasNoTrans, CblasNoTrans, C.rows, C.cols, A.cols, A, B, C });
}

void mul_tn(struct mat A, struct mat B, struct mat C)
{
    assert(A.rows == B.rows && A.cols == C.rows && B.cols == C.cols);
    multiply(&(struct product){ CblasTrans, CblasNoTrans, C.rows, C.cols, A.rows, A, B, C });
}
