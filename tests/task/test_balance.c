#include "task/balance.h"

#include "base/memory.h"
#include "unit.h"

/* "the house" and "la maison": la looks at house a little more than at the; the last row and
 * column are </s>. */
static const double alpha[] = { 0.4, 0.5, 0.1, /* la     */
                                0.0, 0.9, 0.1, /* maison */
                                0.1, 0.1, 0.8 };

START_TEST(a_row_or_a_column_alone_stays_as_it_is)
{
    const double x[] = { .05, .9, .02, .03 };
    double *row = balance(x, 4, 1, 3, 3), *column = balance(x, 1, 4, 1, 3);
    for (int k = 0; k < 3; k++) ck_assert_double_eq(row[k], x[k]);
    for (int k = 0; k < 4; k++) ck_assert_double_eq(column[k], x[k]);
    memory_free(row);
    memory_free(column);
}
END_TEST

START_TEST(a_word_that_others_look_at_gives_way)
{
    double *x = balance(alpha, 3, 2, 2, 3);
    ck_assert_double_gt(x[0], x[1]);
    ck_assert_double_gt(x[3], x[2]);
    memory_free(x);
}
END_TEST

START_TEST(no_rounds_leave_the_weights_of_the_words)
{
    double *x = balance(alpha, 3, 2, 2, 0);
    ck_assert_double_eq(x[0], 0.4);
    ck_assert_double_eq(x[1], 0.5);
    ck_assert_double_eq(x[3], 0.9);
    memory_free(x);
}
END_TEST

START_TEST(many_rounds_make_rows_and_columns_sum_to_one)
{
    double *x = balance(alpha, 3, 2, 2, 200);
    for (int k = 0; k < 2; k++) {
        ck_assert_double_eq_tol(x[2 * k] + x[2 * k + 1], 1, 1e-9);
        ck_assert_double_eq_tol(x[k] + x[2 + k], 1, 0.02);
    }
    memory_free(x);
}
END_TEST

START_TEST(a_word_nobody_looks_at_stays_without_weight)
{
    const double nothing[] = { 0, 1, 0, 1 };
    double *x = balance(nothing, 2, 2, 2, 5);
    ck_assert_double_eq(x[0], 0);
    ck_assert_double_eq(x[1], 1);
    ck_assert_double_eq(x[2], 0);
    memory_free(x);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_row_or_a_column_alone_stays_as_it_is,      a_word_that_others_look_at_gives_way,
        no_rounds_leave_the_weights_of_the_words,    many_rounds_make_rows_and_columns_sum_to_one,
        a_word_nobody_looks_at_stays_without_weight, NULL
    };
    return unit_run("task/balance", tests, NULL, NULL);
}
