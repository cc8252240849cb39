#include "nn/optim.h"

#include <assert.h>
#include <tgmath.h>
#include <string.h>

#include "base/memory.h"

enum { CHUNK = 1 << 14 }; /* what a thread takes at a time; fixes the order of the norm's sum */

static int kind_blocks(const struct optimizer *o)
{
    return o->kind != OPTIMIZER_SGD ? 2 : o->momentum > 0 ? 1 : 0;
}

int optimizer_blocks(const struct optimizer *o) { return kind_blocks(o) + (o->ema > 0); }

void optimizer_alloc(struct optimizer *o, size_t size)
{
    o->size = size;
    const int blocks = kind_blocks(o);
    o->first = blocks > 0 ? memory_new(size, sizeof(real)) : NULL;
    o->second = blocks > 1 ? memory_new(size, sizeof(real)) : NULL;
    o->average = o->ema > 0 ? memory_new(size, sizeof(real)) : NULL;
}

void optimizer_free(struct optimizer *o)
{
    memory_free(o->first);
    memory_free(o->second);
    memory_free(o->average);
    o->first = o->second = o->average = NULL;
}

static size_t chunk_end(size_t from, size_t size)
{
    return from + CHUNK < size ? from + CHUNK : size;
}

static double sum_of_squares(const real *g, size_t from, size_t to)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = from; i < to; i++) sum += (double)g[i] * g[i];
    return sum;
}

double gradient_norm(const real *g, size_t size)
{
    const size_t chunks = (size + CHUNK - 1) / CHUNK;
    double *part = memory_new(chunks, sizeof *part), sum = 0;
#pragma omp parallel for schedule(static)
    for (size_t c = 0; c < chunks; c++)
        part[c] = sum_of_squares(g, c * CHUNK, chunk_end(c * CHUNK, size));
    for (size_t c = 0; c < chunks; c++) sum += part[c];
    memory_free(part);
    return sqrt(sum);
}

/* A slice of the blocks and the step's numbers. */
struct slice {
    real *w, *g, *first, *second, *average;
    size_t n;
    real factor, eta;
};

/* m ← μ m + g,  w ← w − η m */
static void step_sgd(const struct optimizer *o, struct slice s)
{
    const real mu = (real)o->momentum;
    for (size_t i = 0; i < s.n; i++) {
        real m = s.factor * s.g[i];
        if (s.first) m = s.first[i] = mu * s.first[i] + m;
        s.w[i] -= s.eta * m;
    }
}

/* m ← β1 m + (1−β1) g,  v ← β2 v + (1−β2) g²,  w ← w − η m̂ / (√v̂ + ε) */
static void step_adam(const struct optimizer *o, struct slice s)
{
    const real b1 = (real)o->beta1, b2 = (real)o->beta2, epsilon = (real)o->epsilon;
    const real eta = (real)(s.eta / (1 - pow(o->beta1, (double)o->step)));
    const real correct = (real)(1 / sqrt(1 - pow(o->beta2, (double)o->step)));
    real *restrict w = s.w, *restrict g = s.g, *restrict m = s.first, *restrict v = s.second;
    assert(m && v);
    for (size_t i = 0; i < s.n; i++) {
        const real d = s.factor * g[i];
        m[i] = b1 * m[i] + (1 - b1) * d;
        v[i] = b2 * v[i] + (1 - b2) * d * d;
        w[i] -= eta * m[i] / (sqrt(v[i]) * correct + epsilon);
    }
}

/* G ← ρ G + (1−ρ) g²,  δ = √(D+ε) / √(G+ε) g,  D ← ρ D + (1−ρ) δ²,  w ← w − η δ */
static void step_adadelta(const struct optimizer *o, struct slice s)
{
    const real rho = (real)o->rho, epsilon = (real)o->epsilon;
    real *restrict w = s.w, *restrict g = s.g, *restrict G = s.first, *restrict D = s.second;
    assert(G && D);
    for (size_t i = 0; i < s.n; i++) {
        const real d = s.factor * g[i];
        G[i] = rho * G[i] + (1 - rho) * d * d;
        const real delta = sqrt((D[i] + epsilon) / (G[i] + epsilon)) * d;
        D[i] = rho * D[i] + (1 - rho) * delta * delta;
        w[i] -= s.eta * delta;
    }
}

/* a ← d a + (1−d) w */
static void follow(const struct optimizer *o, struct slice s)
{
    const double early = (double)(o->step - 1) / (double)(o->step + 8);
    const real rest = (real)(1 - fmin(o->ema, early));
    real *restrict a = s.average, *restrict w = s.w;
    for (size_t i = 0; i < s.n; i++) a[i] += rest * (w[i] - a[i]);
}

static void step_slice(const struct optimizer *o, struct slice s)
{
    switch (o->kind) {
    case OPTIMIZER_SGD: step_sgd(o, s); break;
    case OPTIMIZER_ADAM: step_adam(o, s); break;
    case OPTIMIZER_ADADELTA: step_adadelta(o, s); break;
    }
    if (s.average) follow(o, s);
    memset(s.g, 0, s.n * sizeof(real));
}

void optimizer_step(struct optimizer *o, real *w, real *g, double factor, double eta)
{
    const size_t chunks = (o->size + CHUNK - 1) / CHUNK;
    real *const first = o->first, *const second = o->second, *const average = o->average;
    o->step++;
#pragma omp parallel for schedule(static)
    for (size_t c = 0; c < chunks; c++) {
        const size_t at = c * CHUNK, n = chunk_end(at, o->size) - at;
        step_slice(o, (struct slice){ w + at, g + at, first ? first + at : NULL,
                                      second ? second + at : NULL, average ? average + at : NULL, n,
                                      (real)factor, (real)eta });
    }
}

void optimizer_swap(struct optimizer *o, real *w)
{
    if (!o->average || o->step == 0) return;
    for (size_t i = 0; i < o->size; i++) {
        const real kept = w[i];
        w[i] = o->average[i];
        o->average[i] = kept;
    }
}
