#include "model/config.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "unit.h"

static struct rns_config *c;
static struct rns_error err;

static void setup(void)
{
    c = rns_config_new();
    err = (struct rns_error){ 0 };
}

static void teardown(void) { rns_config_free(c); }

static void set(const char *name, const char *value)
{
    ck_assert_msg(rns_config_set(c, name, value, &err), "%s", err.message);
}

START_TEST(the_defaults_are_those_of_the_paper)
{
    ck_assert_int_eq(c->model.decoder, DECODER_RNNSEARCH);
    ck_assert_int_eq(c->model.embedding, 620);
    ck_assert_int_eq(c->model.hidden, 1000);
    ck_assert_int_eq(c->model.maxout, 500);
    ck_assert_int_eq(c->text.source_vocabulary, 30000);
    ck_assert_int_eq(c->data.max_length, 50);
    ck_assert_int_eq(c->train.optimizer, OPTIMIZER_ADADELTA);
    ck_assert_double_eq(c->train.rho, 0.95);
    ck_assert_double_eq(c->train.epsilon, 1e-6);
    ck_assert_double_eq(c->train.clip, 1);
    ck_assert_int_eq(c->train.batch_size, 80);
}
END_TEST

START_TEST(an_option_is_set_by_its_full_name)
{
    set("train.batch_size", "7");
    ck_assert_int_eq(c->train.batch_size, 7);
    set("train.batch-size", "8");
    ck_assert_int_eq(c->train.batch_size, 8);
}
END_TEST

START_TEST(an_unknown_name_gets_the_nearest_one)
{
    ck_assert(!rns_config_set(c, "train.batchsize", "80", &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "did you mean 'batch_size'?"));
}
END_TEST

START_TEST(a_name_without_a_section_is_told_how_names_look)
{
    ck_assert(!rns_config_set(c, "batch_size", "80", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "section.key"));
}
END_TEST

START_TEST(a_value_is_given_back_as_text)
{
    char *value;
    set("valid.metric", "cross-entropy");
    value = rns_config_get(c, "valid.metric");
    ck_assert_str_eq(value, "cross-entropy");
    rns_text_free(value);
    value = rns_config_get(c, "valid.source");
    ck_assert_str_eq(value, "");
    rns_text_free(value);
    ck_assert_ptr_null(rns_config_get(c, "valid.sauce"));
    ck_assert_ptr_null(rns_config_get(c, "valid"));
}
END_TEST

START_TEST(the_public_rows_are_grouped_by_section)
{
    int count, changes = 0;
    const struct rns_option *rows = rns_options(&count);
    for (int i = 1; i < count; i++) changes += strcmp(rows[i].section, rows[i - 1].section) != 0;
    ck_assert_int_gt(count, 40);
    ck_assert_int_eq(changes, 6);
}
END_TEST

START_TEST(a_copy_has_strings_of_its_own)
{
    set("data.source", "a");
    struct rns_config *copy = config_copy(c);
    set("data.source", "b");
    ck_assert_str_eq(copy->data.source, "a");
    rns_config_free(copy);
}
END_TEST

START_TEST(what_describes_a_model_goes_to_text_and_back)
{
    struct str text = { 0 };
    set("model.hidden", "12");
    set("text.lowercase", "yes");
    set("data.target_language", "de");
    set("data.source", "/secret/path");
    config_print_model(c, &text);
    struct rns_config *back = rns_config_new();
    ck_assert_msg(config_parse(back, str_text(&text), "m", &err), "%s", err.message);
    ck_assert_ptr_null(config_difference(c, back));
    ck_assert_int_eq(back->model.hidden, 12);
    ck_assert_ptr_null(strstr(str_text(&text), "secret"));
    rns_config_free(back);
    str_free(&text);
}
END_TEST

START_TEST(the_first_difference_is_named_and_training_options_make_none)
{
    struct rns_config *other = config_copy(c);
    set("train.seed", "5");
    ck_assert_ptr_null(config_difference(c, other));
    set("model.maxout", "5");
    ck_assert_str_eq(config_difference(c, other)->key, "maxout");
    rns_config_free(other);
}
END_TEST

