#include "nn/linear.h"

#include "base/memory.h"
#include "nn/embed.h"
#include "unit.h"

enum { N = 3, IN = 4, OUT = 5 };

static struct arena mem;
static struct params params;
static struct linear linear;
static struct mat x, weight;

static void setup(void)
{
    threads_use(1);
    linear_add_biased(&linear, &params, "linear", OUT, IN);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, true);
    x = mat_take(&mem, N, IN);
    weight = mat_take(&mem, N, OUT);
    unit_fill(x, 1);
    unit_fill(weight, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
}

static double loss(void)
{
    const struct mat y = mat_take(&mem, N, OUT);
    weights_arrange(&params, true);
    linear_forward(&linear, x, y);
    double sum = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < OUT; k++) sum += row(weight, i)[k] * row(y, i)[k];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    const struct mat dx = mat_new(&mem, N, IN);
    linear_backward(&linear, x, weight, dx, &mem);
    ck_assert_double_lt(gradcheck(loss, x, dx), 1e-6);
    ck_assert_double_lt(gradcheck(loss, linear.W.w, linear.W.dw), 1e-6);
    ck_assert_double_lt(gradcheck(loss, linear.b.w, linear.b.dw), 1e-6);
}
END_TEST

START_TEST(backward_adds_to_what_is_there)
{
    const struct mat once = mat_new(&mem, N, IN), twice = mat_new(&mem, N, IN);
    linear_backward(&linear, x, weight, once, &mem);
    linear_backward(&linear, x, weight, twice, &mem);
    linear_backward(&linear, x, weight, twice, &mem);
    ck_assert_double_eq_tol(row(twice, 1)[2], 2 * row(once, 1)[2], 1e-14);
}
END_TEST

/* L = Σ weight ∘ (E E[word]ᵀ + b): the same matrix gives the words and multiplies them. */
static struct embed embed;
static const int word[N] = { 4, -1, 2 };

static double tied_loss(void)
{
    weights_arrange(&params, true);
    embed_forward(&embed, word, x);
    return loss();
}

START_TEST(a_tied_matrix_gathers_the_gradients_of_both_uses)
{
    params_free(&params);
    embed_add(&embed, &params, "embed.E", OUT, IN);
    linear_add_tied(&linear, &params, "linear", embed.of);
    ck_assert_int_eq(params.count, 2);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    tied_loss();
    const struct mat dx = mat_new(&mem, N, IN);
    linear_backward(&linear, x, weight, dx, &mem);
    embed_backward(&embed, word, dx);
    ck_assert_double_lt(gradcheck(tied_loss, embed.E.w, embed.E.dw), 1e-6);
    ck_assert_double_lt(gradcheck(tied_loss, linear.b.w, linear.b.dw), 1e-6);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { backward_is_the_derivative_of_forward,
                                   backward_adds_to_what_is_there,
                                   a_tied_matrix_gathers_the_gradients_of_both_uses, NULL };
    return unit_run("nn/linear", tests, setup, teardown);
}
