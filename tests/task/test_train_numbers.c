/* Training that meets numbers that are none, and text and settings that ask for them. */
#include <jansson.h>
#include <math.h>

#include "model/model.h"
#include "task/skip.h"
#include "training.h"

static void setup(void) { training_begin("numbers"); }

static void teardown(void) { rns_config_free(config); }

static void assert_finite(const char *name)
{
    if (!file_exists(in_folder(name))) return;
    struct rns_model *m = load_model(name);
    for (int k = 0; k < m->network.params.count; k++) {
        const struct mat w = m->network.params.list[k]->w;
        for (int i = 0; i < w.rows * w.cols; i++) ck_assert(isfinite(w.at[i]));
    }
    rns_model_free(m);
}

static void use_rate(double rate)
{
    set("train.optimizer", "sgd");
    set("train.clip", "0");
    config->train.learning_rate = rate; /* beyond what the option allows */
}

START_TEST(a_huge_learning_rate_never_saves_weights_that_are_not_finite)
{
    const double rate[] = { 1e3, 1e6, 1e30, 1e150, INFINITY };
    struct seen seen = { 0 };
    use_rate(rate[_i]);
    set("train.max_updates", "60");
    set("run.save_every", "7");
    if (!try_train(&seen, NULL)) ck_assert_int_eq(err.status, RNS_DIVERGED);
    assert_finite("run/model.safetensors");
    assert_finite("run/checkpoint.safetensors");
}
END_TEST

START_TEST(divergence_met_by_a_validation_is_called_so)
{
    struct seen seen = { 0 };
    use_rate(_i ? INFINITY : 1e308);
    use_validation("1");
    ck_assert(!try_train(&seen, NULL));
    ck_assert_int_eq(err.status, RNS_DIVERGED);
    ck_assert_ptr_nonnull(strstr(err.message, "train.learning_rate"));
    assert_finite("run/model.safetensors");
    assert_finite("run/checkpoint.safetensors");
}
END_TEST

START_TEST(gradients_that_stay_without_numbers_end_it)
{
    struct seen seen = { 0 };
    use_rate(1e308);
    set("train.max_updates", "0");
    ck_assert(!try_train(&seen, NULL));
    ck_assert_int_eq(err.status, RNS_DIVERGED);
    ck_assert_ptr_nonnull(strchr(seen.events, 'N'));
    ck_assert_int_lt(seen.last.update, 60);
}
END_TEST

/* --- what is said of updates that are skipped --- */

/* A line of the log of the training below; its lines of the corpus go into `seen`. */
static void check_skip(const json_t *skip, int number, int seen[PAIRS + 1])
{
    const json_t *lines = json_object_get(skip, "lines");
    ck_assert_uint_eq(json_array_size(lines), 4);
    for (size_t i = 0; i < 4; i++) {
        const int line = (int)json_integer_value(json_array_get(lines, i));
        ck_assert_int_ge(line, 1);
        ck_assert_int_le(line, PAIRS);
        seen[line]++;
    }
    ck_assert_double_eq(json_number_value(json_object_get(skip, "rate_factor")),
                        pow(0.5, number / SKIPS_HALVE));
}

START_TEST(each_skipped_update_leaves_its_lines_and_every_third_halves_the_rate)
{
    int skips = 0, lines[PAIRS + 1] = { 0 };
    struct seen seen = { 0 };
    struct str text = { 0 };
    use_rate(1e308);
    set("train.max_updates", "0");
    ck_assert(!try_train(&seen, NULL));
    struct file *log = file_open(in_folder("run/log.jsonl"), &err);
    while (file_line(log, &text, &err) == 1) {
        json_t *object = json_loads(str_text(&text), 0, NULL);
        if (!strcmp(json_string_value(json_object_get(object, "event")), "skipped"))
            check_skip(object, ++skips, lines);
        json_decref(object);
    }
    ck_assert_int_eq(skips, SKIPS_END);
    for (int line = 1; line <= PAIRS; line++) ck_assert_int_ge(lines[line], SKIPS_END / 3);
    file_close(log);
    str_free(&text);
}
END_TEST