static void expect_refusal(const char *part)
{
    err = (struct rns_error){ 0 };
    ck_assert(!config_check(c, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
}

START_TEST(options_that_do_not_go_together_are_refused)
{
    expect_refusal("data.source");
    set("data.source", "a");
    expect_refusal("data.target");
    set("data.target", "b");
    expect_refusal("run.dir");
    set("run.dir", "r");
    ck_assert_msg(config_check(c, &err), "%s", err.message);
    set("data.alignments", "links");
    set("model.decoder", "encdec");
    expect_refusal("data.alignments");
    set("model.decoder", "conditional");
    set("attention.context", "hard");
    expect_refusal("data.alignments");
    set("attention.context", "soft");
    ck_assert(config_check(c, NULL));
    err = (struct rns_error){ 0 };
    set("valid.source", "a");
    expect_refusal("valid.target");
    set("valid.source", "");
    set("valid.target", "b");
    expect_refusal("valid.target is given without valid.source");
    set("valid.target", "");
    set("train.patience", "3");
    expect_refusal("train.patience");
    set("train.patience", "0");
    set("run.keep", "3");
    expect_refusal("run.keep");
    set("run.keep", "0");
    set("train.schedule", "plateau");
    expect_refusal("plateau");
    set("train.schedule", "inverse-sqrt");
    expect_refusal("train.warmup");
    set("train.warmup", "10");
    set("train.schedule", "linear");
    expect_refusal("train.max_updates or train.max_epochs");
    set("train.max_epochs", "2");
    set("train.rdrop", "5");
    expect_refusal("train.dropout_embedding");
    set("train.dropout_readout", "0.1");
    set("train.optimizer", "adam");
    expect_refusal("learning_rate");
    set("train.learning_rate", "0.001");
    set("train.bpe_dropout", "0.1");
    expect_refusal("text.bpe_merges");
    set("text.bpe_merges", "10");
    err = (struct rns_error){ 0 };
    ck_assert(config_check(c, &err));
}
END_TEST

START_TEST(any_noise_is_enough_for_rdrop)
{
    static const char *const noises[] = { "dropout_embedding",   "dropout_readout",
                                          "dropout_context",     "dropout_state",
                                          "word_dropout_source", "word_dropout_target" };
    char name[40];
    set("data.source", "a");
    set("data.target", "b");
    set("run.dir", "r");
    set("train.rdrop", "1");
    for (size_t i = 0; i < sizeof noises / sizeof *noises; i++) {
        expect_refusal("train.rdrop compares two passes");
        snprintf(name, sizeof name, "train.%s", noises[i]);
        set(name, "0.1");
        ck_assert_msg(config_check(c, NULL), "%s", name);
        set(name, "0");
    }
}
END_TEST

/* Each of these kinds is fine with a decoder that attends. */
START_TEST(attention_that_cannot_be_is_refused)
{
    static const char *const kinds[][2] = {
        { "score", "dot" }, { "window", "local-m" }, { "coverage", "yes" }, { "context", "hard" }
    };
    char name[40];
    set("data.source", "a");
    set("data.target", "b");
    set("run.dir", "r");
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "attention.%s", kinds[i][0]);
        char *before = rns_config_get(c, name);
        set("model.decoder", "encdec");
        set(name, kinds[i][1]);
        expect_refusal(name);
        set("model.decoder", "rnnsearch");
        err = (struct rns_error){ 0 };
        ck_assert_msg(config_check(c, &err), "%s", err.message);
        set(name, before);
        rns_text_free(before);
    }
    set("attention.coverage", "yes");
    set("attention.score", "dot");
    expect_refusal("attention.coverage = yes");
    set("attention.coverage", "no");
    set("attention.context", "hard");
    set("attention.window", "local-p");
    expect_refusal("attention.window = local-p");
    set("attention.window", "global");
    set("train.rdrop", "1");
    set("train.dropout_readout", "0.5");
    expect_refusal("train.rdrop");
}
END_TEST

START_TEST(what_is_tied_must_be_alike)
{
    set("data.source", "a");
    set("data.target", "b");
    set("run.dir", "r");
    set("model.tied", "target");
    expect_refusal("model.maxout to model.embedding");
    set("model.maxout", "620");
    err = (struct rns_error){ 0 };
    ck_assert_msg(config_check(c, &err), "%s", err.message);
    set("model.tied", "all");
    set("text.source_vocabulary", "100");
    expect_refusal("text.target_vocabulary alike");
    set("text.target_vocabulary", "100");
    set("text.bpe_merges", "10");
    expect_refusal("text.bpe_joint = yes");
    set("text.bpe_joint", "yes");
    ck_assert(config_check(c, &err));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_defaults_are_those_of_the_paper,
        an_option_is_set_by_its_full_name,
        an_unknown_name_gets_the_nearest_one,
        a_name_without_a_section_is_told_how_names_look,
        a_value_is_given_back_as_text,
        the_public_rows_are_grouped_by_section,
        a_copy_has_strings_of_its_own,
        what_describes_a_model_goes_to_text_and_back,
        the_first_difference_is_named_and_training_options_make_none,
        options_that_do_not_go_together_are_refused,
        any_noise_is_enough_for_rdrop,
        attention_that_cannot_be_is_refused,
        what_is_tied_must_be_alike,
        NULL,
    };
    return unit_run("model/config", tests, setup, teardown);
}
