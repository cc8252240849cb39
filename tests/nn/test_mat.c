#include "nn/mat.h"

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

/* Σ_k a(i,k) b(k,j) by hand, A or B read transposed. */
static double by_hand(struct mat A, struct mat B, int i, int j, int ta, int tb)
{
    double sum = 0;
    for (int k = 0; k < (ta ? A.rows : A.cols); k++)
        sum += (ta ? row(A, k)[i] : row(A, i)[k]) * (tb ? row(B, j)[k] : row(B, k)[j]);
    return sum;
}

/* Shapes on both sides of a tile's edge. */
static const int shapes[][3] = { { 1, 1, 1 },     { 3, 5, 7 },     { 256, 256, 4 },
                                 { 300, 257, 9 }, { 31, 700, 33 }, { 520, 40, 3 } };

START_TEST(products_add_what_the_definition_says)
{
    const int m = shapes[_i][0], n = shapes[_i][1], k = shapes[_i][2];
    const struct mat A = random_mat(m, k), At = random_mat(k, m), B = random_mat(k, n),
                     Bt = random_mat(n, k);
    const struct mat nn = mat_new(&mem, m, n), nt = mat_new(&mem, m, n), tn = mat_new(&mem, m, n);
    for (int twice = 0; twice < 2; twice++) {
        mul_nn(A, B, nn);
        mul_nt(A, Bt, nt);
        mul_tn(At, B, tn);
    }
    for (int i = 0; i < m; i += 1 + m / 9)
        for (int j = 0; j < n; j += 1 + n / 9) {
            ck_assert_double_eq_tol(row(nn, i)[j], 2 * by_hand(A, B, i, j, 0, 0), 1e-12);
            ck_assert_double_eq_tol(row(nt, i)[j], 2 * by_hand(A, Bt, i, j, 0, 1), 1e-12);
            ck_assert_double_eq_tol(row(tn, i)[j], 2 * by_hand(At, B, i, j, 1, 0), 1e-12);
        }
}
END_TEST

START_TEST(a_product_of_views_leaves_the_rest_alone)
{
    const struct mat C = mat_new(&mem, 6, 8), A = random_mat(2, 3), B = random_mat(3, 4);
    mul_nn(A, B, mat_cols(mat_rows(C, 1, 2), 2, 4));
    for (int i = 0; i < C.rows; i++)
        for (int j = 0; j < C.cols; j++)
            if (i < 1 || i > 2 || j < 2 || j > 5) ck_assert_double_eq(row(C, i)[j], 0);
}
END_TEST

START_TEST(the_bits_do_not_depend_on_threads)
{
    const struct mat A = random_mat(130, 200), B = random_mat(200, 900);
    const struct mat one = mat_new(&mem, 130, 900), two = mat_new(&mem, 130, 900);
    threads_use(1);
    mul_nn(A, B, one);
    threads_use(3);
    mul_nn(A, B, two);
    ck_assert_int_eq(memcmp(one.at, two.at, sizeof(real) * 130 * 900), 0);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("mat");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, products_add_what_the_definition_says, 0,
                        (int)(sizeof shapes / sizeof *shapes));
    tcase_add_test(c, a_product_of_views_leaves_the_rest_alone);
    tcase_add_test(c, the_bits_do_not_depend_on_threads);
    return unit_run_case("nn/mat", c);
}
