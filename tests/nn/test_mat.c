#include "nn/mat.h"

#include <stdlib.h>
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

enum { MOST = 70 };

/* The parts of a sweep are all its columns, once each and in order. */
START_TEST(parts_cover_the_columns)
{
    static const int words[MOST + 1];
    const int *id[MOST];
    int length[MOST];
    for (int b = 0; b < MOST; b++) {
        id[b] = words;
        length[b] = _i ? MOST - b : 9;
    }
    for (int B = 1; B < MOST; B++)
        for (int threads = 1; threads < 6; threads++) {
            const struct packed p = packed_new(&mem, B, id, length);
            threads_use(threads);
            const int parts = threads_parts(&p);
            int end = 0;
            for (int k = 0; k < parts; k++) {
                const struct columns c = threads_part(&p, parts, k);
                ck_assert_int_eq(c.from, end);
                ck_assert_int_ge(c.to, c.from);
                end = c.to;
            }
            ck_assert_int_eq(end, B);
            ck_assert_int_le(parts, threads);
        }
}
END_TEST

START_TEST(parts_have_about_as_many_words)
{
    static const int words[MOST + 1];
    const int *id[MOST];
    int length[MOST];
    for (int b = 0; b < MOST; b++) {
        id[b] = words;
        length[b] = MOST - b;
    }
    const struct packed p = packed_new(&mem, MOST, id, length);
    for (int k = 0; k < 2; k++) {
        const struct columns c = threads_part(&p, 2, k);
        int sum = 0;
        for (int b = c.from; b < c.to; b++) sum += length[b];
        ck_assert_int_lt(abs(2 * sum - p.rows), 8 * MOST);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("mat");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, the_bits_of_a_sum_do_not_depend_on_threads);
    tcase_add_test(c, add_rows_adds_each_column_up);
    tcase_add_loop_test(c, parts_cover_the_columns, 0, 2);
    tcase_add_test(c, parts_have_about_as_many_words);
    return unit_run_case("nn/mat", c);
}
