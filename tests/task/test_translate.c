#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tiny.h"

enum { LINES = 5 };

static struct rns_model *model;
static const char *const line[LINES] = { "a b c .", "", "f", "e d c b a a .", "c c" };

static void use(const char *decoder, const char *option, const char *value)
{
    rns_model_free(model);
    model = tiny_model_with(decoder, "u v w x y z", option, value);
}

static void setup(void) { use("rnnsearch", NULL, NULL); }

static void teardown(void)
{
    rns_model_free(model);
    model = NULL;
}

static void translate(const char *const *lines, int n, const struct rns_search *how,
                      struct rns_pairs *result)
{
    struct rns_error err = { 0 };
    ck_assert_msg(rns_translate(model, lines, n, how, result, &err), "%s", err.message);
}

static void release(struct rns_pairs *result, int n)
{
    for (int i = 0; i < n; i++) rns_pairs_free(&result[i]);
}

static void assert_same_pair(const struct rns_pair *a, const struct rns_pair *b)
{
    ck_assert_int_eq(a->S, b->S);
    ck_assert_int_eq(a->T, b->T);
    ck_assert_double_eq_tol(a->log_p, b->log_p, 1e-4);
    for (int i = 0; i < a->T; i++) ck_assert_str_eq(a->target[i], b->target[i]);
    ck_assert_int_eq(a->align == NULL, b->align == NULL);
    for (int i = 0; a->align && i < (a->T + 1) * (a->S + 1); i++)
        ck_assert_double_eq_tol(a->align[i], b->align[i], 1e-5);
}

static void assert_rows_sum_to_one(const struct rns_pair *pair)
{
    for (int i = 0; i <= pair->T; i++) {
        double sum = 0;
        for (int j = 0; j <= pair->S; j++) sum += pair->align[i * (pair->S + 1) + j];
        ck_assert_double_eq_tol(sum, 1, 1e-6);
    }
}

static void assert_scores_as_found(const char *source, const struct rns_pair *found)
{
    const char *const target = found->text;
    struct rns_pair forced;
    if (found->T == 0) return;
    ck_assert(rns_score(model, &source, &target, 1, &forced, NULL));
    assert_same_pair(found, &forced);
    for (int i = 0; i <= found->T; i++)
        ck_assert_double_eq_tol(found->word_log_p[i], forced.word_log_p[i], 1e-9);
    rns_pair_free(&forced);
}

START_TEST(every_translation_found_has_the_score_and_attention_of_forcing_it)
{
    static const char *const model_of[][3] = {
        { "rnnsearch" },
        { "conditional" },
        { "encdec" },
        { "conditional", "attention.score", "dot" },
        { "conditional", "attention.score", "general" },
        { "conditional", "attention.score", "location" },
        { "conditional", "attention.window", "local-m" },
        { "conditional", "attention.window", "local-p" },
        { "conditional", "attention.context", "hard" },
        { "rnnsearch", "attention.coverage", "yes" },
    };
    const int beam[] = { 1, 5, 12 };
    for (size_t d = 0; d < sizeof model_of / sizeof *model_of; d++)
        for (int k = 0; k < 3; k++) {
            const struct rns_search how = tiny_search(beam[k]);
            struct rns_pairs result[LINES];
            use(model_of[d][0], model_of[d][1], model_of[d][2]);
            translate(line, LINES, &how, result);
            for (int i = 0; i < LINES; i++)
                for (int n = 0; n < result[i].count; n++)
                    assert_scores_as_found(line[i], &result[i].at[n]);
            release(result, LINES);
        }
}
END_TEST

START_TEST(every_line_has_its_place_and_a_blank_one_stays_blank)
{
    const char *const lines[] = { "", "a b", "   ", "c", "" };
    const struct rns_search how = tiny_search(3);
    struct rns_pairs result[5];
    translate(lines, 5, &how, result);
    for (int i = 0; i < 5; i++) {
        const bool blank = i % 2 == 0;
        ck_assert_int_eq(result[i].count, blank ? 1 : 3);
        ck_assert_int_eq(result[i].at[0].S, blank ? 0 : i == 1 ? 2 : 1);
        if (blank) ck_assert_str_eq(result[i].at[0].text, "");
    }
    release(result, 5);
}
END_TEST

START_TEST(the_size_of_a_batch_changes_nothing)
{
    struct rns_search how = tiny_search(4);
    struct rns_pairs together[LINES], alone[LINES];
    translate(line, LINES, &how, together);
    how.batch = 1;
    translate(line, LINES, &how, alone);
    for (int i = 0; i < LINES; i++) {
        ck_assert_int_eq(together[i].count, alone[i].count);
        for (int k = 0; k < alone[i].count; k++)
            assert_same_pair(&together[i].at[k], &alone[i].at[k]);
    }
    release(together, LINES);
    release(alone, LINES);
}
END_TEST

START_TEST(translations_come_best_first_and_read_differently)
{
    const struct rns_search how = tiny_search(6);
    struct rns_pairs result[LINES];
    translate(line, LINES, &how, result);
    for (int i = 0; i < LINES; i++)
        for (int k = 1; k < result[i].count; k++) {
            const struct rns_pair *a = &result[i].at[k - 1], *b = &result[i].at[k];
            ck_assert_double_ge(a->score, b->score);
            ck_assert_double_eq_tol(b->score, b->log_p / (b->T + 1), 1e-9);
            ck_assert_str_ne(a->text, b->text);
        }
    release(result, LINES);
}
END_TEST

