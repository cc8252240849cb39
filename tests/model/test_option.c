#include "model/option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "unit.h"

static struct rns_config *c;
static struct rns_error err;

static void setup(void)
{
    c = rns_config_new();
    err = (struct rns_error){ 0 };
}

static void teardown(void) { rns_config_free(c); }

START_TEST(every_row_takes_its_own_default_and_gives_it_back)
{
    struct str value = { 0 };
    for (int i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];
        ck_assert_msg(option_set(o, c, o->shown.initial, NULL, &err), "%s", err.message);
        option_get(o, c, &value);
        if (strcmp(o->shown.key, "epsilon")) /* 1e-6 is printed 1e-06 */
            ck_assert_str_eq(str_text(&value), o->shown.initial);
    }
    str_free(&value);
}
END_TEST

START_TEST(every_choice_of_every_row_can_be_made)
{
    struct str value = { 0 };
    for (int i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];
        if (o->kind != OPTION_CHOICE) continue;
        char *names = memory_copy(o->shown.kind);
        for (char *name = strtok(names, "|"); name; name = strtok(NULL, "|")) {
            ck_assert_msg(option_set(o, c, name, NULL, &err), "%s", err.message);
            option_get(o, c, &value);
            ck_assert_str_eq(str_text(&value), name);
        }
        memory_free(names);
    }
    str_free(&value);
}
END_TEST

START_TEST(choices_stand_in_the_order_of_their_enums)
{
    ck_assert(option_set(option_find("model", "decoder"), c, "encdec", NULL, &err));
    ck_assert_int_eq(c->model.decoder, DECODER_ENCDEC);
    ck_assert(option_set(option_find("train", "optimizer"), c, "adam", NULL, &err));
    ck_assert_int_eq(c->train.optimizer, OPTIMIZER_ADAM);
    ck_assert(option_set(option_find("train", "schedule"), c, "plateau", NULL, &err));
    ck_assert_int_eq(c->train.schedule, SCHEDULE_PLATEAU);
    ck_assert(option_set(option_find("train", "loss_unit"), c, "words", NULL, &err));
    ck_assert_int_eq(c->train.loss_unit, LOSS_WORDS);
    ck_assert(option_set(option_find("train", "batch_unit"), c, "words", NULL, &err));
    ck_assert_int_eq(c->train.batch_unit, BATCH_WORDS);
    ck_assert(option_set(option_find("valid", "metric"), c, "cross-entropy", NULL, &err));
    ck_assert_int_eq(c->valid.metric, METRIC_CROSS_ENTROPY);
    ck_assert(option_set(option_find("text", "tokenizer"), c, "char", NULL, &err));
    ck_assert_int_eq(c->text.tokenizer, TOKENIZER_CHAR);
    ck_assert(option_set(option_find("model", "init"), c, "glorot", NULL, &err));
    ck_assert_int_eq(c->model.init, INIT_GLOROT);
}
END_TEST

START_TEST(dashes_and_underscores_are_alike)
{
    ck_assert_ptr_nonnull(option_find("train", "batch_size"));
    ck_assert_ptr_eq(option_find("train", "batch-size"), option_find("train", "batch_size"));
    ck_assert_ptr_null(option_find("train", "batch"));
}
END_TEST

static void expect_unknown(const char *section, const char *key, const char *message)
{
    err = (struct rns_error){ 0 };
    ck_assert(!option_unknown(section, key, &err));
    ck_assert_str_eq(err.message, message);
}

/* As near as an option of the command line may be: 1 + length / 3 mistakes, swaps too. */
START_TEST(a_name_that_is_near_is_suggested)
{
    expect_unknown("model", "hiddne", "unknown key 'hiddne' in [model]; did you mean 'hidden'?");
    expect_unknown("modle", "hidden", "unknown section [modle]; did you mean [model]?");
    expect_unknown("train", "batch-sise",
                   "unknown key 'batch-sise' in [train]; did you mean 'batch_size'?");
    expect_unknown("model", "hidxyz", "unknown key 'hidxyz' in [model]; did you mean 'hidden'?");
    expect_unknown("model", "hiwxyz", "unknown key 'hiwxyz' in [model]");
}
END_TEST

START_TEST(a_name_longer_than_any_is_unknown)
{
    char key[71] = { 0 }, message[120];
    memset(key, 'k', sizeof key - 1);
    snprintf(message, sizeof message, "unknown key '%.60s' in [model]", key);
    expect_unknown("model", key, message);
}
END_TEST

START_TEST(a_refused_value_leaves_the_old_one)
{
    const struct option *hidden = option_find("model", "hidden");
    ck_assert(option_set(hidden, c, "7", NULL, &err));
    ck_assert(!option_set(hidden, c, "7x", NULL, &err));
    ck_assert(!option_set(hidden, c, "0", NULL, &err));
    ck_assert_int_eq(c->model.hidden, 7);
    ck_assert_int_eq(err.status, RNS_USAGE);
}
END_TEST

static const struct {
    const char *section, *key, *value, *wanted;
} REFUSED[] = {
    { "model", "hidden", "", "a whole number from 1 to 16384" },
    { "model", "hidden", "x", "a whole number from 1 to 16384" },
    { "model", "hidden", "16385", "a whole number from 1 to 16384" },
    { "model", "hidden", "99999999999999999999", "a whole number from 1 to 16384" },
    { "train", "ema", "", "a number from 0 to 0.999999" },
    { "train", "ema", "x", "a number from 0 to 0.999999" },
    { "train", "ema", "0.5x", "a number from 0 to 0.999999" },
    { "train", "ema", "-1", "a number from 0 to 0.999999" },
    { "train", "ema", "1", "a number from 0 to 0.999999" },
    { "train", "ema", "nan", "a number from 0 to 0.999999" },
    { "train", "seed", "", "a whole number from 0 to 18446744073709551615" },
    { "train", "seed", "-1", "a whole number from 0 to 18446744073709551615" },
    { "train", "seed", "5x", "a whole number from 0 to 18446744073709551615" },
    { "text", "lowercase", "maybe", "yes or no" },
    { "data", "source_language", "", "a short name such as en" },
    { "data", "source_language", "a b", "a short name such as en" },
    { "data", "source_language", "abcdefghijklmnopqrstuvwxyzabcde", "a short name such as en" },
    { "model", "decoder", "rnn", "one of rnnsearch|conditional|encdec" },
};