START_TEST(the_text_names_each_line_once_and_not_too_many)
{
    static const int end[] = { 0 };
    int pair[42], start[] = { 0, 0, 42 };
    struct bitext *text = bitext_in_memory();
    for (int k = 0; k < 40; k++) {
        const struct sentence_pair p = { .line = 100 - k, 1, 1, 0, end, end, NULL };
        bitext_add(text, &p, NULL);
    }
    for (int k = 0; k < 42; k++) pair[k] = k % 40;
    const struct epoch order = { pair, start, 2 };
    struct progress p = { .update = 6, .batch = 1, .rate_factor = 1 };
    struct skip s = skip_new(text, &order, &p, 1);
    ck_assert_int_eq(s.lines, 40);
    for (int k = 0; k < 40; k++) ck_assert_int_eq(s.line[k], 61 + k);
    ck_assert_str_eq(s.text, "update 7: the loss or the gradient is not a finite number; nothing "
                             "learned from lines 61, 62, 63, 64, 65, 66, 67, 68, 69, 70 and 30 "
                             "more (log.jsonl)");
    ck_assert_int_eq(p.skipped, 1);
    skip_free(&s);
    bitext_free(text);
}
END_TEST

/* --- adversarial text and settings --- */

/* A corpus of the lines "a a a ..": so many words in each of four pairs. */
static void write_words(const char *name, const int words[4])
{
    FILE *f = fopen(in_folder(name), "w");
    ck_assert_ptr_nonnull(f);
    for (int k = 0; k < 4; k++)
        for (int i = 1; i <= words[k]; i++) fputs(i < words[k] ? "a " : "a\n", f);
    fclose(f);
}

static const struct adverse {
    const char *optimizer, *rate, *clip, *batch;
    int source[4], target[4]; /* words */
} adverse[] = {
    { "sgd", "100", "0", "1", { 1, 1, 1, 1 }, { 1, 1, 1, 1 } },
    { "sgd", "100", "1", "4", { 1, 500, 2, 500 }, { 500, 1, 2, 500 } },
    { "adam", "0.49", "0", "1", { 500, 500, 1, 1 }, { 500, 1, 1, 500 } },
    { "adam", "0.49", "1", "4", { 1, 1, 1, 1 }, { 500, 500, 500, 500 } },
    { "adadelta", "100", "0", "4", { 500, 500, 500, 500 }, { 1, 1, 1, 1 } },
    { "adadelta", "100", "1", "1", { 1, 2, 3, 500 }, { 500, 3, 2, 1 } },
    { "adam", "0.001", "1", "1", { 1, 500, 1, 500 }, { 1, 500, 500, 1 } },
};

/* Of one word, in batches of one pair or of lengths far apart, at the highest of rates. */
START_TEST(nothing_adverse_saves_what_is_not_finite)
{
    const struct adverse *a = &adverse[_i];
    struct seen seen = { 0 };
    write_words("source", a->source);
    write_words("target", a->target);
    set("train.optimizer", a->optimizer);
    set("train.learning_rate", a->rate);
    set("train.clip", a->clip);
    set("train.batch_size", a->batch);
    set("data.max_length", "500");
    set("train.max_updates", "8");
    set("run.save_every", "3");
    use_validation("4");
    if (!try_train(&seen, NULL)) ck_assert_int_eq(err.status, RNS_DIVERGED);
    else ck_assert_int_eq(seen.last.update, 8);
    assert_finite("run/model.safetensors");
    assert_finite("run/checkpoint.safetensors");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("numbers");
    tcase_set_timeout(c, 120);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, a_huge_learning_rate_never_saves_weights_that_are_not_finite, 0, 5);
    tcase_add_loop_test(c, divergence_met_by_a_validation_is_called_so, 0, 2);
    tcase_add_test(c, gradients_that_stay_without_numbers_end_it);
    tcase_add_test(c, each_skipped_update_leaves_its_lines_and_every_third_halves_the_rate);
    tcase_add_test(c, the_text_names_each_line_once_and_not_too_many);
    tcase_add_loop_test(c, nothing_adverse_saves_what_is_not_finite, 0,
                        sizeof adverse / sizeof *adverse);
    return unit_run_case("task/train_numbers", c);
}
