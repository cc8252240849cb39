#include "nn/layer_norm.h"

#include <math.h>

#include "base/memory.h"
#include "base/rng.h"
#include "unit.h"

enum { N = 4, H = 5 };

static struct arena mem, kept;
static struct params params;
static struct layer_norm norm;
static struct mat x, weight;

static void setup(void)
{
    threads_use(1);
    layer_norm_add(&norm, &params, "norm", H);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    x = mat_take(&kept, N, 3 * H);
    weight = mat_take(&kept, N, 3 * H);
    unit_fill(x, 1);
    unit_fill(weight, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct layer_norm_tape forward(struct mat y)
{
    const struct layer_norm_tape t = layer_norm_tape_new(&norm, N, &mem);
    mat_copy(x, t.x);
    layer_norm_forward(&norm, t, y);
    return t;
}

/* L = Σ weight ∘ y */
static double loss(void)
{
    arena_reset(&mem);
    const struct mat y = mat_new(&mem, N, 3 * H);
    forward(y);
    double sum = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3 * H; k++) sum += row(weight, i)[k] * row(y, i)[k];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    const struct layer_norm_tape t = forward(mat_new(&mem, N, 3 * H));
    const struct mat dx = mat_take(&kept, N, 3 * H);
    layer_norm_backward(&norm, t, weight);
    layer_norm_gradient(&norm, t, weight);
    mat_copy(t.dx, dx);
    ck_assert_double_lt(gradcheck(loss, x, dx), 1e-6);
    ck_assert_double_lt(gradcheck(loss, norm.gain.w, norm.gain.dw), 1e-6);
    ck_assert_double_lt(gradcheck(loss, norm.bias.w, norm.bias.dw), 1e-6);
}
END_TEST

static void expect_standard(const real *y, int n)
{
    double sum = 0, squares = 0;
    for (int k = 0; k < n; k++) {
        sum += y[k];
        squares += y[k] * y[k];
    }
    ck_assert_double_eq_tol(sum, 0, 1e-12);
    ck_assert_double_eq_tol(squares / n, 1, 1e-3);
}

START_TEST(it_begins_with_mean_zero_and_variance_one_in_each_part)
{
    struct rng rng;
    const struct mat y = mat_new(&mem, N, 3 * H);
    rng_seed(&rng, 1);
    params_init(&params, INIT_GLOROT, &rng);
    forward(y);
    for (int i = 0; i < N; i++) {
        expect_standard(row(y, i), 2 * H);
        expect_standard(row(y, i) + 2 * H, H);
    }
}
END_TEST

START_TEST(it_adds_to_what_is_there)
{
    const struct mat once = mat_new(&mem, N, 3 * H), twice = mat_new(&mem, N, 3 * H);
    forward(once);
    forward(twice);
    forward(twice);
    for (int k = 0; k < 3 * H; k++)
        ck_assert_double_eq_tol(row(twice, 2)[k], 2 * row(once, 2)[k], 1e-14);
}
END_TEST

START_TEST(off_the_product_goes_straight_on)
{
    const struct layer_norm off = { 0 };
    const struct layer_norm_tape t = layer_norm_tape_new(&off, N, &mem);
    layer_norm_forward(&off, t, x);
    ck_assert_ptr_eq(layer_norm_in(t, x).at, x.at);
    ck_assert_ptr_eq(layer_norm_out(t, weight).at, weight.at);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        backward_is_the_derivative_of_forward,
        it_begins_with_mean_zero_and_variance_one_in_each_part,
        it_adds_to_what_is_there,
        off_the_product_goes_straight_on,
        NULL,
    };
    return unit_run("nn/layer_norm", tests, setup, teardown);
}
