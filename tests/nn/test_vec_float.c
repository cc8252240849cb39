/* The exp and tanh of vec.c in float, as training and translation run them: how far from libm's in
 * double, over all that comes up.  Built in float, whatever the other tests are. */
#include "nn/vec.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "unit.h"

enum { CHUNK = 4096 };
enum { STRIDE = 257 }; /* of the bit patterns of all floats, one in so many is tried */

_Static_assert(sizeof(real) == sizeof(float), "this test is of the build in float");

static float of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* The distance in units in the last place of the float nearest to `should`. */
static double ulps(float is, double should)
{
    if (isnan(is)) return INFINITY; /* fmax would pass over it */
    const float near = fabsf((float)should);
    const double unit = fmax(FLT_MIN * FLT_EPSILON, (double)nextafterf(near, INFINITY) - near);
    return fabs(is - should) / unit;
}

/* The next floats from *bits on, one in STRIDE, of both signs in turn; how many are below most. */
static int next_floats(uint32_t *bits, float most, float *x)
{
    int n = 0;
    for (; n < CHUNK && *bits <= bits_of(most); *bits += STRIDE, n++)
        x[n] = n % 2 ? of_bits(*bits) : -of_bits(*bits);
    return n;
}

START_TEST(tanh_is_within_three_units_in_the_last_place)
{
    static float x[CHUNK], y[CHUNK];
    double worst = 0;
    uint32_t bits = 0;
    for (int n; (n = next_floats(&bits, 100, x)) > 0;) {
        memcpy(y, x, sizeof y);
        vec_tanh(y, n);
        for (int i = 0; i < n; i++) worst = fmax(worst, ulps(y[i], tanh(x[i])));
    }
    ck_assert_double_le(worst, 3);
}
END_TEST

START_TEST(tanh_keeps_zeros_denormals_infinities_and_what_is_no_number)
{
    float x[] = { 0,         FLT_MIN, FLT_MIN / 1024, -FLT_MIN / 1024, FLT_MAX, -FLT_MAX, INFINITY,
                  -INFINITY, NAN };
    const float should[] = { 0, FLT_MIN, FLT_MIN / 1024, -FLT_MIN / 1024, 1, -1, 1, -1 };
    vec_tanh(x, 9);
    for (int i = 0; i < 8; i++) ck_assert_float_eq(x[i], should[i]);
    ck_assert(isnan(x[8]));
}
END_TEST

START_TEST(tanh_stays_within_one_and_is_odd)
{
    static float x[CHUNK], y[CHUNK], z[CHUNK];
    uint32_t bits = bits_of(1e-3f);
    for (int n; (n = next_floats(&bits, 20, x)) > 0;) {
        for (int i = 0; i < n; i++) y[i] = x[i], z[i] = -x[i];
        vec_tanh(y, n);
        vec_tanh(z, n);
        for (int i = 0; i < n; i++) {
            ck_assert_float_le(fabsf(y[i]), 1);
            ck_assert_float_eq_tol(y[i], -z[i], 2 * FLT_EPSILON);
        }
    }
}
END_TEST

/* With the largest at 0, x = -20 .. -87 adds nothing to the sum and comes out as e^x itself. */
START_TEST(exp_is_within_two_units_in_the_last_place)
{
    double worst = 0;
    for (uint32_t bits = bits_of(20); bits < bits_of(87);) {
        float x[16] = { 0 }, y[16];
        for (int i = 1; i < 16; i++, bits += STRIDE / 16) x[i] = -of_bits(bits);
        memcpy(y, x, sizeof y);
        vec_softmax(y, 16);
        ck_assert_float_eq(y[0], 1);
        for (int i = 1; i < 16 && x[i] >= -87; i++) worst = fmax(worst, ulps(y[i], exp(x[i])));
    }
    ck_assert_double_le(worst, 2);
}
END_TEST

/* p = e^x / (1 + e^x): the sum, its reciprocal and the product round as well. */
START_TEST(softmax_of_two_is_the_logistic_function)
{
    double worst = 0;
    for (float x = 0; x > -20; x -= 1.0f / 4096) {
        float y[] = { 0, x };
        const float log_sum = vec_softmax(y, 2);
        const double sum = 1 + exp(x);
        worst = fmax(worst, fmax(ulps(y[0], 1 / sum), ulps(y[1], exp(x) / sum)));
        ck_assert_float_eq_tol(log_sum, log(sum), FLT_EPSILON);
    }
    ck_assert_double_le(worst, 4);
}
END_TEST

/* Below -87 it is no longer a number that counts: not 0 as e^x would be, and not a denormal. */
START_TEST(exp_of_the_very_small_is_next_to_nothing)
{
    float x[] = { 0, -87, -87.5f, -88, -104, -1000, -FLT_MAX, -INFINITY };
    ck_assert_float_eq(vec_softmax(x, 8), 0);
    ck_assert_float_eq(x[0], 1);
    for (int i = 1; i < 8; i++) {
        ck_assert_float_ge(x[i], 0);
        ck_assert_float_le(x[i], 2e-38f);
    }
}
END_TEST

START_TEST(softmax_of_huge_numbers_sums_to_one)
{
    float x[] = { 3e38f, 3e38f, -3e38f, 1 };
    vec_softmax(x, 4);
    ck_assert_float_eq(x[0], 0.5f);
    ck_assert_float_eq(x[1], 0.5f);
}
END_TEST

START_TEST(softmax_of_what_is_no_number_is_none)
{
    const float bad[] = { NAN, INFINITY };
    for (int k = 0; k < 2; k++)
        for (int place = 0; place < 40; place++) {
            float x[40] = { 0 };
            x[place] = bad[k];
            ck_assert(isnan(vec_log_sum_exp(x, 40)));
            vec_softmax(x, 40);
            ck_assert(isnan(x[place]));
        }
}
END_TEST

START_TEST(gates_are_sigmoids_to_half_an_epsilon)
{
    for (float x = -30; x < 30; x += 1.0f / 512) {
        float z = x, r = x / 2, rh;
        const float h = 1;
        vec_gates(&z, &r, &h, &rh, 1);
        ck_assert_float_eq_tol(z, 1 / (1 + exp(-x)), FLT_EPSILON);
        ck_assert_float_eq_tol(r, 1 / (1 + exp(-x / 2)), FLT_EPSILON);
        ck_assert_float_ge(z, 0);
        ck_assert_float_le(z, 1);
        ck_assert_float_eq(rh, r);
    }
}
END_TEST

/* A number's result does not depend on its place in the vector. */
START_TEST(remainders_of_the_loops_compute_as_their_bodies)
{
    for (int n = 1; n < 70; n++) {
        float x[70], one;
        for (int i = 0; i < n; i++) x[i] = 0.37f;
        vec_tanh(x, n);
        one = 0.37f;
        vec_tanh(&one, 1);
        for (int i = 0; i < n; i++) ck_assert_float_eq(x[i], one);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        tanh_is_within_three_units_in_the_last_place,
        tanh_keeps_zeros_denormals_infinities_and_what_is_no_number,
        tanh_stays_within_one_and_is_odd,
        exp_is_within_two_units_in_the_last_place,
        softmax_of_two_is_the_logistic_function,
        exp_of_the_very_small_is_next_to_nothing,
        softmax_of_huge_numbers_sums_to_one,
        softmax_of_what_is_no_number_is_none,
        gates_are_sigmoids_to_half_an_epsilon,
        remainders_of_the_loops_compute_as_their_bodies,
        NULL,
    };
    return unit_run("nn/vec in float", tests, NULL, NULL);
}
