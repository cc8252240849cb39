/* Products in bfloat16: what comes of rounding the factors and adding up in float. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "nn/panels.h"
#include "nn/bf16.h"
#include "unit.h"

static struct arena mem;

static void setup(void) { threads_use(2); }
static void teardown(void) { arena_free(&mem); }

static struct mat random_mat(int rows, int cols)
{
    const struct mat m = mat_take(&mem, rows, cols);
    unit_fill(m, 1);
    return m;
}

static float rounded(float x)
{
    const float other = 0;
    uint32_t pair;
    bf16_pair(&x, &other, &pair, 1);
    pair <<= 16;
    memcpy(&x, &pair, sizeof x);
    return x;
}

START_TEST(rounding_takes_the_nearest_and_the_even_one_of_two)
{
    ck_assert_float_eq(rounded(1.0f), 1.0f);
    ck_assert_float_eq(rounded(1 + 1.0f / 256), 1.0f);           /* half way: to the even */
    ck_assert_float_eq(rounded(1 + 3.0f / 256), 1 + 4.0f / 256); /* half way: to the even */
    ck_assert_float_eq(rounded(1 + 1.01f / 256), 1 + 2.0f / 256);
    ck_assert_float_eq(rounded(-3.14159265f), -3.140625f);
    ck_assert(isinf(rounded(INFINITY)));
    ck_assert(isnan(rounded(NAN)));
}
END_TEST

START_TEST(a_pair_holds_the_first_below_the_second)
{
    const real x[4] = { 1, 2, 3, 4 };
    uint32_t pair[2];
    bf16_pair_up(x, pair, 2);
    ck_assert_uint_eq(pair[0], 0x40003f80u);
    ck_assert_uint_eq(pair[1], 0x40804040u);
}
END_TEST

/* M, K, N; odd K among them. */
static const int shapes[][3] = { { 1, 1, 1 },   { 3, 5, 7 },     { 8, 16, 32 },
                                 { 13, 9, 64 }, { 129, 41, 70 }, { 5, 2051, 33 } };

static void assert_near(real is, double should, int K)
{
    ck_assert_double_eq_tol((double)is, should, 1e-6 * K);
}

START_TEST(a_product_rounds_its_factors_and_nothing_else)
{
    const int M = shapes[_i][0], K = shapes[_i][1], N = shapes[_i][2];
    const struct mat A = random_mat(M, K), B = random_mat(K, N), Bt = mat_take(&mem, N, K);
    const struct mat C = mat_new(&mem, M, N), D = mat_new(&mem, M, N);
    for (int k = 0; k < K; k++)
        for (int j = 0; j < N; j++) row(Bt, j)[k] = row(B, k)[j];
    struct panels p = panels_take(&mem, K, N), transposed = panels_take(&mem, K, N);
    p.bf16 = transposed.bf16 = true;
    panels_fill(p, B);
    panels_fill_transposed(transposed, Bt);
    mul_panels(A, p, C);
    mul_panels(A, transposed, D);
    ck_assert_mem_eq(C.at, D.at, sizeof(real) * M * N);
    for (int i = 0; i < M; i += 1 + M / 29)
        for (int j = 0; j < N; j += 1 + N / 29) {
            double sum = 0;
            for (int k = 0; k < K; k++) sum += rounded(row(A, i)[k]) * rounded(row(B, k)[j]);
            assert_near(row(C, i)[j], sum, K);
        }
}
END_TEST

START_TEST(so_does_the_product_of_gradients)
{
    const int M = shapes[_i][0], K = shapes[_i][1], N = shapes[_i][2];
    const struct mat A = random_mat(K, M), B = random_mat(K, N), C = mat_new(&mem, M, N);
    mul_transposed(A, B, C, true, &mem);
    for (int i = 0; i < M; i += 1 + M / 29)
        for (int j = 0; j < N; j += 1 + N / 29) {
            double sum = 0;
            for (int k = 0; k < K; k++) sum += rounded(row(A, k)[i]) * rounded(row(B, k)[j]);
            assert_near(row(C, i)[j], sum, K);
        }
}
END_TEST

/* In tiles of whole and of few rows, on one thread and on three. */
START_TEST(the_bits_of_a_row_depend_on_that_row_alone)
{
    const int M = 133, K = 200, N = 300;
    const struct mat A = random_mat(M, K), B = random_mat(K, N);
    const struct mat one = mat_new(&mem, M, N), two = mat_new(&mem, M, N),
                     each = mat_new(&mem, M, N);
    struct panels p = panels_take(&mem, K, N);
    p.bf16 = true;
    panels_fill(p, B);
    threads_use(1);
    mul_panels(A, p, one);
    threads_use(3);
    mul_panels(A, p, two);
    for (int i = 0; i < M; i++) mul_panels(mat_rows(A, i, 1), p, mat_rows(each, i, 1));
    ck_assert_mem_eq(one.at, two.at, sizeof(real) * M * N);
    ck_assert_mem_eq(one.at, each.at, sizeof(real) * M * N);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("panels in bfloat16");
    const int count = (int)(sizeof shapes / sizeof *shapes);
    tcase_add_checked_fixture(c, setup, teardown);
    if (!bf16_have()) return puts("1..0 # skip: a processor without AVX512-BF16") < 0;
    tcase_add_test(c, rounding_takes_the_nearest_and_the_even_one_of_two);
    tcase_add_test(c, a_pair_holds_the_first_below_the_second);
    tcase_add_loop_test(c, a_product_rounds_its_factors_and_nothing_else, 0, count);
    tcase_add_loop_test(c, so_does_the_product_of_gradients, 0, count);
    tcase_add_test(c, the_bits_of_a_row_depend_on_that_row_alone);
    return unit_run_case("nn/panels_float", c);
}
