#include <math.h>

#include "tiny.h"

enum { PAIRS = 6 };

static struct rns_model *model;
static const char *const source[PAIRS] = { "a b", "f e d c b a", "", "c", "a a", "b ." };
static const char *const target[PAIRS] = { "u v w", "x", "u", "z z y x w v", "  ", "u unknown" };

static void setup(void) { model = tiny_model("rnnsearch", "u v w x y z"); }
static void teardown(void) { rns_model_free(model); }

static void score(int from, int n, struct rns_pair *result)
{
    struct rns_error err = { 0 };
    ck_assert_msg(rns_score(model, source + from, target + from, n, result, &err), "%s",
                  err.message);
}

START_TEST(a_pair_scores_alone_as_in_company)
{
    struct rns_pair all[PAIRS], alone;
    score(0, PAIRS, all);
    for (int i = 0; i < PAIRS; i++) {
        score(i, 1, &alone);
        ck_assert_double_eq_tol(alone.log_p, all[i].log_p, 1e-9);
        ck_assert_int_eq(alone.S, all[i].S);
        for (int k = 0; alone.align && k < (alone.S + 1) * (alone.T + 1); k++)
            ck_assert_double_eq_tol(alone.align[k], all[i].align[k], 1e-9);
        rns_pair_free(&alone);
    }
    for (int i = 0; i < PAIRS; i++) rns_pair_free(&all[i]);
}
END_TEST

START_TEST(rows_of_attention_sum_to_one)
{
    struct rns_pair all[PAIRS];
    score(0, PAIRS, all);
    for (int p = 0; p < PAIRS; p++) {
        for (int i = 0; all[p].align && i <= all[p].T; i++) {
            double sum = 0;
            for (int j = 0; j <= all[p].S; j++) sum += all[p].align[i * (all[p].S + 1) + j];
            ck_assert_double_eq_tol(sum, 1, 1e-6);
        }
        rns_pair_free(&all[p]);
    }
}
END_TEST

START_TEST(log_p_is_the_sum_over_the_words)
{
    struct rns_pair all[PAIRS];
    score(0, PAIRS, all);
    for (int p = 0; p < PAIRS; p++) {
        double sum = 0;
        for (int i = 0; all[p].word_log_p && i <= all[p].T; i++) {
            ck_assert_double_lt(all[p].word_log_p[i], 0);
            sum += all[p].word_log_p[i];
        }
        ck_assert_double_eq_tol(sum, all[p].log_p, 1e-9);
        rns_pair_free(&all[p]);
    }
}
END_TEST

START_TEST(a_blank_side_gives_an_empty_pair)
{
    struct rns_pair all[PAIRS];
    score(0, PAIRS, all);
    for (int p = 0; p < PAIRS; p++) {
        const bool blank = p == 2 || p == 4;
        ck_assert_int_eq(all[p].S == 0 && all[p].T == 0, blank);
        ck_assert_int_eq(all[p].align == NULL, blank);
        ck_assert_int_eq(all[p].log_p == 0, blank);
        ck_assert_str_eq(all[p].text, target[p]);
        rns_pair_free(&all[p]);
    }
}
END_TEST

/* Σ over all v of p(v </s> | x) + p(</s> | x) + what is longer = 1, so it stays below. */
START_TEST(probabilities_of_different_translations_sum_to_less_than_one)
{
    static const char *const word[] = { "u", "v", "w", "x", "y", "z", "none" };
    double sum = 0;
    for (int v = 0; v < 7; v++) {
        struct rns_pair pair;
        ck_assert(rns_score(model, source, &word[v], 1, &pair, NULL));
        ck_assert_double_lt(pair.log_p, 0);
        ck_assert_double_eq_tol(pair.score, pair.log_p / 2, 1e-12);
        sum += exp(pair.log_p);
        rns_pair_free(&pair);
    }
    ck_assert_double_lt(sum, 1);
}
END_TEST

START_TEST(more_pairs_than_a_batch_holds_keep_their_order)
{
    enum { MANY = 300 };
    const char *many_source[MANY], *many_target[MANY];
    struct rns_pair all[PAIRS], many[MANY];
    for (int i = 0; i < MANY; i++) {
        many_source[i] = source[i % PAIRS];
        many_target[i] = target[i % PAIRS];
    }
    score(0, PAIRS, all);
    ck_assert(rns_score(model, many_source, many_target, MANY, many, NULL));
    for (int i = 0; i < MANY; i++) {
        ck_assert_double_eq_tol(many[i].log_p, all[i % PAIRS].log_p, 1e-9);
        rns_pair_free(&many[i]);
    }
    for (int p = 0; p < PAIRS; p++) rns_pair_free(&all[p]);
}
END_TEST

START_TEST(aligning_gives_the_attention_of_scoring_and_no_score)
{
    struct rns_pair scored[PAIRS], aligned[PAIRS];
    score(0, PAIRS, scored);
    ck_assert(rns_align(model, source, target, PAIRS, aligned, NULL));
    for (int p = 0; p < PAIRS; p++) {
        ck_assert_int_eq(aligned[p].T, scored[p].T);
        ck_assert_int_eq(aligned[p].align == NULL, scored[p].align == NULL);
        for (int k = 0; aligned[p].align && k < (aligned[p].S + 1) * (aligned[p].T + 1); k++)
            ck_assert_double_eq(aligned[p].align[k], scored[p].align[k]);
        ck_assert_double_eq(aligned[p].log_p, 0);
        ck_assert_ptr_null(aligned[p].word_log_p);
        rns_pair_free(&scored[p]);
        rns_pair_free(&aligned[p]);
    }
}
END_TEST

START_TEST(attention_without_numbers_is_told)
{
    struct rns_error err = { 0 };
    struct rns_pair all[PAIRS];
    model->network.decoder.attention.v.w.at[0] = (real)NAN;
    ck_assert(!rns_align(model, source, target, PAIRS, all, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
}
END_TEST

START_TEST(a_model_without_numbers_is_told)
{
    struct rns_error err = { 0 };
    struct rns_pair all[PAIRS];
    row(model->network.decoder.out.b.w, 0)[0] = (real)NAN;
    ck_assert(!rns_score(model, source, target, PAIRS, all, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_pair_scores_alone_as_in_company,
        rows_of_attention_sum_to_one,
        log_p_is_the_sum_over_the_words,
        a_blank_side_gives_an_empty_pair,
        probabilities_of_different_translations_sum_to_less_than_one,
        more_pairs_than_a_batch_holds_keep_their_order,
        aligning_gives_the_attention_of_scoring_and_no_score,
        attention_without_numbers_is_told,
        a_model_without_numbers_is_told,
        NULL,
    };
    return unit_run("task/score", tests, setup, teardown);
}
