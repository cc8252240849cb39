#include "nn/softmax.h"

#include <math.h>

#include "base/memory.h"
#include "unit.h"

enum { N = 131, M = 3, V = 5 }; /* more rows than a chunk holds */

static struct arena mem, kept;
static struct params params;
static struct linear out;
static struct mat t, unused;
static int word[N];
static double smoothing;

static void setup(void)
{
    threads_use(1);
    smoothing = 0;
    linear_add_biased(&out, &params, "out", V, M);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, true);
    t = mat_take(&kept, N, M);
    unused = mat_new(&kept, N, M);
    unit_fill(t, 1);
    for (int i = 0; i < N; i++) word[i] = (i * 7) % V;
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    return softmax_learn(&out, t, word, (struct softmax_how){ smoothing, 0 }, unused, &mem).loss;
}

static void check_gradients(void)
{
    const struct mat dt = mat_new(&kept, N, M);
    softmax_learn(&out, t, word, (struct softmax_how){ smoothing, 1 }, dt, &mem);
    ck_assert_double_lt(gradcheck(loss, t, dt), 1e-6);
    for (int i = 0; i < params.count; i++)
        ck_assert_double_lt(gradcheck(loss, params.list[i]->w, params.list[i]->dw), 1e-6);
}

START_TEST(the_gradient_is_the_derivative_of_the_loss)
{
    check_gradients();
}
END_TEST

START_TEST(the_gradient_holds_with_label_smoothing)
{
    smoothing = 0.2;
    check_gradients();
}
END_TEST

START_TEST(scores_are_negative_log_probabilities)
{
    double nll[N], sum = 0, z = 0;
    softmax_score(&out, t, word, nll, &mem);
    for (int i = 0; i < N; i++) sum += nll[i];
    ck_assert_double_eq_tol(sum, loss(), 1e-9);
    for (int v = 0; v < V; v++) {
        double x = out.b.w.at[v];
        for (int k = 0; k < M; k++) x += row(out.W.w, v)[k] * row(t, 0)[k];
        z += exp(x);
    }
    double own = out.b.w.at[word[0]];
    for (int k = 0; k < M; k++) own += row(out.W.w, word[0])[k] * row(t, 0)[k];
    ck_assert_double_eq_tol(nll[0], log(z) - own, 1e-12);
}
END_TEST

START_TEST(huge_logits_neither_overflow_nor_vanish)
{
    out.b.w.at[0] = 1e4;
    double nll[N];
    softmax_score(&out, t, word, nll, &mem);
    for (int i = 0; i < N; i++) ck_assert(isfinite(nll[i]) && nll[i] >= -1e-9);
    ck_assert_double_lt(nll[0], 1e-9);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_gradient_is_the_derivative_of_the_loss,
                                   the_gradient_holds_with_label_smoothing,
                                   scores_are_negative_log_probabilities,
                                   huge_logits_neither_overflow_nor_vanish, NULL };
    return unit_run("nn/softmax", tests, setup, teardown);
}
