/* Attention in its general form, by itself and in double: queries that look at keys for values.
 *
 *     e_ij = score(q_i, k_j)     α_i = softmax(e_i)     o_i = Σ_j α_ij v_j        for each head
 *
 * The scores are those of nn/scores.h, with queries and keys as they are given. */
#include "rnnsearch.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "model/config.h"

/* One query and one key of a head; w is its part of the parameter, NULL for the simplest one. */
struct pair {
    const double *q, *k, *w;
    int d, dk; /* widths of query and key   */
    int j;     /* which key it is           */
};

struct pair_gradient {
    double *q, *k, *w;
};

static double additive(const struct pair *p)
{
    double sum = 0;
    for (int i = 0; i < p->d; i++) sum += (p->w ? p->w[i] : 1) * tanh(p->q[i] + p->k[i]);
    return sum;
}

static void additive_backward(const struct pair *p, double de, struct pair_gradient g)
{
    for (int i = 0; i < p->d; i++) {
        const double t = tanh(p->q[i] + p->k[i]);
        const double d = de * (p->w ? p->w[i] : 1) * (1 - t * t);
        g.q[i] += d;
        g.k[i] += d;
        if (g.w) g.w[i] += de * t;
    }
}

static double dot(const struct pair *p)
{
    double sum = 0;
    for (int i = 0; i < p->d; i++) sum += p->q[i] * p->k[i];
    return sum;
}

static void dot_backward(const struct pair *p, double de, struct pair_gradient g)
{
    for (int i = 0; i < p->d; i++) {
        g.q[i] += de * p->k[i];
        g.k[i] += de * p->q[i];
    }
}

static double scaled_dot(const struct pair *p) { return dot(p) / sqrt(p->d); }

static void scaled_dot_backward(const struct pair *p, double de, struct pair_gradient g)
{
    dot_backward(p, de / sqrt(p->d), g);
}

/* qᵀ W k, W [d][dk] */
static double general(const struct pair *p)
{
    if (!p->w) return dot(p);
    double sum = 0;
    for (int i = 0; i < p->d; i++)
        for (int j = 0; j < p->dk; j++) sum += p->q[i] * p->w[i * p->dk + j] * p->k[j];
    return sum;
}

static void general_backward(const struct pair *p, double de, struct pair_gradient g)
{
    if (!p->w) {
        dot_backward(p, de, g);
        return;
    }
    for (int i = 0; i < p->d; i++)
        for (int j = 0; j < p->dk; j++) {
            g.q[i] += de * p->w[i * p->dk + j] * p->k[j];
            g.k[j] += de * p->w[i * p->dk + j] * p->q[i];
            if (g.w) g.w[i * p->dk + j] += de * p->q[i] * p->k[j];
        }
}

static double location(const struct pair *p) { return p->q[p->j]; }

static void location_backward(const struct pair *p, double de, struct pair_gradient g)
{
    g.q[p->j] += de;
}

static const struct kind {
    double (*energy)(const struct pair *);
    void (*backward)(const struct pair *, double de, struct pair_gradient); /* adds */
} kinds[] = {
    [SCORE_ADDITIVE] = { additive, additive_backward },
    [SCORE_DOT] = { dot, dot_backward },
    [SCORE_SCALED_DOT] = { scaled_dot, scaled_dot_backward },
    [SCORE_GENERAL] = { general, general_backward },
    [SCORE_LOCATION] = { location, location_backward },
};

/* --- what is given ---------------------------------------------------------------------------- */

static bool find_score(const char *name, enum attention_score *score, struct rns_error *err)
{
    struct rns_config *c = rns_config_new();
    const bool found = rns_config_set(c, "attention.score", name, err);
    *score = c->attention.score;
    rns_config_free(c);
    assert((size_t)*score < sizeof kinds / sizeof *kinds); /* each score has its row */
    return found;
}

static bool check_heads(const struct rns_attention *a, struct rns_error *err)
{
    const struct {
        const char *name;
        int columns;
    } cut[] = { { "query", a->query.cols }, { "keys", a->key.cols }, { "values", a->value.cols } };
    for (int i = 0; i < 3; i++)
        if (a->heads < 1 || cut[i].columns % a->heads)
            return fail(err, RNS_USAGE, "%d columns of %s cannot be cut into %d heads",
                        cut[i].columns, cut[i].name, a->heads);
    return true;
}

static bool check_parameter(const struct rns_attention *a, enum attention_score score,
                            struct rns_error *err)
{
    const struct rns_matrix *p = &a->parameter;
    if (!p->at) return true;
    if (score != SCORE_ADDITIVE && score != SCORE_GENERAL)
        return fail(err, RNS_USAGE, "the score %s has no parameter", a->score);
    const int rows = score == SCORE_ADDITIVE ? 1 : a->query.cols;
    const int cols = score == SCORE_ADDITIVE ? a->query.cols : a->key.cols / a->heads;
    return (p->rows == rows && p->cols == cols) ||
           fail(err, RNS_BAD_DATA,
                "the parameter of %s must have %d rows and %d columns, not %d "
                "and %d",
                a->score, rows, cols, p->rows, p->cols);
}

