#include "nn/linear.h"

#include "base/memory.h"
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

int main(void)
{
    const TTest *const tests[] = { backward_is_the_derivative_of_forward,
                                   backward_adds_to_what_is_there, NULL };
    return unit_run("nn/linear", tests, setup, teardown);
}
