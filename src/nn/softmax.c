#include "nn/softmax.h"

#include <assert.h>

#include "base/memory.h"
#include "base/stage.h"
#include "nn/vec.h"

static struct mat logits_of(const struct linear *out, struct mat t, struct arena *mem)
{
    const struct mat logits = mat_take(mem, t.rows, out->weight.out);
    linear_forward(out, t, logits);
    return logits;
}

/* The loss of a word, and its label smoothing's, from the sums over its logits. */
static struct softmax_loss loss_of(struct vec_softmax_sums s, double own, int V, double smoothing)
{
    const double lse = s.log_sum_exp, nll = lse - own;
    return (struct softmax_loss){ nll, (1 - smoothing) * nll + smoothing / V * (V * lse - s.sum) };
}

/* One row of logits to its loss, and in place to its scaled gradient. */
static struct softmax_loss learn_row(real *x, int V, int word, struct softmax_how how)
{
    const double own = x[word], share = how.smoothing / V;
    const struct vec_softmax_sums s = vec_softmax_less(x, V, (real)share, (real)how.scale);
    x[word] -= (real)((1 - how.smoothing) * how.scale);
    return loss_of(s, own, V, how.smoothing);
}

/* Of p and q, in place, to their scaled gradients, with d = log p − log q. */
struct copies {
    real *p, *q, *d;
};

static double diverge(struct copies c, int V, int word, struct softmax_how how)
{
    real *restrict p = c.p, *restrict q = c.q, *restrict d = c.d, pq = 0, qp = 0;
#pragma omp simd reduction(+ : pq, qp)
    for (int v = 0; v < V; v++) {
        pq += p[v] * d[v];
        qp -= q[v] * d[v];
    }
    const real share = (real)(how.smoothing / V), ce = (real)(how.scale / 2);
    const real kl = (real)(how.scale * how.rdrop / 4);
    for (int v = 0; v < V; v++) {
        const real P = p[v], Q = q[v];
        p[v] = ce * (P - share) + kl * (P * (d[v] - pq) + P - Q);
        q[v] = ce * (Q - share) + kl * (Q * (-d[v] - qp) + Q - P);
    }
    p[word] -= (real)(1 - how.smoothing) * ce;
    q[word] -= (real)(1 - how.smoothing) * ce;
    return pq + qp;
}

/* The same of the two rows of a word. */
static struct softmax_loss learn_copies(struct copies c, int V, int word, struct softmax_how how)
{
    const double own_p = c.p[word], own_q = c.q[word];
    for (int v = 0; v < V; v++) c.d[v] = c.p[v] - c.q[v];
    const struct vec_softmax_sums of_p = vec_softmax_less(c.p, V, 0, 1),
                                  of_q = vec_softmax_less(c.q, V, 0, 1);
    for (int v = 0; v < V; v++) c.d[v] -= of_p.log_sum_exp - of_q.log_sum_exp;
    const struct softmax_loss p = loss_of(of_p, own_p, V, how.smoothing),
                              q = loss_of(of_q, own_q, V, how.smoothing);
    const double kl = diverge(c, V, word, how);
    return (struct softmax_loss){ (p.nll + q.nll) / 2, (p.loss + q.loss) / 2 + how.rdrop / 4 * kl };
}

/* The rows two by two; how many losses there are. */
static int learn_twos(struct mat logits, const int *word, struct softmax_how how,
                      struct softmax_loss *each, struct arena *mem)
{
    const int V = logits.cols, n = logits.rows / 2;
    const struct arena_mark mark = arena_mark(mem);
    const struct mat d = mat_take(mem, n, V);
    assert(logits.rows == 2 * n);
#pragma omp parallel for schedule(static)
    for (int i = 0; i < n; i++) {
        const struct copies c = { row(logits, 2 * i), row(logits, 2 * i + 1), row(d, i) };
        each[i] = learn_copies(c, V, word[2 * i], how);
    }
    arena_release(mem, mark);
    return n;
}

static int learn_rows(struct mat logits, const int *word, struct softmax_how how,
                      struct softmax_loss *each)
{
#pragma omp parallel for schedule(static)
    for (int i = 0; i < logits.rows; i++)
        each[i] = learn_row(row(logits, i), logits.cols, word[i], how);
    return logits.rows;
}

static struct softmax_loss learn_chunk(struct linear *out, struct mat t, const int *word,
                                       struct softmax_how how, struct mat dt, struct arena *mem)
{
    const struct mat logits = logits_of(out, t, mem);
    struct softmax_loss *each = arena_take(mem, (size_t)t.rows, sizeof *each);
    const int n = how.rdrop > 0 ? learn_twos(logits, word, how, each, mem)
                                : learn_rows(logits, word, how, each);
    linear_backward(out, t, logits, dt, mem);

    struct softmax_loss sum = { 0, 0 };
    for (int i = 0; i < n; i++) {
        sum.nll += each[i].nll;
        sum.loss += each[i].loss;
        if (how.nll) how.nll[i] = each[i].nll;
    }
    return sum;
}

static int chunk_rows(int i, int rows)
{
    return rows - i < SOFTMAX_CHUNK ? rows - i : SOFTMAX_CHUNK;
}

struct softmax_loss softmax_learn(struct linear *out, struct mat t, const int *word,
                                  struct softmax_how how, struct mat dt, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_READOUT);
    struct softmax_loss sum = { 0, 0 };
    for (int i = 0; i < t.rows; i += SOFTMAX_CHUNK) {
        const int n = chunk_rows(i, t.rows);
        const struct arena_mark mark = arena_mark(mem);
        const struct softmax_loss part =
            learn_chunk(out, mat_rows(t, i, n), word + i, how, mat_rows(dt, i, n), mem);
        arena_release(mem, mark);
        if (how.nll) how.nll += n;
        sum.nll += part.nll;
        sum.loss += part.loss;
    }
    stage_enter(before);
    return sum;
}

void softmax_score(const struct linear *out, struct mat t, const int *word, double *nll,
                   struct arena *mem)
{
    for (int i = 0; i < t.rows; i += SOFTMAX_CHUNK) {
        const int n = chunk_rows(i, t.rows);
        const struct arena_mark mark = arena_mark(mem);
        const struct mat logits = logits_of(out, mat_rows(t, i, n), mem);
#pragma omp parallel for schedule(static)
        for (int k = 0; k < n; k++) {
            const real *x = row(logits, k);
            nll[i + k] = (double)vec_log_sum_exp(x, logits.cols) - x[word[i + k]];
        }
        arena_release(mem, mark);
    }
}
