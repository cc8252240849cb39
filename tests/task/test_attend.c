#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/attention.h"
#include "unit.h"

static struct rns_attention attention;
static double weights[64], out[64], wanted[64];
static struct rns_matrix *const read_by[] = { &attention.query, &attention.key, &attention.value,
                                              &attention.parameter };

static void setup(void) { attention = (struct rns_attention){ .score = "scaled-dot", .heads = 1 }; }

static void teardown(void)
{
    for (int i = 0; i < 4; i++) rns_matrix_free(read_by[i]);
}

static struct mat view(const struct rns_matrix *m)
{
    return (struct mat){ m->at, m->rows, m->cols, m->cols };
}

static void fill(struct rns_matrix *m, int rows, int cols)
{
    *m = rns_matrix_new(rows, cols);
    unit_fill(view(m), 1);
}

/* words W */
static struct rns_matrix project(const double W[3][3])
{
    static const double words[4][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 1, 1, 0 }, { 0, 0, 1 } };
    const struct rns_matrix m = rns_matrix_new(4, 3);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++) m.at[i * 3 + j] += words[i][k] * W[k][j];
    return m;
}

START_TEST(four_words_look_at_each_other_as_worked_out_elsewhere)
{
    static const double W_Q[3][3] = { { 2, 0, 2 }, { 2, 0, 0 }, { 2, 1, 2 } };
    static const double W_K[3][3] = { { 2, 2, 2 }, { 0, 2, 1 }, { 0, 1, 1 } };
    static const double W_V[3][3] = { { 1, 1, 0 }, { 0, 1, 1 }, { 0, 0, 0 } };
    static const double known[4][3] = { { 0.98522025, 1.74174051, 0.75652026 },
                                        { 0.90965265, 1.40965265, 0.5 },
                                        { 0.99851226, 1.75849334, 0.75998108 },
                                        { 0.99560386, 1.90407309, 0.90846923 } };
    attention.query = project(W_Q);
    attention.key = project(W_K);
    attention.value = project(W_V);
    ck_assert(rns_attend(&attention, weights, out, NULL));
    for (int i = 0; i < 12; i++) ck_assert_double_eq_tol(out[i], known[i / 3][i % 3], 1e-7);
}
END_TEST

static const struct {
    const char *score;
    int heads, query, key, rows, cols; /* columns; the parameter's shape */
} cases[] = {
    { "additive", 1, 4, 4, 0, 0 },   { "additive", 2, 4, 4, 1, 4 }, { "dot", 2, 4, 4, 0, 0 },
    { "scaled-dot", 2, 4, 4, 0, 0 }, { "general", 1, 4, 4, 0, 0 },  { "general", 2, 4, 6, 4, 3 },
    { "location", 2, 8, 2, 0, 0 },
};
enum { CASES = sizeof cases / sizeof *cases, QUERIES = 2, KEYS = 3, VALUES = 4 };

static void build(int i)
{
    attention.score = cases[i].score;
    attention.heads = cases[i].heads;
    fill(&attention.query, QUERIES, cases[i].query);
    fill(&attention.key, KEYS, cases[i].key);
    fill(&attention.value, KEYS, VALUES);
    if (cases[i].rows) fill(&attention.parameter, cases[i].rows, cases[i].cols);
}

static double loss(void)
{
    double sum = 0;
    ck_assert(rns_attend(&attention, weights, out, NULL));
    for (int i = 0; i < QUERIES * VALUES; i++) sum += wanted[i] * out[i];
    return sum;
}

START_TEST(backward_is_the_derivative_of_forward)
{
    build(_i);
    unit_fill((struct mat){ wanted, QUERIES, VALUES, VALUES }, 1);
    struct rns_matrix d[4];
    for (int k = 0; k < 4; k++) d[k] = rns_matrix_new(read_by[k]->rows, read_by[k]->cols);
    loss();
    const struct rns_attention_gradient g = { weights, wanted, d[0].at, d[1].at, d[2].at, d[3].at };
    ck_assert(rns_attend_backward(&attention, &g, NULL));
    for (int k = 0; k < 4; k++) {
        ck_assert_double_lt(gradcheck(loss, view(read_by[k]), view(&d[k])), 1e-6);
        rns_matrix_free(&d[k]);
    }
}
END_TEST

START_TEST(weights_of_each_head_sum_to_one)
{
    build(_i);
    loss();
    for (int r = 0; r < attention.heads * QUERIES; r++) {
        double sum = 0;
        for (int j = 0; j < KEYS; j++) sum += weights[r * KEYS + j];
        ck_assert_double_eq_tol(sum, 1, 1e-14);
    }
}
END_TEST

/* Keys U h, values h, additive: what the network does. */
START_TEST(the_models_attention_is_a_case_of_it)
{
    enum { H = 3, A = 4, S = 3 };
    int at[] = { 0, 1, 2, 3 }, length[] = { S }, column[] = { 0 };
    const struct packed words = { .B = 1, .T = S, .rows = S, .at = at, .length = length };
    const struct attention_kind kind = { 0 };
    struct params params = { 0 };
    struct arena mem = { 0 };
    struct attention model;
    attention_add(&model, &params, "attention", &kind, H, A);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, false);
    fill(&attention.value, S, 2 * H);
    const struct mat h = view(&attention.value);
    const struct source source = { &words, h, attention_keys(&model, h, &mem) };
    struct look look = { .column = column,
                         .q = mat_take(&mem, 1, H),
                         .query = mat_new(&mem, 1, A),
                         .alpha = mat_take(&mem, 1, S),
                         .c = mat_new(&mem, 1, 2 * H) };
    unit_fill(look.q, 1);
    attention_forward(&model, &source, &look);

    attention.score = "additive";
    attention.query = rns_matrix_new(1, A);
    attention.key = rns_matrix_new(S, A);
    attention.parameter = rns_matrix_new(1, A);
    mat_copy(look.query, view(&attention.query));
    mat_copy(source.keys, view(&attention.key));
    mat_copy(model.v.w, view(&attention.parameter));
    ck_assert(rns_attend(&attention, weights, out, NULL));
    for (int j = 0; j < S; j++) ck_assert_double_eq_tol(weights[j], look.alpha.at[j], 1e-14);
    for (int k = 0; k < 2 * H; k++) ck_assert_double_eq_tol(out[k], look.c.at[k], 1e-14);
    params_free(&params);
    arena_free(&mem);
}
END_TEST

static void assert_refused(const char *part)
{
    struct rns_error err = { RNS_OK, "" };
    ck_assert(!rns_attend(&attention, weights, out, &err));
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
}

START_TEST(what_does_not_fit_is_refused)
{
    build(2);
    attention.score = "cosine";
    assert_refused("additive|dot|scaled-dot|general|location");
    attention.score = "dot";
    attention.heads = 3;
    assert_refused("4 columns of query cannot be cut into 3 heads");
    attention.heads = 1;
    attention.key.rows = 2;
    assert_refused("2 keys and 3 values");
    attention.key.rows = 3;
    attention.query.cols = 3;
    assert_refused("queries have 3 columns and keys 4");
    attention.query.cols = 2;
    attention.score = "location";
    assert_refused("each of the 3 keys");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("attend");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, four_words_look_at_each_other_as_worked_out_elsewhere);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 0, CASES);
    tcase_add_loop_test(c, weights_of_each_head_sum_to_one, 0, CASES);
    tcase_add_test(c, the_models_attention_is_a_case_of_it);
    tcase_add_test(c, what_does_not_fit_is_refused);
    return unit_run_case("task/attend", c);
}
