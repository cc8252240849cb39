#include "nn/attention.h"

#include <math.h>

#include "base/memory.h"
#include "unit.h"

enum { H = 3, A = 4 };

/* Two sentences of 3 and 2 words, looked at in the other order. */
static int at[] = { 0, 2, 4, 5 }, length[] = { 3, 2 }, column[] = { 1, 0 };
static const struct packed words = { .B = 2, .T = 3, .rows = 5, .at = at, .length = length };

static struct arena mem, kept;
static struct params params;
static struct attention attention;
static struct mat h, q, weight;
static struct guide guide; /* with weight 0.6 */

static void setup(void)
{
    threads_use(1);
    attention_add(&attention, &params, "attention", H, A);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, true);
    h = mat_take(&kept, words.rows, 2 * H);
    q = mat_take(&kept, 2, H);
    weight = mat_take(&kept, 2, 2 * H);
    unit_fill(h, 1);
    unit_fill(q, 1);
    unit_fill(weight, 1);
    guide = (struct guide){ 0 };
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct look forward(struct source *source)
{
    *source = (struct source){ &words, h, attention_keys(&attention, h, &mem) };
    const struct look look = { column, q, mat_new(&mem, 2, A), mat_take(&mem, 2, words.T),
                               mat_new(&mem, 2, 2 * H) };
    attention_forward(&attention, source, &look);
    return look;
}

/* L = Σ weight ∘ c + 0.6 Σ −A log α */
static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    struct source source;
    const struct look look = forward(&source);
    double sum = 0.6 * attention_guide_loss(guide, look.alpha).sum;
    for (int r = 0; r < 2; r++)
        for (int k = 0; k < 2 * H; k++) sum += row(weight, r)[k] * row(look.c, r)[k];
    return sum;
}

static void expect_derivatives(void)
{
    struct source source;
    const struct look look = forward(&source);
    const struct look_gradient g = { weight,
                                     mat_new(&kept, 2, A),
                                     mat_new(&kept, 2, H),
                                     mat_new(&kept, words.rows, 2 * H),
                                     mat_new(&kept, words.rows, A),
                                     mat_new(&kept, 2, A),
                                     mat_take(&kept, 2, words.T),
                                     guide,
                                     (real)0.6 };
    attention_backward(&attention, &source, &look, &g);
    attention_gradient(&attention, &source, &look, &g, &kept);
    ck_assert_double_lt(gradcheck(loss, q, g.dq), 1e-6);
    ck_assert_double_lt(gradcheck(loss, h, g.dh), 1e-6);
    for (int i = 0; i < params.count; i++)
        ck_assert_double_lt(gradcheck(loss, params.list[i]->w, params.list[i]->dw), 1e-6);
}

START_TEST(backward_is_the_derivative_of_forward)
{
    expect_derivatives();
}
END_TEST

/* One row has no links, or it has two. */
START_TEST(and_of_guided_attention)
{
    static const int first[] = { 0, 0, 2 }, second[] = { 0, 2, 2 };
    static const struct guide_link link[] = { { 0, 2 }, { 1, 2 } };
    guide = (struct guide){ _i ? first : second, link };
    expect_derivatives();
}
END_TEST

START_TEST(weights_are_the_papers_equations_over_the_real_words)
{
    struct source source;
    const struct look look = forward(&source);
    for (int r = 0; r < 2; r++) {
        const int S = length[column[r]];
        double e[3], sum = 0, total = 0;
        for (int j = 0; j < S; j++) {
            e[j] = 0;
            for (int k = 0; k < A; k++) {
                double x = 0;
                for (int i = 0; i < H; i++) x += row(attention.W.w, k)[i] * row(q, r)[i];
                for (int i = 0; i < 2 * H; i++)
                    x += row(attention.U.w, k)[i] * row(h, at[j] + column[r])[i];
                e[j] += attention.v.w.at[k] * tanh(x);
            }
            sum += exp(e[j]);
        }
        for (int j = 0; j < S; j++) {
            ck_assert_double_eq_tol(row(look.alpha, r)[j], exp(e[j]) / sum, 1e-14);
            total += row(look.alpha, r)[j] * row(h, at[j] + column[r])[0];
        }
        ck_assert_double_eq_tol(row(look.c, r)[0], total, 1e-14);
        for (int j = S; j < words.T; j++) ck_assert_double_eq(row(look.alpha, r)[j], 0);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("attention");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, backward_is_the_derivative_of_forward);
    tcase_add_loop_test(c, and_of_guided_attention, 0, 2);
    tcase_add_test(c, weights_are_the_papers_equations_over_the_real_words);
    return unit_run_case("nn/attention", c);
}
