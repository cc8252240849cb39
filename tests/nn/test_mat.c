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

/* Shapes on both sides of a tile's edge. */
static const int shapes[][3] = { { 1, 1, 1 },     { 3, 5, 7 },     { 256, 256, 4 },
                                 { 300, 257, 9 }, { 31, 700, 33 }, { 520, 40, 3 } };

START_TEST(the_product_adds_what_the_definition_says)
{
    const int m = shapes[_i][0], n = shapes[_i][1], K = shapes[_i][2];
    const struct mat A = random_mat(K, m), B = random_mat(K, n), C = mat_new(&mem, m, n);
    for (int twice = 0; twice < 2; twice++) mul_tn(A, B, C);
    for (int i = 0; i < m; i += 1 + m / 9)
        for (int j = 0; j < n; j += 1 + n / 9) {
            double sum = 0;
            for (int k = 0; k < K; k++) sum += row(A, k)[i] * row(B, k)[j];
            ck_assert_double_eq_tol(row(C, i)[j], 2 * sum, 1e-12);
        }
}
END_TEST

START_TEST(a_product_of_views_leaves_the_rest_alone)
{
    const struct mat C = mat_new(&mem, 6, 8), A = random_mat(3, 2), B = random_mat(3, 4);
    mul_tn(A, B, mat_cols(mat_rows(C, 1, 2), 2, 4));
    for (int i = 0; i < C.rows; i++)
        for (int j = 0; j < C.cols; j++)
            if (i < 1 || i > 2 || j < 2 || j > 5) ck_assert_double_eq(row(C, i)[j], 0);
}
END_TEST

START_TEST(the_bits_do_not_depend_on_threads)
{
    const struct mat A = random_mat(200, 130), B = random_mat(200, 900), b = random_mat(1, 900);
    struct mat C[2], sum[2];
    for (int k = 0; k < 2; k++) {
        C[k] = mat_new(&mem, 130, 900);
        sum[k] = mat_take(&mem, 1, 900);
        mat_copy(b, sum[k]);
        threads_use(k ? 3 : 1);
        mul_tn(A, B, C[k]);
        add_rows(B, sum[k]);
    }
    ck_assert_int_eq(memcmp(C[0].at, C[1].at, sizeof(real) * 130 * 900), 0);
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
    tcase_add_loop_test(c, the_product_adds_what_the_definition_says, 0,
                        (int)(sizeof shapes / sizeof *shapes));
    tcase_add_test(c, a_product_of_views_leaves_the_rest_alone);
    tcase_add_test(c, the_bits_do_not_depend_on_threads);
    tcase_add_test(c, add_rows_adds_each_column_up);
    tcase_add_test(c, parts_cover_the_columns);
    return unit_run_case("nn/mat", c);
}