START_TEST(a_value_of_another_kind_is_refused_with_what_is_wanted)
{
    char message[200];
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        const struct option *o = option_find(REFUSED[i].section, REFUSED[i].key);
        err = (struct rns_error){ 0 };
        ck_assert(!option_set(o, c, REFUSED[i].value, NULL, &err));
        snprintf(message, sizeof message, "%s.%s must be %s, not '%s'", REFUSED[i].section,
                 REFUSED[i].key, REFUSED[i].wanted, REFUSED[i].value);
        ck_assert_str_eq(err.message, message);
    }
}
END_TEST

START_TEST(yes_and_no_are_true_and_false_too)
{
    static const char *const values[] = { "yes", "no", "true", "false" };
    for (int i = 0; i < 4; i++) {
        ck_assert(option_set(option_find("text", "lowercase"), c, values[i], NULL, &err));
        ck_assert_int_eq(c->text.lowercase, i % 2 == 0);
    }
}
END_TEST

START_TEST(a_language_may_have_a_region_or_a_script)
{
    static const char *const names[] = { "pt-BR", "zh_Hant", "x1" };
    for (int i = 0; i < 3; i++) {
        ck_assert(option_set(option_find("data", "source_language"), c, names[i], NULL, &err));
        ck_assert_str_eq(c->data.source_language, names[i]);
    }
}
END_TEST

START_TEST(the_largest_seed_survives)
{
    struct str value = { 0 };
    const struct option *seed = option_find("train", "seed");
    ck_assert(option_set(seed, c, "18446744073709551615", NULL, &err));
    option_get(seed, c, &value);
    ck_assert_str_eq(str_text(&value), "18446744073709551615");
    ck_assert(!option_set(seed, c, "18446744073709551616", NULL, &err));
    str_free(&value);
}
END_TEST

START_TEST(numbers_are_printed_so_that_they_read_back_the_same)
{
    static const char *const numbers[] = { "0.1", "0.30000000000000004", "1e-06", "3.3333" };
    const struct option *clip = option_find("train", "clip");
    struct str value = { 0 };
    for (int i = 0; i < 4; i++) {
        ck_assert(option_set(clip, c, numbers[i], NULL, &err));
        option_get(clip, c, &value);
        ck_assert_str_eq(str_text(&value), numbers[i]);
    }
    str_free(&value);
}
END_TEST

static void expect_path(const char *key, const char *given, const char *from, const char *path)
{
    ck_assert_msg(option_set(option_find("data", key), c, given, from, &err), "%s", err.message);
    ck_assert_str_eq(c->data.source, path);
}

START_TEST(paths_stand_beside_the_file_that_says_them)
{
    setenv("RNS_CORPORA", "/corpora", 1);
    expect_path("source", "../a.en", "configs/x.conf", "configs/../a.en");
    expect_path("source", "/a.en", "configs/x.conf", "/a.en");
    expect_path("source", "a.en", NULL, "a.en");
    expect_path("source", "$RNS_CORPORA/a.en", "configs/x.conf", "/corpora/a.en");
    expect_path("source", "x${RNS_CORPORA}y", NULL, "x/corporay");
    expect_path("source", "a$", NULL, "a$");
    expect_path("source", "a${", NULL, "a${");
    expect_path("source", "a${RNS_CORPORA", NULL, "a${RNS_CORPORA");
    expect_path("source", "a$.b", NULL, "a$.b");
    ck_assert(option_set(option_find("data", "source"), c, "", "configs/x.conf", &err));
    ck_assert_ptr_null(c->data.source);
}
END_TEST

START_TEST(the_run_folder_is_seen_from_the_working_directory)
{
    ck_assert(option_set(option_find("run", "dir"), c, "runs/a", "configs/x.conf", &err));
    ck_assert_str_eq(c->run.dir, "runs/a");
}
END_TEST

START_TEST(help_fits_on_a_line_and_says_something)
{
    for (int i = 0; i < option_count; i++) {
        ck_assert_uint_gt(strlen(option_table[i].shown.help), 3);
        ck_assert_uint_le(strlen(option_table[i].shown.help), 90);
        ck_assert_ptr_null(strchr(option_table[i].shown.help, '\n'));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_row_takes_its_own_default_and_gives_it_back,
        every_choice_of_every_row_can_be_made,
        choices_stand_in_the_order_of_their_enums,
        dashes_and_underscores_are_alike,
        a_name_that_is_near_is_suggested,
        a_name_longer_than_any_is_unknown,
        a_refused_value_leaves_the_old_one,
        a_value_of_another_kind_is_refused_with_what_is_wanted,
        yes_and_no_are_true_and_false_too,
        a_language_may_have_a_region_or_a_script,
        the_largest_seed_survives,
        numbers_are_printed_so_that_they_read_back_the_same,
        paths_stand_beside_the_file_that_says_them,
        the_run_folder_is_seen_from_the_working_directory,
        help_fits_on_a_line_and_says_something,
        NULL,
    };
    return unit_run("model/option", tests, setup, teardown);
}