static bool check(const struct rns_attention *a, enum attention_score *score, struct rns_error *err)
{
    if (!find_score(a->score, score, err) || !check_heads(a, err)) return false;
    if (a->key.rows < 1 || a->key.rows != a->value.rows)
        return fail(err, RNS_BAD_DATA, "there are %d keys and %d values; each key has its value",
                    a->key.rows, a->value.rows);
    if (*score == SCORE_LOCATION && a->query.cols / a->heads < a->key.rows)
        return fail(err, RNS_BAD_DATA,
                    "the score location takes a column of the query for each of the %d keys",
                    a->key.rows);
    const bool alike = *score != SCORE_LOCATION && !(*score == SCORE_GENERAL && a->parameter.at);
    if (alike && a->query.cols != a->key.cols)
        return fail(err, RNS_BAD_DATA,
                    "queries have %d columns and keys %d; the score %s takes as many of both",
                    a->query.cols, a->key.cols, a->score);
    return check_parameter(a, *score, err);
}

/* Query i and key j of head h. */
static struct pair pair_at(const struct rns_attention *a, int h, int i, int j)
{
    const int d = a->query.cols / a->heads, dk = a->key.cols / a->heads;
    const long w = (long)h * d * (a->parameter.rows == 1 ? 1 : dk);
    return (struct pair){ a->query.at + (long)i * a->query.cols + (long)h * d,
                          a->key.at + (long)j * a->key.cols + (long)h * dk,
                          a->parameter.at ? a->parameter.at + w : NULL,
                          d,
                          dk,
                          j };
}

/* --- forward ---------------------------------------------------------------------------------- */

static void softmax(double *x, int n)
{
    double most = x[0], sum = 0;
    for (int j = 1; j < n; j++) most = fmax(most, x[j]);
    for (int j = 0; j < n; j++) sum += x[j] = exp(x[j] - most);
    for (int j = 0; j < n; j++) x[j] /= sum;
}

static void look(const struct rns_attention *a, const struct kind *kind, int h, int i,
                 double *alpha, double *out)
{
    const int c = a->value.cols / a->heads;
    for (int j = 0; j < a->key.rows; j++) {
        const struct pair p = pair_at(a, h, i, j);
        alpha[j] = kind->energy(&p);
    }
    softmax(alpha, a->key.rows);
    memset(out, 0, (size_t)c * sizeof *out);
    for (int j = 0; j < a->key.rows; j++)
        for (int k = 0; k < c; k++)
            out[k] += alpha[j] * a->value.at[(long)j * a->value.cols + h * c + k];
}

bool rns_attend(const struct rns_attention *a, double *weights, double *out, struct rns_error *err)
{
    enum attention_score score;
    if (!check(a, &score, err)) return false;
    const int c = a->value.cols / a->heads;
    for (int h = 0; h < a->heads; h++)
        for (int i = 0; i < a->query.rows; i++)
            look(a, &kinds[score], h, i, weights + ((long)h * a->query.rows + i) * a->key.rows,
                 out + (long)i * a->value.cols + (long)h * c);
    return true;
}

/* --- backward --------------------------------------------------------------------------------- */

/* What pair_at reads, among the gradients. */
static struct pair_gradient gradient_at(const struct rns_attention *a,
                                        const struct rns_attention_gradient *g, int h, int i, int j)
{
    const int d = a->query.cols / a->heads, dk = a->key.cols / a->heads;
    const long w = (long)h * d * (a->parameter.rows == 1 ? 1 : dk);
    return (struct pair_gradient){ g->query + (long)i * a->query.cols + (long)h * d,
                                   g->key + (long)j * a->key.cols + (long)h * dk,
                                   g->parameter && a->parameter.at ? g->parameter + w : NULL };
}

static void unlook(const struct rns_attention *a, const struct kind *kind,
                   const struct rns_attention_gradient *g, int h, int i)
{
    const int n = a->key.rows, C = a->value.cols, c = C / a->heads;
    const double *alpha = g->weights + ((long)h * a->query.rows + i) * n;
    const double *dout = g->out + (long)i * C + (long)h * c;
    double mean = 0;

    /* forward: o = Σ_j α_j v_j,  α = softmax(e) */
    for (int j = 0; j < n; j++)
        for (int k = 0; k < c; k++) {
            const long at = (long)j * C + h * c + k;
            g->value[at] += alpha[j] * dout[k];
            mean += alpha[j] * dout[k] * a->value.at[at];
        }
    for (int j = 0; j < n; j++) {
        double dalpha = 0;
        for (int k = 0; k < c; k++) dalpha += dout[k] * a->value.at[(long)j * C + h * c + k];
        const struct pair p = pair_at(a, h, i, j);
        kind->backward(&p, alpha[j] * (dalpha - mean), gradient_at(a, g, h, i, j));
    }
}

bool rns_attend_backward(const struct rns_attention *a, const struct rns_attention_gradient *g,
                         struct rns_error *err)
{
    enum attention_score score;
    if (!check(a, &score, err)) return false;
    for (int h = 0; h < a->heads; h++)
        for (int i = 0; i < a->query.rows; i++) unlook(a, &kinds[score], g, h, i);
    return true;
}
