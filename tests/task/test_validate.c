#include "task/validate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { LINES = 4 };

static struct rns_config *config;
static struct corpora corpora;
static struct rns_model *model;
static struct validation validation;
static struct arena mem;
static struct rns_error err;
static char folder[256];
static char *said[LINES];

static void set(const char *name, const char *value)
{
    ck_assert(rns_config_set(config, name, value, NULL));
}

static void give(const char *option, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, option);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    set(option, path);
}

static void setup(void)
{
    static const char *const sizes[][2] = { { "model.embedding", "4" },
                                            { "model.hidden", "5" },
                                            { "model.alignment", "3" },
                                            { "model.maxout", "4" },
                                            { "text.tokenizer", "space" } };
    threads_use(1);
    snprintf(folder, sizeof folder, "%s", unit_folder("validate"));
    err = (struct rns_error){ 0 };
    config = rns_config_new();
    for (int i = 0; i < 5; i++) set(sizes[i][0], sizes[i][1]);
    give("data.source", "a b c\nb c\nc\n");
    give("data.target", "x Y z\nY z\nz\n");
    give("valid.source", "a b\n\nc new b a c a\nb\n");
    give("valid.target", "x Y\nz\nz w Y x z x\nY\n");
}

static void build(void)
{
    ck_assert_msg(corpora_load(&corpora, config, &err), "%s", err.message);
    model = model_new(config, corpora.source_vocab, corpora.target_vocab);
    corpora.source_vocab = corpora.target_vocab = NULL;
    for (int i = 0; i < model->network.params.count; i++)
        unit_fill(model->network.params.list[i]->w, 1);
    weights_arrange(&model->network.params, false);
}

static void teardown(void)
{
    for (int i = 0; i < LINES; i++) {
        memory_free(said[i]);
        said[i] = NULL;
    }
    validation_free(&validation);
    rns_model_free(model);
    corpora_free(&corpora);
    arena_free(&mem);
    rns_config_free(config);
}

static void run(void)
{
    ck_assert_msg(validate(&validation, model, &corpora, 64, &mem, &err), "%s", err.message);
}

/* −Σ log p and words of the validation pairs as rns_score has them; blank ones are none. */
static double mean_of_scores(void)
{
    const struct lines *lines = &corpora.valid_lines;
    struct rns_pair pair[LINES];
    double nll = 0, words = 0;
    ck_assert(rns_score(model, lines->source, lines->target, LINES, pair, &err));
    for (int i = 0; i < LINES; i++) {
        nll -= pair[i].log_p;
        if (pair[i].T) words += pair[i].T + 1;
        rns_pair_free(&pair[i]);
    }
    return nll / words;
}

START_TEST(the_cross_entropy_is_what_scoring_the_pairs_gives)
{
    const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    set("model.decoder", decoder[_i]);
    build();
    run();
    ck_assert_double_eq_tol(validation.cross_entropy, mean_of_scores(), 1e-9);
}
END_TEST

START_TEST(the_cross_entropy_of_a_model_that_knows_nothing_is_the_log_of_its_vocabulary)
{
    build();
    for (size_t i = 0; i < model->network.params.size; i++) model->network.params.values[i] = 0;
    weights_arrange(&model->network.params, false);
    run();
    ck_assert_double_eq_tol(validation.cross_entropy, log(VOCAB_SPECIAL + 3), 1e-12);
}
END_TEST

START_TEST(the_size_of_a_batch_does_not_change_the_sum)
{
    build();
    const double one = bitext_nll(model, corpora.valid, 1, &mem);
    ck_assert_double_eq_tol(bitext_nll(model, corpora.valid, 2, &mem), one, 1e-10);
    ck_assert_double_eq_tol(bitext_nll(model, corpora.valid, 64, &mem), one, 1e-10);
}
END_TEST

/* The references become what the model says, in capitals or as they are. */
static void believe_the_model(bool capitals)
{
    ck_assert_int_eq(validation.lines, LINES);
    for (int i = 0; i < LINES; i++) {
        memory_free(said[i]);
        said[i] = memory_copy(validation.translation[i].at[0].text);
        for (char *c = said[i]; *c && capitals; c++)
            if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    }
    corpora.valid_lines.target = (const char *const *)said;
    validation_free(&validation);
}

/* So that translations are long enough for BLEU's four words in a row. */
static void say_much(void) { model->network.decoder.out.b.w.at[VOCAB_EOS] = -3; }

START_TEST(bleu_is_that_of_the_translations_against_the_lines)
{
    const char *hypothesis[LINES];
    set("valid.beam", "3");
    build();
    say_much();
    run();
    ck_assert_int_eq(validation.lines, LINES);
    for (int i = 0; i < LINES; i++) hypothesis[i] = validation.translation[i].at[0].text;
    const struct rns_bleu bleu = rns_bleu(hypothesis, corpora.valid_lines.target, LINES, false);
    ck_assert_double_eq(validation.bleu, bleu.score);
    ck_assert_double_lt(validation.bleu, 99);
    believe_the_model(false);
    run();
    ck_assert_double_eq_tol(validation.bleu, 100, 1e-9);
}
END_TEST

