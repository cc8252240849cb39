#include "nn/vec.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* gcc compiles a function once for each of these and picks when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

/* 2^n for a whole n from -126 to 127: the exponent bits of a float.  The last bits of 1.5 2^23 + n
 * are n; a conversion to integer would be the same, but undefined for NaN. */
static inline float two_to(float n)
{
    const float shifted = n + 0x1.8p23f;
    uint32_t bits;
    float x;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* x = n ln 2 + r with |r| <= ln 2 / 2; *power = 2^n; returns e^r − 1 by its Taylor series. */
static inline float split_exp(float x, float *power)
{
    const float n = rintf(x * 1.44269504f);
    const float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 1.0f / 2;
    *power = two_to(n);
    return p * r * r + r;
}

static inline real real_exp(real x)
{
    if (sizeof(real) == sizeof(double)) return exp(x);
    float power;
    const float y = x < -87 ? -87 : x > 88 ? 88 : x;
    const float e = split_exp(y, &power);
    return power * e + power;
}

/* tanh x = u / (u + 2) with u = e^2x − 1, which keeps its precision near 0. */
static inline real real_tanh(real x)
{
    if (sizeof(real) == sizeof(double)) return tanh(x);
    float power;
    const float y = x < -9 ? -18 : x > 9 ? 18 : 2 * x;
    const float e = split_exp(y, &power);
    const float u = power * e + (power - 1);
    return u / (u + 2);
}

static inline real sigmoid(real x) { return (real)0.5 + (real)0.5 * real_tanh((real)0.5 * x); }

CLONES real vec_dot(const real *x, const real *y, int n)
{
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

CLONES void vec_axpy(real a, const real *x, real *y, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) y[i] += a * x[i];
}

CLONES void vec_multiply_add(const real *x, const real *m, real *y, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) y[i] += x[i] * m[i];
}

CLONES void vec_tanh(real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) x[i] = real_tanh(x[i]);
}

CLONES real vec_energy(const real *q, const real *key, const real *v, int n)
{
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int k = 0; k < n; k++) sum += v[k] * real_tanh(q[k] + key[k]);
    return sum;
}

CLONES void vec_energy_backward(const real *q, const real *key, const real *v, real de,
                                struct energy_gradient g, int n)
{
    real *dq = g.dq, *dkey = g.dkey, *dv = g.dv;
#pragma omp simd
    for (int k = 0; k < n; k++) {
        const real th = real_tanh(q[k] + key[k]);
        const real d = de * v[k] * (1 - th * th);
        dv[k] += de * th;
        dq[k] += d;
        dkey[k] += d;
    }
}

CLONES real vec_energy_covered(struct covered_energy x, int n)
{
    const real *q = x.q, *key = x.key, *v = x.v, *w = x.w, c = x.c;
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int k = 0; k < n; k++) sum += v[k] * real_tanh(q[k] + key[k] + w[k] * c);
    return sum;
}

CLONES real vec_energy_covered_backward(struct covered_energy x, real de, struct energy_gradient g,
                                        int n)
{
    const real *q = x.q, *key = x.key, *v = x.v, *w = x.w, c = x.c;
    real *dq = g.dq, *dkey = g.dkey, *dv = g.dv, *dw = g.dw, dc = 0;
#pragma omp simd reduction(+ : dc)
    for (int k = 0; k < n; k++) {
        const real th = real_tanh(q[k] + key[k] + w[k] * c);
        const real d = de * v[k] * (1 - th * th);
        dv[k] += de * th;
        dq[k] += d;
        dkey[k] += d;
        dw[k] += d * c;
        dc += d * w[k];
    }
    return dc;
}

static inline real largest(const real *x, int n)
{
    real m = x[0];
#pragma omp simd reduction(max : m)
    for (int i = 0; i < n; i++) m = x[i] > m ? x[i] : m;
    return m;
}

/* x ← exp(x − m); returns their sum. */
static inline real exp_all(real *x, int n, real m)
{
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        x[i] = real_exp(x[i] - m);
        sum += x[i];
    }
    return sum;
}

CLONES real vec_softmax(real *x, int n)
{
    const real m = largest(x, n), sum = exp_all(x, n, m), scale = 1 / sum;
#pragma omp simd
    for (int i = 0; i < n; i++) x[i] *= scale;
    return m + (real)log(sum);
}

