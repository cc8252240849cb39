#include "nn/mat.h"

#include <string.h>

#include "base/memory.h"
#include "base/packed.h"
#include "unit.h"

static struct arena mem;

static void setup(void) { threads_use(1); }
static void teardown(void) { arena_free(&mem); }

static struct mat random_mat(int rows, int cols)
{
    const struct mat m = mat_take(&mem, rows, cols);
    unit_fill(m, 1);
    return m;
}

START_TEST(the_bits_of_a_sum_do_not_depend_on_threads)
{
    const struct mat A = random_mat(200, 900), b = random_mat(1, 900);
    struct mat sum[2];
    for (int k = 0; k < 2; k++) {
        sum[k] = mat_take(&mem, 1, 900);
        mat_copy(b, sum[k]);
        threads_use(k ? 3 : 1);
        add_rows(A, sum[k]);
    }
    ck_assert_int_eq(memcmp(sum[0].at, sum[1].at, sizeof(real) * 900), 0);
}
END_TEST

START_TEST(add_rows_adds_each_column_up)
{
    const struct mat A = random_mat(40, 300), b = mat_new(&mem, 1, 300);
    add_rows(A, b);
    for (int j = 0; j < 300; j++) {
        double sum = 0;
        for (int i = 0; i < 40; i++) sum += row(A, i)[j];
        ck_assert_double_eq_tol(b.at[j], sum, 1e-12);
    }
}
END_TEST

/* The parts of a sweep are all its columns, once each and in order. */
START_TEST(parts_cover_the_columns)
{
    for (int B = 1; B < 70; B++)
        for (int threads = 1; threads < 6; threads++) {
            threads_use(threads);
            const int parts = threads_parts(B);
            int end = 0;
            for (int k = 0; k < parts; k++) {
                const struct columns c = threads_part(B, parts, k);
                ck_assert_int_eq(c.from, end);
                end = c.to;
            }
            ck_assert_int_eq(end, B);
            ck_assert_int_le(parts, threads);
        }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("mat");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_bits_of_a_sum_do_not_depend_on_threads);
    tcase_add_test(c, add_rows_adds_each_column_up);
    tcase_add_test(c, parts_cover_the_columns);
    return unit_run_case("nn/mat", c);
}
