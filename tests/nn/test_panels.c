#include "nn/panels.h"

#include <string.h>

#include "base/memory.h"
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

static struct panels panels_of(struct mat B)
{
    const struct panels p = panels_take(&mem, B.rows, B.cols);
    panels_fill(p, B);
    return p;
}

/* M, K, N: on both sides of the edges of a block of rows, a panel and a task. */
static const int shapes[][3] = { { 1, 1, 1 },   { 3, 5, 7 },     { 8, 16, 32 },   { 7, 3, 33 },
                                 { 13, 9, 64 }, { 129, 40, 70 }, { 5, 2050, 17 }, { 300, 1, 100 } };

START_TEST(the_product_adds_what_the_definition_says)
{
    const int M = shapes[_i][0], K = shapes[_i][1], N = shapes[_i][2];
    const struct mat A = random_mat(M, K), B = random_mat(K, N), C = mat_new(&mem, M, N);
    const struct panels p = panels_of(B);
    for (int twice = 0; twice < 2; twice++) mul_panels(A, p, C);
    for (int i = 0; i < M; i += 1 + M / 29)
        for (int j = 0; j < N; j += 1 + N / 29) {
            double sum = 0;
            for (int k = 0; k < K; k++) sum += row(A, i)[k] * row(B, k)[j];
            ck_assert_double_eq_tol(row(C, i)[j], 2 * sum, 1e-12 * K);
        }
}
END_TEST

START_TEST(panels_of_the_transposed_are_the_same)
{
    const int K = shapes[_i][1], N = shapes[_i][2];
    const struct mat B = random_mat(K, N), Bt = mat_take(&mem, N, K), A = random_mat(4, K);
    for (int k = 0; k < K; k++)
        for (int j = 0; j < N; j++) row(Bt, j)[k] = row(B, k)[j];
    const struct panels transposed = panels_take(&mem, K, N);
    panels_fill_transposed(transposed, Bt);
    const struct mat one = mat_new(&mem, 4, N), two = mat_new(&mem, 4, N);
    mul_panels(A, panels_of(B), one);
    mul_panels(A, transposed, two);
    ck_assert_mem_eq(one.at, two.at, sizeof(real) * 4 * N);
}
END_TEST

START_TEST(the_product_of_gradients_adds_what_the_definition_says)
{
    const int M = shapes[_i][0], K = shapes[_i][1], N = shapes[_i][2];
    const struct mat A = random_mat(K, M), B = random_mat(K, N), C = mat_new(&mem, M, N);
    for (int twice = 0; twice < 2; twice++) mul_transposed(A, B, C, false, &mem);
    for (int i = 0; i < M; i += 1 + M / 29)
        for (int j = 0; j < N; j += 1 + N / 29) {
            double sum = 0;
            for (int k = 0; k < K; k++) sum += row(A, k)[i] * row(B, k)[j];
            ck_assert_double_eq_tol(row(C, i)[j], 2 * sum, 1e-12 * K);
        }
}
END_TEST

START_TEST(a_product_of_views_leaves_the_rest_alone)
{
    const struct mat C = mat_new(&mem, 6, 50), A = random_mat(2, 9), B = random_mat(3, 40);
    mul_panels(mat_cols(A, 2, 3), panels_of(B), mat_cols(mat_rows(C, 1, 2), 2, 40));
    mul_transposed(mat_cols(B, 1, 2), B, mat_cols(mat_rows(C, 1, 2), 2, 40), false, &mem);
    for (int i = 0; i < C.rows; i++)
        for (int j = 0; j < C.cols; j++)
            if (i < 1 || i > 2 || j < 2 || j > 41) ck_assert_double_eq(row(C, i)[j], 0);
}
END_TEST

/* Neither on how many threads there are nor on which rows are multiplied together. */
START_TEST(the_bits_of_a_row_depend_on_that_row_alone)
{
    const int M = 133, K = 200, N = 300;
    const struct mat A = random_mat(M, K);
    const struct panels B = panels_of(random_mat(K, N));
    const struct mat one = mat_new(&mem, M, N), two = mat_new(&mem, M, N),
                     each = mat_new(&mem, M, N);
    mul_panels(A, B, one);
    threads_use(3);
    mul_panels(A, B, two);
    for (int i = 0; i < M; i++) mul_panels(mat_rows(A, i, 1), B, mat_rows(each, i, 1));
    ck_assert_mem_eq(one.at, two.at, sizeof(real) * M * N);
    ck_assert_mem_eq(one.at, each.at, sizeof(real) * M * N);
}
END_TEST

START_TEST(the_bits_of_a_gradient_do_not_depend_on_threads)
{
    const struct mat A = random_mat(200, 133), B = random_mat(200, 300);
    const struct mat one = mat_new(&mem, 133, 300), two = mat_new(&mem, 133, 300);
    mul_transposed(A, B, one, false, &mem);
    threads_use(3);
    mul_transposed(A, B, two, false, &mem);
    ck_assert_mem_eq(one.at, two.at, sizeof(real) * 133 * 300);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("panels");
    const int count = (int)(sizeof shapes / sizeof *shapes);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, the_product_adds_what_the_definition_says, 0, count);
    tcase_add_loop_test(c, panels_of_the_transposed_are_the_same, 0, count);
    tcase_add_loop_test(c, the_product_of_gradients_adds_what_the_definition_says, 0, count);
    tcase_add_test(c, the_bits_of_a_gradient_do_not_depend_on_threads);
    tcase_add_test(c, a_product_of_views_leaves_the_rest_alone);
    tcase_add_test(c, the_bits_of_a_row_depend_on_that_row_alone);
    return unit_run_case("nn/panels", c);
}
