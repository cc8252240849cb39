#include "nn/param.h"

#include <math.h>

#include "base/memory.h"
#include "base/rng.h"
#include "unit.h"

static struct params params;
static struct param embedding, input, recurrent, alignment, energy, bias;

static void setup(void)
{
    threads_use(1);
    params_add(&params, &input, "W", PARAM_INPUT, 100, 60);
    params_add(&params, &recurrent, "U", PARAM_RECURRENT, 3 * 20, 20);
    params_add(&params, &alignment, "W_a", PARAM_ALIGNMENT, 50, 60);
    params_add(&params, &energy, "v", PARAM_ENERGY, 1, 50);
    params_add(&params, &bias, "b", PARAM_BIAS, 1, 100);
    params_add(&params, &embedding, "E", PARAM_EMBEDDING, 1000, 8);
    params_alloc(&params);
}

static void teardown(void) { params_free(&params); }

static void init(enum param_init how)
{
    struct rng rng;
    rng_seed(&rng, 3);
    params_init(&params, how, &rng);
}

static double deviation(const struct param *p)
{
    double sum = 0;
    for (int i = 0; i < p->w.rows; i++)
        for (int j = 0; j < p->w.cols; j++) sum += row(p->w, i)[j] * row(p->w, i)[j];
    return sqrt(sum / (p->w.rows * p->w.cols));
}

static void check_orthogonal_blocks(void)
{
    for (int block = 0; block < 3; block++)
        for (int i = 0; i < 20; i++)
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int k = 0; k < 20; k++)
                    dot +=
                        row(recurrent.w, block * 20 + i)[k] * row(recurrent.w, block * 20 + j)[k];
                ck_assert_double_eq_tol(dot, i == j, 1e-10);
            }
}

START_TEST(bahdanau_initialises_by_role)
{
    init(INIT_BAHDANAU);
    ck_assert_double_eq_tol(deviation(&input), 0.01, 0.0005);
    ck_assert_double_eq_tol(deviation(&embedding), 0.01, 0.0005);
    ck_assert_double_eq_tol(deviation(&alignment), 0.001, 0.00005);
    ck_assert_double_eq(deviation(&energy), 0);
    ck_assert_double_eq(deviation(&bias), 0);
    check_orthogonal_blocks();
}
END_TEST

START_TEST(glorot_keeps_the_variance_of_fan_in_and_fan_out)
{
    init(INIT_GLOROT);
    ck_assert_double_eq_tol(deviation(&input), sqrt(2.0 / 160), 0.005);
    ck_assert_double_eq_tol(deviation(&embedding), 0.1, 0.005);
    ck_assert_double_gt(deviation(&energy), 0);
    ck_assert_double_eq(deviation(&bias), 0);
    check_orthogonal_blocks();
}
END_TEST

START_TEST(the_blocks_hold_every_parameter_once)
{
    ck_assert_uint_eq(params.size, 100 * 60 + 60 * 20 + 50 * 60 + 50 + 100 + 8000);
    ck_assert_ptr_eq(input.w.at, params.values);
    ck_assert_ptr_eq(recurrent.w.at, params.values + 6000);
    ck_assert_ptr_eq(params_find(&params, "W_a"), &alignment);
    ck_assert_ptr_null(params_find(&params, "W_b"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { bahdanau_initialises_by_role,
                                   glorot_keeps_the_variance_of_fan_in_and_fan_out,
                                   the_blocks_hold_every_parameter_once, NULL };
    return unit_run("nn/param", tests, setup, teardown);
}
