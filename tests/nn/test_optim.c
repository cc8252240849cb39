/* The first steps of each optimiser by hand. */
#include "nn/optim.h"

#include <math.h>

#include "nn/mat.h"
#include "unit.h"

static struct optimizer o;

static void teardown(void) { optimizer_free(&o); }

START_TEST(sgd_follows_the_gradient_and_its_momentum)
{
    o = (struct optimizer){ .kind = OPTIMIZER_SGD, .momentum = 0.9 };
    optimizer_alloc(&o, 1);
    real w = 1, g = 2;
    optimizer_step(&o, &w, &g, 0.5, 0.1); /* m = 1 */
    ck_assert_double_eq_tol(w, 0.9, 1e-12);
    ck_assert_double_eq(g, 0);
    g = 2;
    optimizer_step(&o, &w, &g, 0.5, 0.1); /* m = 0.9 + 1 */
    ck_assert_double_eq_tol(w, 0.9 - 0.19, 1e-12);
}
END_TEST

START_TEST(adam_corrects_its_bias)
{
    o = (struct optimizer){ .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8 };
    optimizer_alloc(&o, 1);
    real w = 1, g = 3;
    optimizer_step(&o, &w, &g, 1, 0.1); /* the first step is η whatever the gradient's size */
    ck_assert_double_eq_tol(w, 0.9, 1e-8);
    g = -1;
    optimizer_step(&o, &w, &g, 1, 0.1);
    const double m = (0.9 * 0.3 - 0.1) / (1 - 0.81);
    const double v = (0.99 * 0.09 + 0.01) / (1 - 0.9801);
    ck_assert_double_eq_tol(w, 0.9 - 0.1 * m / (sqrt(v) + 1e-8), 1e-8);
}
END_TEST

START_TEST(adadelta_measures_steps_by_steps)
{
    o = (struct optimizer){ .kind = OPTIMIZER_ADADELTA, .rho = 0.95, .epsilon = 1e-6 };
    optimizer_alloc(&o, 1);
    real w = 1, g = 2;
    optimizer_step(&o, &w, &g, 1, 1);
    const double step = sqrt(1e-6 / (0.05 * 4 + 1e-6)) * 2;
    ck_assert_double_eq_tol(w, 1 - step, 1e-12);
    g = 2;
    optimizer_step(&o, &w, &g, 1, 1);
    const double G = 0.95 * 0.2 + 0.05 * 4, D = 0.05 * step * step;
    ck_assert_double_eq_tol(w, 1 - step - sqrt((D + 1e-6) / (G + 1e-6)) * 2, 1e-12);
}
END_TEST

START_TEST(the_average_begins_with_the_weights_and_then_follows_slower)
{
    o = (struct optimizer){ .kind = OPTIMIZER_SGD, .ema = 0.3 };
    optimizer_alloc(&o, 1);
    ck_assert_int_eq(optimizer_blocks(&o), 1);
    real w = 1, g = 1;
    optimizer_swap(&o, &w); /* there is none yet */
    ck_assert_double_eq(w, 1);
    optimizer_step(&o, &w, &g, 1, 0.5);
    ck_assert_double_eq_tol(o.average[0], 0.5, 1e-12);
    double average = 0.5, decay[] = { 1 / 10.0, 2 / 11.0, 3 / 12.0, 0.3, 0.3 };
    for (int i = 0; i < 5; i++) {
        g = 1;
        optimizer_step(&o, &w, &g, 1, 0.5);
        average = decay[i] * average + (1 - decay[i]) * w;
        ck_assert_double_eq_tol(o.average[0], average, 1e-12);
    }
    ck_assert_double_eq_tol(w, -2, 1e-12);
    optimizer_swap(&o, &w);
    ck_assert_double_eq_tol(w, average, 1e-12);
    ck_assert_double_eq_tol(o.average[0], -2, 1e-12);
}
END_TEST

START_TEST(the_norm_is_the_euclidean_one_and_shows_what_is_not_finite)
{
    real g[40000] = { 0 };
    g[0] = 3;
    g[39999] = 4;
    ck_assert_double_eq_tol(gradient_norm(g, 40000), 5, 1e-12);
    g[20000] = NAN;
    ck_assert(!isfinite(gradient_norm(g, 40000)));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { sgd_follows_the_gradient_and_its_momentum,
                                   adam_corrects_its_bias,
                                   adadelta_measures_steps_by_steps,
                                   the_average_begins_with_the_weights_and_then_follows_slower,
                                   the_norm_is_the_euclidean_one_and_shows_what_is_not_finite,
                                   NULL };
    return unit_run("nn/optim", tests, NULL, teardown);
}
