#include "base/rng.h"

#include <math.h>

#include "unit.h"

enum { DRAWS = 200000 };

static struct rng rng;

static void setup(void) { rng_seed(&rng, 1); }

START_TEST(the_hash_is_splitmix64)
{
    /* The first numbers of the published generator started at 1234567. */
    ck_assert_uint_eq(rng_hash(1234567, 0), 6457827717110365317u);
    ck_assert_uint_eq(rng_hash(1234567, 1), 3203168211198807973u);
    ck_assert_uint_eq(rng_hash(1234567, 2), 9817491932198370423u);
}
END_TEST

START_TEST(the_stream_is_xoshiro256starstar)
{
    /* The first numbers of the published generator from the state 1 2 3 4. */
    struct rng r = { { 1, 2, 3, 4 } };
    ck_assert_uint_eq(rng_next(&r), 11520);
    ck_assert_uint_eq(rng_next(&r), 0);
    ck_assert_uint_eq(rng_next(&r), 1509978240);
    ck_assert_uint_eq(rng_next(&r), 1215971899390074240u);
}
END_TEST

START_TEST(a_saved_stream_goes_on_as_it_would_have)
{
    rng_normal(&rng);
    struct rng saved = rng;
    const double a = rng_normal(&rng), b = rng_uniform(&rng);
    ck_assert_double_eq(rng_normal(&saved), a);
    ck_assert_double_eq(rng_uniform(&saved), b);
}
END_TEST

START_TEST(uniform_numbers_fill_the_unit_interval)
{
    double sum = 0, least = 1, most = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = rng_uniform(&rng);
        sum += x;
        least = fmin(least, x);
        most = fmax(most, x);
    }
    ck_assert(0 <= least && least < 1e-4 && 1 - 1e-4 < most && most < 1);
    ck_assert_double_eq_tol(sum / DRAWS, 0.5, 0.005);
}
END_TEST

START_TEST(normal_numbers_have_mean_0_and_variance_1)
{
    double sum = 0, squares = 0, fourth = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = rng_normal(&rng);
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
    }
    ck_assert_double_eq_tol(sum / DRAWS, 0, 0.01);
    ck_assert_double_eq_tol(squares / DRAWS, 1, 0.02);
    ck_assert_double_eq_tol(fourth / DRAWS, 3, 0.15);
}
END_TEST

START_TEST(below_is_even_for_all_residues)
{
    int seen[6] = { 0 };
    for (int i = 0; i < DRAWS; i++) seen[rng_below(&rng, 6)]++;
    for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(seen[i], DRAWS / 6.0, 700);
    ck_assert_uint_eq(rng_below(&rng, 1), 0);
}
END_TEST

/* Of 2^64 numbers a quarter is left over by n = 3 * 2^62. */
START_TEST(below_is_even_where_many_numbers_are_left_over)
{
    int seen[3] = { 0 };
    for (int i = 0; i < DRAWS; i++) seen[rng_below(&rng, 3ull << 62) >> 62]++;
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(seen[i], DRAWS / 3.0, 1000);
}
END_TEST

START_TEST(a_shuffle_keeps_all_items_and_favours_no_order)
{
    int seen[3][3] = { { 0 } };
    for (int i = 0; i < 30000; i++) {
        int items[3] = { 0, 1, 2 };
        rng_shuffle(&rng, items, 3);
        ck_assert_int_eq(1 << items[0] | 1 << items[1] | 1 << items[2], 7);
        for (int k = 0; k < 3; k++) seen[k][items[k]]++;
    }
    for (int k = 0; k < 3; k++)
        for (int j = 0; j < 3; j++) ck_assert_double_eq_tol(seen[k][j], 10000, 400);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_hash_is_splitmix64,
                                   the_stream_is_xoshiro256starstar,
                                   a_saved_stream_goes_on_as_it_would_have,
                                   uniform_numbers_fill_the_unit_interval,
                                   normal_numbers_have_mean_0_and_variance_1,
                                   below_is_even_for_all_residues,
                                   below_is_even_where_many_numbers_are_left_over,
                                   a_shuffle_keeps_all_items_and_favours_no_order,
                                   NULL };
    return unit_run("base/rng", tests, setup, NULL);
}
