#include "nn/dropout.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/packed.h"
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
    dropout_apply((struct dropout){ .rate = 0.3, .key = 77 }, x);
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
    dropout_apply((struct dropout){ .rate = 0.5, .key = 78 }, x);
    dropout_apply((struct dropout){ .rate = 0.5, .key = 78 }, dx);
    ck_assert_int_eq(memcmp(x.at, dx.at, sizeof(real) * N * D), 0);
}
END_TEST

START_TEST(another_key_is_another_mask)
{
    const struct mat a = ones(), b = ones();
    dropout_apply((struct dropout){ .rate = 0.5, .key = 78 }, a);
    dropout_apply((struct dropout){ .rate = 0.5, .key = 79 }, b);
    int same = 0;
    for (int i = 0; i < N * D; i++) same += a.at[i] == b.at[i];
    ck_assert_double_eq_tol(same / (double)(N * D), 0.5, 0.02);
}
END_TEST

START_TEST(rate_zero_changes_nothing)
{
    const struct mat x = ones();
    dropout_apply((struct dropout){ .rate = 0, .key = 78 }, x);
    for (int i = 0; i < N * D; i++) ck_assert_double_eq(x.at[i], 1);
}
END_TEST

/* Sequences of 3, 2 and 1 words: rows 0 1 2, 3 4, 5. */
START_TEST(over_steps_a_column_has_one_mask_and_each_its_own)
{
    const int *const id[] = { (int[]){ 0, 0, 0 }, (int[]){ 0, 0 }, (int[]){ 0 } };
    const struct packed words = packed_new(&mem, 3, id, (int[]){ 3, 2, 1 });
    const struct mat x = mat_rows(ones(), 0, 6);
    dropout_apply((struct dropout){ .rate = 0.5, .key = 80, .over = &words }, x);
    const size_t size = D * sizeof(real);
    ck_assert_int_eq(memcmp(row(x, 0), row(x, 3), size), 0);
    ck_assert_int_eq(memcmp(row(x, 0), row(x, 5), size), 0);
    ck_assert_int_eq(memcmp(row(x, 1), row(x, 4), size), 0);
    ck_assert_int_ne(memcmp(row(x, 0), row(x, 1), size), 0);
    ck_assert_int_ne(memcmp(row(x, 1), row(x, 2), size), 0);
}
END_TEST

START_TEST(things_are_left_out_as_a_whole_at_the_rate)
{
    int dropped = 0;
    for (int i = 0; i < N * D; i++) {
        dropped += dropout_drops((struct dropout){ .rate = 0.3, .key = 81 }, i);
        ck_assert(!dropout_drops((struct dropout){ .key = 81 }, i));
    }
    ck_assert_double_eq_tol(dropped / (double)(N * D), 0.3, 0.02);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_rate_is_kept_and_the_mean_stays,
                                   backward_sees_the_mask_of_forward,
                                   another_key_is_another_mask,
                                   rate_zero_changes_nothing,
                                   over_steps_a_column_has_one_mask_and_each_its_own,
                                   things_are_left_out_as_a_whole_at_the_rate,
                                   NULL };
    return unit_run("nn/dropout", tests, NULL, teardown);
}
