#include "nn/param.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "nn/vec.h"

void params_add(struct params *t, struct param *p, const char *name, enum param_role role, int rows,
                int cols)
{
    assert(strlen(name) < sizeof p->name && !params_find(t, name));
    strcpy(p->name, name);
    p->role = role;
    p->w = p->dw = (struct mat){ NULL, rows, cols, cols };
    t->list = memory_grow(t->list, (size_t)t->count, &t->room, sizeof *t->list);
    t->list[t->count++] = p;
    t->size += (size_t)rows * cols;
}

void params_alloc(struct params *t)
{
    t->values = memory_new(t->size, sizeof(real));
    t->gradients = memory_new(t->size, sizeof(real));
    size_t at = 0;
    for (int i = 0; i < t->count; i++) {
        struct param *p = t->list[i];
        p->w.at = t->values + at;
        p->dw.at = t->gradients + at;
        at += (size_t)p->w.rows * p->w.cols;
    }
}

struct param *params_find(const struct params *t, const char *name)
{
    for (int i = 0; i < t->count; i++)
        if (strcmp(t->list[i]->name, name) == 0) return t->list[i];
    return NULL;
}

void params_shrink(struct params *t, double factor)
{
    for (int i = 0; i < t->count; i++) {
        const struct mat w = t->list[i]->w;
        if (t->list[i]->role == PARAM_BIAS) continue;
#pragma omp parallel for schedule(static)
        for (int k = 0; k < w.rows; k++)
            for (int j = 0; j < w.cols; j++) row(w, k)[j] *= (real)factor;
    }
}

void params_free(struct params *t)
{
    memory_free(t->list);
    memory_free(t->weights);
    arena_free(&t->arranged);
    memory_free(t->values);
    memory_free(t->gradients);
    *t = (struct params){ 0 };
}

/* --- initialisation ---------------------------------------------------------------------------*/

static void fill_normal(struct mat m, double deviation, struct rng *rng)
{
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++) row(m, i)[j] = (real)(deviation * rng_normal(rng));
}

/* Glorot and Bengio 2010: uniform with variance 2 / (fan-in + fan-out). */
static void fill_glorot(struct mat m, struct rng *rng)
{
    const double bound = sqrt(6.0 / (m.rows + m.cols));
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++) row(m, i)[j] = (real)(bound * (2 * rng_uniform(rng) - 1));
}

/* A random orthogonal matrix: Gaussian rows made orthonormal by Gram and Schmidt, twice over for
 * the rounding. */
static void fill_orthogonal(struct mat m, struct rng *rng)
{
    fill_normal(m, 1, rng);
    for (int i = 0; i < m.rows; i++) {
        for (int pass = 0; pass < 2; pass++)
            for (int j = 0; j < i; j++)
                vec_axpy(-vec_dot(row(m, i), row(m, j), m.cols), row(m, j), row(m, i), m.cols);
        const real scale = 1 / (real)sqrt(vec_dot(row(m, i), row(m, i), m.cols));
        for (int j = 0; j < m.cols; j++) row(m, i)[j] *= scale;
    }
}

static void fill_recurrent(struct mat U, struct rng *rng)
{
    for (int i = 0; i < U.rows; i += U.cols) fill_orthogonal(mat_rows(U, i, U.cols), rng);
}

static void init_bahdanau(struct param *p, struct rng *rng)
{
    switch (p->role) {
    case PARAM_EMBEDDING:
    case PARAM_INPUT: fill_normal(p->w, 0.01, rng); break;
    case PARAM_RECURRENT: fill_recurrent(p->w, rng); break;
    case PARAM_ALIGNMENT: fill_normal(p->w, 0.001, rng); break;
    case PARAM_GAIN: mat_fill(1, p->w); break;
    case PARAM_ENERGY:
    case PARAM_BIAS: break;
    }
}

static void init_glorot(struct param *p, struct rng *rng)
{
    if (p->role == PARAM_RECURRENT) fill_recurrent(p->w, rng);
    else if (p->role == PARAM_GAIN) mat_fill(1, p->w);
    else if (p->role == PARAM_EMBEDDING) fill_normal(p->w, 0.1, rng);
    else if (p->role != PARAM_BIAS) fill_glorot(p->w, rng);
}

void params_init(struct params *t, enum param_init how, struct rng *rng)
{
    memset(t->values, 0, t->size * sizeof(real));
    for (int i = 0; i < t->count; i++)
        (how == INIT_GLOROT ? init_glorot : init_bahdanau)(t->list[i], rng);
}
