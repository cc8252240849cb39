#include "nn/embed.h"

#include "base/memory.h"
#include "unit.h"

enum { N = 5, V = 4, E = 3 };

static struct arena mem;
static struct params params;
static struct embed embed;
static struct mat weight;
static const int word[N] = { 2, -1, 0, 2, 3 };

static void setup(void)
{
    embed_add(&embed, &params, "E", V, E);
    params_alloc(&params);
    unit_fill(embed.E.w, 1);
    weight = mat_take(&mem, N, E);
    unit_fill(weight, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
}

static double loss(void)
{
    const struct mat x = mat_take(&mem, N, E);
    embed_forward(&embed, word, x);
    double sum = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < E; k++) sum += row(weight, i)[k] * row(x, i)[k];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward_even_for_a_word_seen_twice)
{
    embed_backward(&embed, word, weight);
    ck_assert_double_lt(gradcheck(loss, embed.E.w, embed.E.dw), 1e-6);
}
END_TEST

START_TEST(no_word_is_the_zero_vector)
{
    const struct mat x = mat_take(&mem, N, E);
    unit_fill(x, 1);
    embed_forward(&embed, word, x);
    for (int k = 0; k < E; k++) ck_assert_double_eq(row(x, 1)[k], 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { backward_is_the_derivative_of_forward_even_for_a_word_seen_twice,
                                   no_word_is_the_zero_vector, NULL };
    return unit_run("nn/embed", tests, setup, teardown);
}
