#include "nn/softmax.h"

#include "base/memory.h"
#include "base/stage.h"
#include "nn/vec.h"

static struct mat logits_of(const struct linear *out, struct mat t, struct arena *mem)
{
    const struct mat logits = mat_take(mem, t.rows, out->W.w.rows);
    linear_forward(out, t, logits);
    return logits;
}

/* One row of logits to its loss, and in place to its scaled gradient. */
static struct softmax_loss learn_row(real *x, int V, int word, struct softmax_how how)
{
    const double own = x[word], share = how.smoothing / V;
    const struct vec_softmax_sums s = vec_softmax_less(x, V, (real)share, (real)how.scale);
    x[word] -= (real)((1 - how.smoothing) * how.scale);

    const double lse = s.log_sum_exp, nll = lse - own;
    return (struct softmax_loss){ nll, (1 - how.smoothing) * nll + share * (V * lse - s.sum) };
}

static struct softmax_loss learn_chunk(struct linear *out, struct mat t, const int *word,
                                       struct softmax_how how, struct mat dt, struct arena *mem)
{
    const struct mat logits = logits_of(out, t, mem);
    struct softmax_loss *each = arena_take(mem, (size_t)t.rows, sizeof *each);
#pragma omp parallel for schedule(static)
    for (int i = 0; i < t.rows; i++) each[i] = learn_row(row(logits, i), logits.cols, word[i], how);
    linear_backward(out, t, logits, dt, mem);

    struct softmax_loss sum = { 0, 0 };
    for (int i = 0; i < t.rows; i++) {
        sum.nll += each[i].nll;
        sum.loss += each[i].loss;
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
