#include "nn/dropout.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { N = 200, D = 50 };

static struct arena mem;
static struct mat ones(void)
{
    const struct mat m = mat_take(&mem, N, D);
    for (int i = 0; i < N * D; i++) m.at[i] = 1;
    return m;
}

static void teardown(void) { arena_free(&mem); }

START_TEST(the_rate_is_kept_and_the_mean_stays)
{
    const struct mat x = ones();
    dropout_apply((struct dropout){ 0.3, 77 }, x);
    int zeros = 0;
    for (int i = 0; i < N * D; i++) {
        zeros += x.at[i] == 0;
        ck_assert(x.at[i] == 0 || fabs(x.at[i] - 1 / 0.7) < 1e-6);
    }
    ck_assert_double_eq_tol(zeros / (double)(N * D), 0.3, 0.02); /* 4 standard deviations */
}
END_TEST

START_TEST(backward_sees_the_mask_of_forward)
{
    const struct mat x = ones(), dx = ones();
    dropout_apply((struct dropout){ 0.5, 78 }, x);
    dropout_apply((struct dropout){ 0.5, 78 }, dx);
    ck_assert_int_eq(memcmp(x.at, dx.at, sizeof(real) * N * D), 0);
}
END_TEST

START_TEST(another_key_is_another_mask)
{
    const struct mat a = ones(), b = ones();
    dropout_apply((struct dropout){ 0.5, 78 }, a);
    dropout_apply((struct dropout){ 0.5, 79 }, b);
    int same = 0;
    for (int i = 0; i < N * D; i++) same += a.at[i] == b.at[i];
    ck_assert_double_eq_tol(same / (double)(N * D), 0.5, 0.02);
}
END_TEST

START_TEST(rate_zero_changes_nothing)
{
    const struct mat x = ones();
    dropout_apply((struct dropout){ 0, 78 }, x);
    for (int i = 0; i < N * D; i++) ck_assert_double_eq(x.at[i], 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_rate_is_kept_and_the_mean_stays,
                                   backward_sees_the_mask_of_forward, another_key_is_another_mask,
                                   rate_zero_changes_nothing, NULL };
    return unit_run("nn/dropout", tests, NULL, teardown);
}