CLONES struct vec_softmax_sums vec_softmax_less(real *x, int n, real share, real scale)
{
    real m = x[0], sum = 0;
#pragma omp simd reduction(max : m) reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        m = x[i] > m ? x[i] : m;
        sum += x[i];
    }
    const real exps = exp_all(x, n, m), factor = scale / exps, less = share * scale;
#pragma omp simd
    for (int i = 0; i < n; i++) x[i] = x[i] * factor - less;
    return (struct vec_softmax_sums){ m + (real)log(exps), sum };
}

CLONES real vec_log_sum_exp(const real *x, int n)
{
    const real m = largest(x, n);
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++) sum += real_exp(x[i] - m);
    return m + (real)log(sum);
}

CLONES void vec_gates(real *z, real *r, const real *h, real *rh, int H)
{
#pragma omp simd
    for (int k = 0; k < H; k++) {
        z[k] = sigmoid(z[k]);
        r[k] = sigmoid(r[k]);
        rh[k] = r[k] * h[k];
    }
}

CLONES void vec_mix(const real *z, real *n, const real *h, real *next, int H)
{
#pragma omp simd
    for (int k = 0; k < H; k++) {
        n[k] = real_tanh(n[k]);
        next[k] = (1 - z[k]) * h[k] + z[k] * n[k];
    }
}

CLONES void vec_mix_backward(struct gates g, const real *dnext, real *dz, real *dn, real *dh, int H)
{
    const real *z = g.z, *n = g.n, *h = g.h;
#pragma omp simd
    for (int k = 0; k < H; k++) {
        dz[k] = dnext[k] * (n[k] - h[k]) * z[k] * (1 - z[k]);
        dn[k] = dnext[k] * z[k] * (1 - n[k] * n[k]);
        if (dh) dh[k] += dnext[k] * (1 - z[k]);
    }
}

CLONES void vec_reset_backward(struct gates g, const real *drh, real *dr, real *dh, int H)
{
    const real *r = g.r, *h = g.h;
#pragma omp simd
    for (int k = 0; k < H; k++) {
        const real d = drh[k];
        if (dh) dh[k] += d * r[k];
        dr[k] = d * h[k] * r[k] * (1 - r[k]);
    }
}

CLONES real vec_layer_norm(real *x, const real *g, const real *b, real *y, int n)
{
    real sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
    for (int k = 0; k < n; k++) sum += x[k];
    const real mean = sum / n;
#pragma omp simd reduction(+ : squares)
    for (int k = 0; k < n; k++) {
        x[k] -= mean;
        squares += x[k] * x[k];
    }
    const real inverse = 1 / (real)sqrt((double)(squares / n) + 1e-5);
#pragma omp simd
    for (int k = 0; k < n; k++) {
        x[k] *= inverse;
        y[k] += g[k] * x[k] + b[k];
    }
    return inverse;
}

CLONES void vec_layer_norm_backward(struct normed t, const real *dy, real *dx, int n)
{
    const real *x = t.x, *g = t.g;
    real sum = 0, along = 0;
#pragma omp simd reduction(+ : sum, along)
    for (int k = 0; k < n; k++) {
        const real d = g[k] * dy[k];
        sum += d;
        along += d * x[k];
    }
    const real mean = sum / n, slope = along / n;
#pragma omp simd
    for (int k = 0; k < n; k++) dx[k] = t.inverse * (g[k] * dy[k] - mean - x[k] * slope);
}

CLONES void vec_add_product(const real *x, const real *y, real *z, int n)
{
#pragma omp simd
    for (int k = 0; k < n; k++) z[k] += x[k] * y[k];
}

/* A 32-bit mixer: every bit of x reaches every bit of the result. */
static inline uint32_t mix(uint32_t x)
{
    x = (x ^ x >> 16) * 0x7feb352du;
    x = (x ^ x >> 15) * 0x846ca68bu;
    return x ^ x >> 16;
}

CLONES void vec_dropout(real *x, int n, unsigned key, unsigned from, double rate)
{
    const uint32_t limit = (uint32_t)(rate * 4294967296.0);
    const real scale = (real)(1 / (1 - rate));
#pragma omp simd
    for (int i = 0; i < n; i++)
        x[i] = mix(mix(from + (uint32_t)i) ^ key) < limit ? 0 : x[i] * scale;
}
