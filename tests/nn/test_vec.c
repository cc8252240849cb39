/* Each loop against its definition, one number at a time with libm; the lengths straddle the widths
 * of vector registers. */
#include "nn/vec.h"

#include <math.h>
#include <string.h>

#include "unit.h"

enum { LONGEST = 257, VECTORS = 8 };

static const int length[] = { 1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 100, LONGEST };
enum { LENGTHS = sizeof length / sizeof *length };

static real value[VECTORS][LONGEST], before[VECTORS][LONGEST];

static void setup(void)
{
    unit_fill((struct mat){ value[0], VECTORS, LONGEST, LONGEST }, 2);
    memcpy(before, value, sizeof value);
}

static void assert_near(double is, double should)
{
    ck_assert_double_eq_tol(is, should, 1e-12 * (1 + fabs(should)));
}

/* What lies beyond the n numbers given is not touched. */
static void assert_kept(int vector, int n)
{
    for (int i = n; i < LONGEST; i++) ck_assert_double_eq(value[vector][i], before[vector][i]);
}

static double logistic(double x) { return 1 / (1 + exp(-x)); }

START_TEST(dot_sums_the_products)
{
    for (int k = 0; k < LENGTHS; k++) {
        double sum = 0;
        for (int i = 0; i < length[k]; i++) sum += value[0][i] * value[1][i];
        assert_near(vec_dot(value[0], value[1], length[k]), sum);
    }
    ck_assert_double_eq(vec_dot(value[0], value[1], 0), 0);
}
END_TEST

START_TEST(axpy_adds_a_multiple)
{
    const int n = length[_i];
    vec_axpy(-1.5, value[0], value[1], n);
    for (int i = 0; i < n; i++) assert_near(value[1][i], before[1][i] - 1.5 * before[0][i]);
    assert_kept(0, 0);
    assert_kept(1, n);
}
END_TEST

START_TEST(tanh_is_taken_of_each)
{
    const int n = length[_i];
    vec_tanh(value[0], n);
    for (int i = 0; i < n; i++) assert_near(value[0][i], tanh(before[0][i]));
    assert_kept(0, n);
}
END_TEST

START_TEST(energy_is_v_times_the_tanh_of_the_sum)
{
    const int n = length[_i];
    double sum = 0;
    for (int k = 0; k < n; k++) sum += value[2][k] * tanh(value[0][k] + value[1][k]);
    assert_near(vec_energy(value[0], value[1], value[2], n), sum);
}
END_TEST

START_TEST(energy_backward_adds_the_derivative_to_all_three)
{
    const int n = length[_i];
    const double de = 0.7;
    vec_energy_backward(value[0], value[1], value[2], de,
                        (struct energy_gradient){ value[3], value[4], value[5], NULL }, n);
    for (int k = 0; k < n; k++) {
        const double th = tanh(value[0][k] + value[1][k]);
        const double d = de * value[2][k] * (1 - th * th);
        assert_near(value[3][k], before[3][k] + d);
        assert_near(value[4][k], before[4][k] + d);
        assert_near(value[5][k], before[5][k] + de * th);
    }
    for (int v = 0; v < 6; v++) assert_kept(v, v < 3 ? 0 : n);
}
END_TEST

static double log_sum_exp(const real *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += exp(x[i]);
    return log(sum);
}

START_TEST(softmax_is_the_exponentials_over_their_sum)
{
    const int n = length[_i];
    const double z = log_sum_exp(before[0], n);
    assert_near(vec_log_sum_exp(value[0], n), z);
    assert_kept(0, 0);
    assert_near(vec_softmax(value[0], n), z);
    for (int i = 0; i < n; i++) assert_near(value[0][i], exp(before[0][i] - z));
    assert_kept(0, n);
}
END_TEST

START_TEST(softmax_bears_numbers_whose_exponentials_do_not_exist)
{
    real x[] = { 5000, 4999, -5000, 5000 };
    const double share = 1 / (2 + exp(-1));
    assert_near(vec_log_sum_exp(x, 4), 5000 + log(2 + exp(-1)));
    assert_near(vec_softmax(x, 4), 5000 + log(2 + exp(-1)));
    assert_near(x[0], share);
    assert_near(x[1], share * exp(-1));
    ck_assert_double_eq_tol(x[2], 0, 1e-30);
    assert_near(x[3], share);
}
END_TEST

START_TEST(softmax_of_what_is_no_number_is_none)
{
    for (int bad = 0; bad < 20; bad++) {
        real x[20] = { 0 };
        x[bad] = (real)NAN;
        ck_assert(isnan(vec_log_sum_exp(x, 20)));
        ck_assert(isnan(vec_softmax(x, 20)));
        for (int i = 0; i < 20; i++) ck_assert(isnan(x[i]));
    }
}
END_TEST

START_TEST(gates_are_sigmoids_and_the_reset_state)
{
    const int n = length[_i];
    vec_gates(value[0], value[1], value[2], value[3], n);
    for (int k = 0; k < n; k++) {
        assert_near(value[0][k], logistic(before[0][k]));
        assert_near(value[1][k], logistic(before[1][k]));
        assert_near(value[3][k], logistic(before[1][k]) * before[2][k]);
    }
    for (int v = 0; v < 4; v++) assert_kept(v, v == 2 ? 0 : n);
}
END_TEST

