#include "nn/inputs.h"

#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { V = 6, E = 4, OUT = 5, N = 9 };

/* Some words twice and more, none at the beginning as in a decoder. */
static const int word[N] = { -1, -1, 3, 5, 3, 0, 3, 5, 2 };
static const struct inputs_dropout kept, dropped = { .x = { .rate = 0.4, .key = 99 } };
static const struct inputs_dropout without_words = { .word = { .rate = 0.4, .key = 3 } };

static struct arena mem, saved;
static struct params params;
static struct embed embed;
static struct linear linear;
static struct mat weight, rows_weight;
static struct inputs_dropout dropout;

static void setup(void)
{
    threads_use(1);
    embed_add(&embed, &params, "embed.E", V, E);
    linear_add_biased(&linear, &params, "linear", OUT, E);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weight = mat_take(&saved, N, OUT);
    rows_weight = mat_take(&saved, N, E);
    unit_fill(weight, 1);
    unit_fill(rows_weight, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&saved);
}

/* L = Σ weight ∘ y + Σ rows_weight ∘ x */
static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    const struct inputs in = inputs_new(&embed, word, N, dropout, &mem);
    const struct mat y = mat_take(&mem, N, OUT), x = mat_take(&mem, N, E);
    inputs_forward(&in, &linear, y, &mem);
    inputs_rows(&in, x);
    double sum = 0;
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < OUT; k++) sum += row(weight, i)[k] * row(y, i)[k];
        for (int k = 0; k < E; k++) sum += row(rows_weight, i)[k] * row(x, i)[k];
    }
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    dropout = _i == 0 ? kept : _i == 1 ? dropped : without_words;
    if (_i == 3) dropout.x = dropped.x;
    weights_arrange(&params, true);
    const struct inputs in = inputs_new(&embed, word, N, dropout, &saved);
    const struct mat dx = mat_new(&saved, in.x.rows, E);
    inputs_rows_backward(&in, rows_weight, dx);
    inputs_backward(&in, &linear, weight, dx, &saved);
    inputs_embed_backward(&in, &embed, dx);
    for (int i = 0; i < params.count; i++)
        ck_assert_double_lt(gradcheck(loss, params.list[i]->w, params.list[i]->dw), 1e-6);
}
END_TEST

START_TEST(each_occurrence_gets_what_its_word_alone_would)
{
    weights_arrange(&params, false);
    const struct inputs in = inputs_new(&embed, word, N, kept, &mem);
    const struct mat y = mat_take(&mem, N, OUT), alone = mat_take(&mem, 1, OUT);
    inputs_forward(&in, &linear, y, &mem);
    ck_assert_int_eq(in.x.rows, 5);
    for (int i = 0; i < N; i++) {
        const struct inputs one = inputs_new(&embed, word + i, 1, kept, &mem);
        inputs_forward(&one, &linear, alone, &mem);
        ck_assert_mem_eq(row(y, i), alone.at, OUT * sizeof(real));
    }
}
END_TEST

START_TEST(under_dropout_every_occurrence_has_its_own_mask)
{
    const struct inputs in = inputs_new(&embed, word, N, dropped, &mem);
    ck_assert_int_eq(in.x.rows, N);
    ck_assert_int_ne(memcmp(row(in.x, 2), row(in.x, 4), E * sizeof(real)), 0);
}
END_TEST

/* The others are as they would be but larger, and the products are still made once a word. */
START_TEST(a_word_left_out_is_no_word)
{
    const struct inputs in = inputs_new(&embed, word, N, without_words, &mem);
    const struct mat x = mat_take(&mem, N, E);
    int left_out = 0;
    inputs_rows(&in, x);
    for (int i = 0; i < N; i++) {
        const bool gone = dropout_drops(without_words.word, i) || word[i] < 0;
        left_out += gone && word[i] >= 0;
        for (int k = 0; k < E; k++)
            ck_assert_double_eq_tol(row(x, i)[k], gone ? 0 : row(embed.E.w, word[i])[k] / 0.6,
                                    1e-15);
    }
    ck_assert_int_gt(left_out, 0);
    ck_assert_int_lt(left_out, 7);
    ck_assert_int_le(in.x.rows, 5);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("inputs");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 0, 4);
    tcase_add_test(c, each_occurrence_gets_what_its_word_alone_would);
    tcase_add_test(c, under_dropout_every_occurrence_has_its_own_mask);
    tcase_add_test(c, a_word_left_out_is_no_word);
    return unit_run_case("nn/inputs", c);
}
