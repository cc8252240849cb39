#include "nn/softmax.h"

#include <math.h>

#include "base/memory.h"
#include "nn/vec.h"
#include "unit.h"

enum { N = 131, M = 3, V = 5 }; /* more rows than a chunk holds */

static struct arena mem, kept;
static struct params params;
static struct linear out;
static struct mat t, unused;
static int word[N];
static double smoothing, rdrop;

static void setup(void)
{
    threads_use(1);
    smoothing = rdrop = 0;
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
    return softmax_learn(&out, t, word, (struct softmax_how){ smoothing, 0, rdrop, NULL }, unused,
                         &mem)
        .loss;
}

static void check_gradients(void)
{
    const struct mat dt = mat_new(&kept, t.rows, M);
    softmax_learn(&out, t, word, (struct softmax_how){ smoothing, 1, rdrop, NULL }, dt, &mem);
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

/* From here on rows 2i and 2i+1 are of the same word. */
static void use_copies(double alpha)
{
    rdrop = alpha;
    t = mat_rows(t, 0, N - 1);
    unused = mat_rows(unused, 0, N - 1);
    for (int i = 1; i < N; i += 2) word[i] = word[i - 1];
}

START_TEST(the_gradient_holds_with_copies)
{
    smoothing = 0.2 * _i;
    use_copies(3);
    check_gradients();
}
END_TEST

/* p(v) of a row. */
static double probability(int i, int v)
{
    double z = 0, own = 0;
    for (int k = 0; k < V; k++) {
        const double x = out.b.w.at[k] + vec_dot(row(out.W.w, k), row(t, i), M);
        z += exp(x);
        if (k == v) own = exp(x);
    }
    return own / z;
}

START_TEST(copies_add_their_divergence_to_the_mean_of_their_losses)
{
    double should = 0;
    use_copies(3);
    for (int i = 0; i < N - 1; i += 2) {
        should -= 0.5 * log(probability(i, word[i]) * probability(i + 1, word[i]));
        for (int v = 0; v < V; v++) {
            const double p = probability(i, v), q = probability(i + 1, v);
            should += 3 * 0.25 * (p * log(p / q) + q * log(q / p));
        }
    }
    ck_assert_double_eq_tol(loss(), should, 1e-10);
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
    TCase *c = tcase_create("softmax");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_gradient_is_the_derivative_of_the_loss);
    tcase_add_test(c, the_gradient_holds_with_label_smoothing);
    tcase_add_loop_test(c, the_gradient_holds_with_copies, 0, 2);
    tcase_add_test(c, copies_add_their_divergence_to_the_mean_of_their_losses);
    tcase_add_test(c, scores_are_negative_log_probabilities);
    tcase_add_test(c, huge_logits_neither_overflow_nor_vanish);
    return unit_run_case("nn/softmax", c);
}