START_TEST(mix_goes_from_the_old_state_to_the_candidate)
{
    const int n = length[_i];
    vec_mix(value[0], value[1], value[2], value[3], n);
    for (int k = 0; k < n; k++) {
        const double z = before[0][k], th = tanh(before[1][k]);
        assert_near(value[1][k], th);
        assert_near(value[3][k], (1 - z) * before[2][k] + z * th);
    }
    for (int v = 0; v < 4; v++) assert_kept(v, v % 2 ? n : 0);
}
END_TEST

/* Against the difference quotient of (1 − σ(z)) h + σ(z) tanh(n) by z, n and h. */
START_TEST(mix_backward_is_the_derivative_of_gates_and_mix)
{
    const int n = length[_i];
    const double step = 1e-5;
    real *h = value[2], *dh = value[5];
    vec_gates(value[0], value[6], h, value[7], n);
    vec_mix(value[0], value[1], h, value[3], n);
    vec_mix_backward((struct gates){ .z = value[0], .n = value[1], .h = h }, before[4], value[3],
                     value[4], dh, n);
    for (int k = 0; k < n; k++) {
        const double z = before[0][k], c = before[1][k], d = before[4][k];
        const double up = logistic(z + step), down = logistic(z - step);
        const double by_z = (up - down) * (tanh(c) - h[k]) / (2 * step);
        const double by_n = logistic(z) * (tanh(c + step) - tanh(c - step)) / (2 * step);
        ck_assert_double_eq_tol(value[3][k], d * by_z, 1e-8);
        ck_assert_double_eq_tol(value[4][k], d * by_n, 1e-8);
        assert_near(dh[k], before[5][k] + d * (1 - logistic(z)));
    }
}
END_TEST

/* Against the difference quotient of σ(r) h by r and h. */
START_TEST(reset_backward_is_the_derivative_of_the_reset_state)
{
    const int n = length[_i];
    const double step = 1e-5;
    vec_gates(value[6], value[0], value[1], value[7], n);
    vec_reset_backward((struct gates){ .r = value[0], .h = value[1] }, value[2], value[3], value[4],
                       n);
    for (int k = 0; k < n; k++) {
        const double r = before[0][k], h = before[1][k], d = before[2][k];
        const double by_r = h * (logistic(r + step) - logistic(r - step)) / (2 * step);
        ck_assert_double_eq_tol(value[3][k], d * by_r, 1e-8);
        assert_near(value[4][k], before[4][k] + d * logistic(r));
    }
    assert_kept(3, n);
    assert_kept(4, n);
}
END_TEST

START_TEST(dropout_of_a_part_is_the_part_of_the_dropout)
{
    real whole[LONGEST];
    memcpy(whole, value[0], sizeof whole);
    vec_dropout(whole, LONGEST, 17, 0, 0.4);
    for (int k = 0; k < LENGTHS; k++) {
        const int from = LONGEST - length[k];
        memcpy(value[0], before[0], sizeof value[0]);
        vec_dropout(value[0] + from, length[k], 17, (unsigned)from, 0.4);
        ck_assert_mem_eq(value[0] + from, whole + from, length[k] * sizeof(real));
    }
}
END_TEST

START_TEST(dropout_leaves_out_its_share_and_keeps_the_mean)
{
    enum { MANY = 100000 };
    static real x[MANY];
    double kept = 0;
    for (int i = 0; i < MANY; i++) x[i] = 1;
    vec_dropout(x, MANY, 99, 0, 0.3);
    for (int i = 0; i < MANY; i++) {
        if (x[i] != 0) assert_near(x[i], 1 / 0.7);
        kept += x[i] != 0;
    }
    ck_assert_double_eq_tol(kept / MANY, 0.7, 0.006); /* four standard deviations */
}
END_TEST

int main(void)
{
    const TTest *const each[] = {
        axpy_adds_a_multiple,
        tanh_is_taken_of_each,
        energy_is_v_times_the_tanh_of_the_sum,
        energy_backward_adds_the_derivative_to_all_three,
        softmax_is_the_exponentials_over_their_sum,
        gates_are_sigmoids_and_the_reset_state,
        mix_goes_from_the_old_state_to_the_candidate,
        mix_backward_is_the_derivative_of_gates_and_mix,
        reset_backward_is_the_derivative_of_the_reset_state,
    };
    TCase *c = tcase_create("vec");
    tcase_add_checked_fixture(c, setup, NULL);
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        tcase_add_loop_test(c, each[i], 0, LENGTHS);
    tcase_add_test(c, dot_sums_the_products);
    tcase_add_test(c, softmax_bears_numbers_whose_exponentials_do_not_exist);
    tcase_add_test(c, softmax_of_what_is_no_number_is_none);
    tcase_add_test(c, dropout_of_a_part_is_the_part_of_the_dropout);
    tcase_add_test(c, dropout_leaves_out_its_share_and_keeps_the_mean);
    return unit_run_case("nn/vec", c);
}
