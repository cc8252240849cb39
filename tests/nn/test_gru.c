#include "nn/gru.h"

#include <math.h>

#include "base/memory.h"
#include "base/packed.h"
#include "unit.h"

enum { T = 3, B = 2, H = 4 };

static struct arena mem, kept;
static struct params params;
static struct gru gru;
static struct mat a, h0, weight;
static struct packed words; /* B sequences of T words */
static struct dropout dropout;

static void setup(void)
{
    threads_use(1);
    gru_add(&gru, &params, "gru", H);
    params_alloc(&params);
    unit_fill(gru.U.w, 1);
    weights_arrange(&params, true);
    words =
        packed_new(&kept, B, (const int *const[]){ (int[T]){ 0 }, (int[T]){ 0 } }, (int[]){ T, T });
    dropout = (struct dropout){ 0 };
    a = mat_take(&kept, T * B, 3 * H);
    h0 = mat_take(&kept, B, H);
    weight = mat_take(&kept, B, H);
    unit_fill(a, 1);
    unit_fill(h0, 1);
    unit_fill(weight, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct gru_tape sweep(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    const struct mat zrn = mat_take(&mem, T * B, 3 * H);
    mat_copy(a, zrn);
    struct gru_tape all = gru_tape_new(&gru, zrn, mat_take(&mem, T * B, H), &mem);
    gru_tape_drop(&all, dropout, &mem);
    for (int t = 0; t < T; t++) {
        const struct gru_tape step = gru_tape_rows(&all, t * B, B);
        mat_copy(t ? mat_rows(all.next, (t - 1) * B, B) : h0, step.from);
        gru_forward(&gru, step);
    }
    return all;
}

/* L = Σ weight ∘ h_T */
static double loss(void)
{
    const struct gru_tape all = sweep();
    double sum = 0;
    for (int b = 0; b < B; b++)
        for (int k = 0; k < H; k++) sum += row(weight, b)[k] * row(all.next, (T - 1) * B + b)[k];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    if (_i) dropout = (struct dropout){ .rate = 0.4, .key = 7, .over = &words };
    const struct gru_tape all = sweep();
    const struct mat da = mat_new(&kept, T * B, 3 * H);
    struct mat dh = weight;
    for (int t = T; t-- > 0;) {
        const struct mat dfrom = mat_new(&kept, B, H);
        gru_backward(&gru, gru_tape_rows(&all, t * B, B), dh, mat_rows(da, t * B, B), dfrom);
        dh = dfrom;
    }
    gru_gradient(&gru, &all, da, &kept);
    ck_assert_double_lt(gradcheck(loss, gru.U.w, gru.U.dw), 1e-6);
    ck_assert_double_lt(gradcheck(loss, a, da), 1e-6);
    ck_assert_double_lt(gradcheck(loss, h0, dh), 1e-6);
}
END_TEST

/* One unit by the equations, the reset inside the product as in [B15, A.1.1]. */
START_TEST(a_step_is_the_papers_equations)
{
    const struct gru_tape all = sweep();
    double pre[3 * H], z[H], r[H], n;
    for (int i = 0; i < 2 * H; i++) {
        pre[i] = row(a, 0)[i];
        for (int k = 0; k < H; k++) pre[i] += row(gru.U.w, i)[k] * row(h0, 0)[k];
    }
    for (int i = 0; i < H; i++) {
        z[i] = 1 / (1 + exp(-pre[i]));
        r[i] = 1 / (1 + exp(-pre[H + i]));
    }
    for (int i = 0; i < H; i++) {
        n = row(a, 0)[2 * H + i];
        for (int k = 0; k < H; k++) n += row(gru.U.w, 2 * H + i)[k] * r[k] * row(h0, 0)[k];
        ck_assert_double_eq_tol(row(all.next, 0)[i], (1 - z[i]) * row(h0, 0)[i] + z[i] * tanh(n),
                                1e-14);
    }
}
END_TEST

/* Of a unit that goes on as it was, h' = h: a mask on h itself would have shown. */
START_TEST(dropout_is_the_same_at_every_step_and_only_in_the_products)
{
    dropout = (struct dropout){ .rate = 0.5, .key = 7, .over = &words };
    for (int i = 0; i < T * B; i++)
        for (int k = 0; k < H; k++) row(a, i)[k] = -1000; /* z = 0 */
    const struct gru_tape all = sweep();
    int dropped = 0;
    for (int i = 0; i < T * B; i++)
        for (int k = 0; k < H; k++) {
            const double m = row(all.mask, i % B)[k];
            dropped += m == 0;
            ck_assert_double_eq(row(all.mask, i)[k], m);
            ck_assert_double_eq(row(all.dropped, i)[k], m * row(h0, i % B)[k]);
            ck_assert_double_eq(row(all.next, i)[k], row(h0, i % B)[k]);
        }
    ck_assert_int_gt(dropped, 0);
    ck_assert_int_lt(dropped, T * B * H);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("gru");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 0, 2);
    tcase_add_test(c, a_step_is_the_papers_equations);
    tcase_add_test(c, dropout_is_the_same_at_every_step_and_only_in_the_products);
    return unit_run_case("nn/gru", c);
}
