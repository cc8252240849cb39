#include "nn/maxout.h"

#include "base/memory.h"
#include "unit.h"

enum { N = 3, M = 4 };

static struct arena mem;
static struct mat u, weight;

static void setup(void)
{
    u = mat_take(&mem, N, 2 * M);
    weight = mat_take(&mem, N, M);
    unit_fill(u, 1);
    unit_fill(weight, 1);
}

static void teardown(void) { arena_free(&mem); }

static double loss(void)
{
    const struct mat t = mat_take(&mem, N, M);
    maxout_forward(u, t);
    double sum = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < M; k++) sum += row(weight, i)[k] * row(t, i)[k];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    const struct mat du = mat_take(&mem, N, 2 * M);
    maxout_backward(u, weight, du);
    ck_assert_double_lt(gradcheck(loss, u, du), 1e-6);
}
END_TEST

START_TEST(the_larger_of_each_neighbouring_pair_passes)
{
    real in[] = { 1, 2, -3, -4, 0, 0 }, out[3];
    maxout_forward((struct mat){ in, 1, 6, 6 }, (struct mat){ out, 1, 3, 3 });
    ck_assert_double_eq(out[0], 2);
    ck_assert_double_eq(out[1], -3);
    ck_assert_double_eq(out[2], 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { backward_is_the_derivative_of_forward,
                                   the_larger_of_each_neighbouring_pair_passes, NULL };
    return unit_run("nn/maxout", tests, setup, teardown);
}