START_TEST(source_words_are_those_of_the_text_known_or_not)
{
    const char *const lines[] = { "a zebra\xff b" };
    const struct rns_search how = tiny_search(1);
    struct rns_pairs result;
    translate(lines, 1, &how, &result);
    ck_assert_int_eq(result.at[0].S, 3);
    ck_assert_str_eq(result.at[0].source[0], "a");
    ck_assert_str_eq(result.at[0].source[1], "zebra\xEF\xBF\xBD");
    ck_assert_str_eq(result.at[0].source[2], "b");
    rns_pairs_free(&result);
}
END_TEST

START_TEST(an_over_long_line_is_translated_in_pieces_and_loses_no_word)
{
    enum { WORDS = 2500 };
    struct str text = { 0 };
    struct rns_search how = tiny_search(2);
    struct rns_pairs result;
    how.max_length_factor = 0.2;
    for (int i = 0; i < WORDS; i++) str_print(&text, "%s ", i % 31 == 30 ? "." : i % 3 ? "a" : "d");
    const char *const lines[] = { str_text(&text) };
    translate(lines, 1, &how, &result);
    ck_assert_int_ge(result.count, 1);
    ck_assert_int_eq(result.at[0].S, WORDS);
    ck_assert_str_eq(result.at[0].source[WORDS - 1], "d");
    ck_assert_int_eq(result.at[0].T, token_count(result.at[0].text));
    assert_rows_sum_to_one(&result.at[0]);
    rns_pairs_free(&result);
    str_free(&text);
}
END_TEST

/* What the model says for everything is <unk>. */
START_TEST(a_dictionary_of_several_words_gives_each_of_them_a_row)
{
    char path[300];
    struct rns_search how = tiny_search(1);
    struct rns_pairs result;
    snprintf(path, sizeof path, "%s/dictionary", unit_folder("translate"));
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs("f\tto see  you\n", f);
    fclose(f);
    struct rns_dictionary *d = rns_dictionary_read(path, NULL);
    ck_assert_ptr_nonnull(d);
    how.replace_unk = true;
    how.dictionary = d;
    how.max_length_factor = 1;
    row(model->network.decoder.out.b.w, 0)[VOCAB_UNK] = 30;
    translate(line + 2, 1, &how, &result);
    const struct rns_pair *pair = &result.at[0];
    ck_assert_int_ge(pair->T, 3);
    ck_assert_int_eq(pair->T, token_count(pair->text));
    ck_assert_str_eq(pair->target[pair->T - 2], "see");
    assert_rows_sum_to_one(pair);
    double sum = 0;
    for (int i = 0; i <= pair->T; i++) sum += pair->word_log_p[i];
    ck_assert_double_eq_tol(sum, pair->log_p, 1e-9);
    for (int j = 0; j <= pair->S; j++)
        ck_assert_double_eq(pair->align[j], pair->align[pair->S + 1 + j]);
    rns_pairs_free(&result);
    rns_dictionary_free(d);
}
END_TEST

START_TEST(a_search_that_makes_no_sense_is_refused)
{
    struct rns_search how[] = { tiny_search(0), tiny_search(2), tiny_search(2),
                                tiny_search(2), tiny_search(2), tiny_search(2) };
    how[1].n_best = 3;
    how[2].alpha = -1;
    how[3].max_length_factor = NAN;
    how[4].batch = 0;
    how[5].n_best = 0;
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct rns_error err = { 0 };
        struct rns_pairs result[LINES];
        ck_assert(!rns_translate(model, line, LINES, &how[i], result, &err));
        ck_assert_int_eq(err.status, RNS_USAGE);
        ck_assert(*err.message);
    }
}
END_TEST

START_TEST(so_is_one_of_an_ensemble)
{
    struct rns_model *other = tiny_model("rnnsearch", "u v w x y z");
    const struct rns_model *const members[] = { model };
    struct rns_search how = tiny_search(2);
    struct rns_pairs result[LINES];
    struct rns_error err = { 0 };
    how.ensemble = members;
    how.ensemble_count = 1;
    ck_assert(rns_translate(other, line, LINES, &how, result, &err));
    release(result, LINES);
    row(model->network.decoder.out.b.w, 0)[0] = (real)NAN;
    ck_assert(!rns_translate(other, line, LINES, &how, result, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    rns_model_free(other);
}
END_TEST

START_TEST(coverage_is_for_attention_that_sees_everything)
{
    struct rns_search how = tiny_search(2);
    struct rns_pairs result[LINES];
    struct rns_error err = { 0 };
    how.coverage_penalty = 0.1;
    ck_assert(rns_translate(model, line, LINES, &how, result, &err));
    release(result, LINES);
    use("conditional", "attention.window", "local-p");
    ck_assert(!rns_translate(model, line, LINES, &how, result, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
}
END_TEST

START_TEST(a_model_without_numbers_is_told)
{
    const struct rns_search how = tiny_search(2);
    struct rns_error err = { 0 };
    struct rns_pairs result[LINES];
    row(model->network.decoder.out.b.w, 0)[0] = (real)NAN;
    ck_assert(!rns_translate(model, line, LINES, &how, result, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_translation_found_has_the_score_and_attention_of_forcing_it,
        every_line_has_its_place_and_a_blank_one_stays_blank,
        the_size_of_a_batch_changes_nothing,
        translations_come_best_first_and_read_differently,
        source_words_are_those_of_the_text_known_or_not,
        an_over_long_line_is_translated_in_pieces_and_loses_no_word,
        a_dictionary_of_several_words_gives_each_of_them_a_row,
        a_search_that_makes_no_sense_is_refused,
        a_model_without_numbers_is_told,
        so_is_one_of_an_ensemble,
        coverage_is_for_attention_that_sees_everything,
        NULL,
    };
    return unit_run("task/translate", tests, setup, teardown);
}
