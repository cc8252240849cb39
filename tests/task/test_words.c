#include "task/words.h"

#include <string.h>

#include "base/memory.h"
#include "task/sentence.h"
#include "text/bpe.h"
#include "tiny.h"

static struct rns_pair pair;

static void teardown(void) { rns_pair_free(&pair); }

static void begin(const char *source, const char *target, const double *align)
{
    pair = (struct rns_pair){ .text = memory_copy("") };
    pair.source = words_split(source, &pair.S);
    pair.target = words_split(target, &pair.T);
    if (!align) return;
    const size_t count = (size_t)(pair.S + 1) * (size_t)(pair.T + 1);
    pair.align = memory_new(count, sizeof *align);
    memcpy(pair.align, align, count * sizeof *align);
}

START_TEST(weights_are_summed_over_the_source_and_averaged_over_the_target)
{
    static const double align[] = {
        .6, .1, .2, .1, /* le   */
        .1, .5, .3, .1, /* ch@@ */
        .3, .2, .1, .4, /* at   */
        .1, .2, .2, .5, /* </s> */
    };
    static const double expected[] = { .6, .3, .1, .2, .55, .25, .1, .4, .5 };
    begin("the c@@ at", "le ch@@ at", align);
    words_join(&pair);
    ck_assert_int_eq(pair.S, 2);
    ck_assert_int_eq(pair.T, 2);
    ck_assert_str_eq(pair.source[0], "the");
    ck_assert_str_eq(pair.source[1], "cat");
    ck_assert_str_eq(pair.target[1], "chat");
    for (int i = 0; i < 9; i++) ck_assert_double_eq_tol(pair.align[i], expected[i], 1e-12);
    ck_assert_int_eq(pair.pieces->S, 3);
    ck_assert_str_eq(pair.pieces->target[1], "ch@@");
    for (int i = 0; i < 16; i++) ck_assert_double_eq(pair.pieces->align[i], align[i]);
}
END_TEST

START_TEST(the_log_p_of_a_word_is_the_sum_over_its_pieces)
{
    static const double each[] = { -1, -2, -.5, -.25 };
    begin("a", "le ch@@ at", NULL);
    pair.word_log_p = memory_new(4, sizeof *each);
    memcpy(pair.word_log_p, each, sizeof each);
    words_join(&pair);
    ck_assert_double_eq(pair.word_log_p[0], -1);
    ck_assert_double_eq(pair.word_log_p[1], -2.5);
    ck_assert_double_eq(pair.word_log_p[2], -.25);
}
END_TEST

START_TEST(whole_words_stay_as_they_are)
{
    static const double align[] = { .7, .3, .2, .8 };
    begin("a", "b", align);
    words_join(&pair);
    ck_assert_int_eq(pair.S, 1);
    ck_assert_str_eq(pair.target[0], "b");
    for (int i = 0; i < 4; i++) ck_assert_double_eq(pair.align[i], align[i]);
}
END_TEST

START_TEST(a_last_piece_without_its_rest_is_a_word)
{
    static const double align[] = { .5, .25, .25, .1, .2, .7, .5, .25, .25, .2, .2, .6 };
    begin("a@@ b", "x@@ y@@ z@@", align);
    words_join(&pair);
    ck_assert_int_eq(pair.S, 1);
    ck_assert_int_eq(pair.T, 1);
    ck_assert_str_eq(pair.target[0], "xyz");
    for (int i = 0; i < 2; i++)
        ck_assert_double_eq_tol(pair.align[2 * i] + pair.align[2 * i + 1], 1, 1e-12);
}
END_TEST

START_TEST(a_pair_without_attention_or_words_is_fine)
{
    begin("a@@ b c", "x", NULL);
    words_join(&pair);
    ck_assert_int_eq(pair.S, 2);
    ck_assert_ptr_null(pair.align);
    rns_pair_free(&pair);
    begin("", "", NULL);
    words_join(&pair);
    ck_assert_int_eq(pair.S, 0);
}
END_TEST

static struct bpe *merges(const char *codes)
{
    return bpe_parse(codes, strlen(codes), "codes", NULL);
}

static void expect_words(const struct rns_pair *p)
{
    double log_p = 0;
    ck_assert_int_eq(p->S, 3);
    ck_assert_str_eq(p->source[0], "abc");
    ck_assert_str_eq(p->source[2], "cab");
    for (int i = 0; i < p->T; i++) ck_assert_ptr_null(strstr(p->target[i], "@@"));
    for (int i = 0; i <= p->T; i++) {
        double sum = 0;
        for (int j = 0; j <= p->S; j++) sum += p->align[i * (p->S + 1) + j];
        ck_assert_double_eq_tol(sum, 1, 1e-6);
        log_p += p->word_log_p[i];
    }
    ck_assert_double_eq_tol(log_p, p->log_p, 1e-6);
}

/* A target of "u v" becomes u@@ v</w> where the network was shown the pieces. */
START_TEST(translations_and_scores_of_a_model_of_subwords_are_in_words)
{
    const char *const line = "abc a cab", *const given = "uv w wuv";
    struct rns_model *model = tiny_model("rnnsearch", "u@@ v@@ w@@ u v w uv");
    const struct rns_search how = tiny_search(3);
    struct rns_pairs found;
    model_take_subwords(model, merges("#version: 0.2\na b\n"), merges("#version: 0.2\nu v</w>\n"));
    ck_assert(rns_translate(model, &line, 1, &how, &found, NULL));
    for (int k = 0; k < found.count; k++) {
        expect_words(&found.at[k]);
        ck_assert_ptr_null(strstr(found.at[k].text, "@@"));
        ck_assert_int_eq(found.at[k].T, token_count(found.at[k].text));
    }
    rns_pairs_free(&found);
    ck_assert(rns_score(model, &line, &given, 1, &pair, NULL));
    expect_words(&pair);
    ck_assert_int_eq(pair.T, 3);
    ck_assert_str_eq(pair.target[2], "wuv");
    ck_assert_double_eq_tol(pair.score, pair.log_p / 5, 1e-9); /* uv w w@@ uv </s> */
    rns_model_free(model);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        weights_are_summed_over_the_source_and_averaged_over_the_target,
        the_log_p_of_a_word_is_the_sum_over_its_pieces,
        whole_words_stay_as_they_are,
        a_last_piece_without_its_rest_is_a_word,
        a_pair_without_attention_or_words_is_fine,
        translations_and_scores_of_a_model_of_subwords_are_in_words,
        NULL,
    };
    return unit_run("task/words", tests, NULL, teardown);
}