/* What is compared is text: "l'" and "eau" put together, and cut up again as 13a does it. */
START_TEST(bleu_is_of_plain_text_whatever_the_tokenizer)
{
    const char *hypothesis[LINES];
    set("text.tokenizer", "moses-like");
    give("data.target", "l'eau, l'été.\nl'été.\nl'eau,\n");
    build();
    say_much();
    run();
    believe_the_model(false);
    said[0][strlen(said[0]) - 1] = '!';
    run();
    for (int i = 0; i < LINES; i++) hypothesis[i] = validation.translation[i].at[0].text;
    const double plain = rns_bleu(hypothesis, corpora.valid_lines.target, LINES, true).score;
    ck_assert_double_gt(plain,
                        rns_bleu(hypothesis, corpora.valid_lines.target, LINES, false).score);
    ck_assert_double_eq(validation.bleu, plain);
}
END_TEST

START_TEST(case_counts)
{
    give("data.target", "x y z\ny z\nz\n");
    build();
    say_much();
    run();
    believe_the_model(true);
    run();
    ck_assert_double_lt(validation.bleu, 50);
}
END_TEST

/* Lower case is all such a model can say. */
START_TEST(but_not_for_a_model_of_lower_case)
{
    set("text.lowercase", "yes");
    build();
    say_much();
    run();
    believe_the_model(true);
    run();
    ck_assert_double_eq_tol(validation.bleu, 100, 1e-9);
}
END_TEST

START_TEST(the_samples_are_the_first_lines_that_are_not_blank)
{
    set("valid.samples", "2");
    build();
    run();
    ck_assert_int_eq(validation.samples, 2);
    ck_assert_str_eq(validation.sample[0].source, "a b");
    ck_assert_str_eq(validation.sample[0].reference, "x Y");
    ck_assert_int_eq(validation.sample[0].pair->S, 2);
    ck_assert_str_eq(validation.sample[1].source, "c new b a c a");
    ck_assert_str_eq(validation.sample[1].pair->source[1], "new");
    ck_assert_ptr_nonnull(validation.sample[1].pair->align);
}
END_TEST

START_TEST(there_are_no_more_samples_than_lines_and_none_if_none_are_wanted)
{
    set("valid.samples", "100");
    build();
    run();
    ck_assert_int_eq(validation.samples, 3);
    validation_free(&validation);
    model->config->valid.samples = 0;
    run();
    ck_assert_int_eq(validation.samples, 0);
    char *shown = validation_show(&validation);
    ck_assert(!shown || !*shown);
    memory_free(shown);
}
END_TEST

START_TEST(the_samples_are_shown_with_both_texts_and_the_words)
{
    build();
    run();
    char *shown = validation_show(&validation);
    ck_assert_ptr_nonnull(strstr(shown, "source      c new b a c a\n"));
    ck_assert_ptr_nonnull(strstr(shown, "reference   z w Y x z x\n"));
    memory_free(shown);
}
END_TEST

START_TEST(the_metric_decides_what_is_better)
{
    const struct validation good = { .cross_entropy = 2, .bleu = 10 };
    const struct validation bad = { .cross_entropy = 1, .bleu = 9 };
    ck_assert_double_gt(validation_score(&good, config), validation_score(&bad, config));
    set("valid.metric", "cross-entropy");
    ck_assert_double_lt(validation_score(&good, config), validation_score(&bad, config));
}
END_TEST

START_TEST(a_model_without_numbers_fails_and_leaves_nothing_behind)
{
    build();
    model->network.decoder.out.b.w.at[2] = (real)NAN;
    ck_assert(!validate(&validation, model, &corpora, 64, &mem, &err));
    ck_assert(*err.message);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_cross_entropy_of_a_model_that_knows_nothing_is_the_log_of_its_vocabulary,
        the_size_of_a_batch_does_not_change_the_sum,
        bleu_is_that_of_the_translations_against_the_lines,
        bleu_is_of_plain_text_whatever_the_tokenizer,
        case_counts,
        but_not_for_a_model_of_lower_case,
        the_samples_are_the_first_lines_that_are_not_blank,
        there_are_no_more_samples_than_lines_and_none_if_none_are_wanted,
        the_samples_are_shown_with_both_texts_and_the_words,
        the_metric_decides_what_is_better,
        a_model_without_numbers_fails_and_leaves_nothing_behind,
    };
    TCase *c = tcase_create("validate");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, the_cross_entropy_is_what_scoring_the_pairs_gives, 0, 3);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return unit_run_case("task/validate", c);
}
