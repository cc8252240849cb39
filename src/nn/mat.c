#include "nn/mat.h"

#include <assert.h>
#include <omp.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/packed.h"
#include "nn/vec.h"

static int ceil_div(int a, int b) { return (a + b - 1) / b; }

static int min_int(int a, int b) { return a < b ? a : b; }

struct mat mat_take(struct arena *mem, int rows, int cols)
{
    real *at = arena_take(mem, (size_t)rows * cols, sizeof(real));
    return (struct mat){ at, rows, cols, cols };
}

struct mat mat_new(struct arena *mem, int rows, int cols)
{
    const struct mat m = mat_take(mem, rows, cols);
#pragma omp parallel for schedule(static) if (mat_worth(m))
    for (int i = 0; i < rows; i++) memset(row(m, i), 0, (size_t)cols * sizeof(real));
    return m;
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
#pragma omp parallel for schedule(static) if (mat_worth(to))
    for (int i = 0; i < from.rows; i++)
        memcpy(row(to, i), row(from, i), (size_t)from.cols * sizeof(real));
}

void add(struct mat A, struct mat C)
{
    assert(A.rows == C.rows && A.cols == C.cols);
#pragma omp parallel for schedule(static) if (mat_worth(A))
    for (int i = 0; i < A.rows; i++) vec_axpy(1, row(A, i), row(C, i), A.cols);
}

void add_masked(struct mat A, struct mat mask, struct mat C)
{
    assert(A.rows == C.rows && A.cols == C.cols && mask.rows == C.rows && mask.cols == C.cols);
#pragma omp parallel for schedule(static) if (mat_worth(A))
    for (int i = 0; i < A.rows; i++) vec_multiply_add(row(A, i), row(mask, i), row(C, i), A.cols);
}

void mat_fill(real a, struct mat C)
{
#pragma omp parallel for schedule(static) if (mat_worth(C))
    for (int i = 0; i < C.rows; i++)
        for (int j = 0; j < C.cols; j++) row(C, i)[j] = a;
}

void mat_scale(real a, struct mat C)
{
#pragma omp parallel for schedule(static) if (mat_worth(C))
    for (int i = 0; i < C.rows; i++)
        for (int j = 0; j < C.cols; j++) row(C, i)[j] *= a;
}

/* Each column's sum runs down the rows; the threads share out columns. */
void add_rows(struct mat A, struct mat b)
{
    enum { WIDE = 256 };
    assert(b.rows == 1 && b.cols == A.cols);
#pragma omp parallel for schedule(static) if (mat_worth(A))
    for (int j = 0; j < A.cols; j += WIDE)
        for (int i = 0; i < A.rows; i++)
            vec_axpy(1, row(A, i) + j, b.at + j, min_int(WIDE, A.cols - j));
}

/* Columns: the innermost product takes 8 rows at once, and 4 nearly as fast. */
enum { PART_LEAST = 8, PART_STEP = 4 };

int threads_parts(const struct packed *w)
{
    return min_int(omp_get_max_threads(), ceil_div(w->B, PART_LEAST));
}

/* The first column that may begin part k: before it lie k of `parts` parts of the words. */
static int part_begin(const struct packed *w, int parts, int k)
{
    long words = 0;
    int b = 0;
    for (; b < w->B && words * parts < (long)w->rows * k; b++) words += w->length[b];
    return k == parts ? w->B : min_int((b + PART_STEP / 2) / PART_STEP * PART_STEP, w->B);
}

struct columns threads_part(const struct packed *w, int parts, int k)
{
    return (struct columns){ part_begin(w, parts, k), part_begin(w, parts, k + 1) };
}

void threads_use(int count) { omp_set_num_threads(count > 0 ? count : omp_get_num_procs()); }
