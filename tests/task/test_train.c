/* What a training run does from its beginning to its end; going on is in test_train_resume.c. */
#include <jansson.h>
#include <math.h>

#include "model/model.h"
#include "training.h"

static void setup(void) { training_begin("train"); }

static void teardown(void) { rns_config_free(config); }

/* How many of the training pairs the saved model translates exactly. */
static int translated_exactly(void)
{
    struct rns_model *m = load_model("run/model.safetensors");
    struct rns_search greedy = rns_search_default();
    struct rns_pairs result[PAIRS];
    int exact = 0;
    greedy.beam = 1;
    ck_assert_msg(rns_translate(m, source_line, PAIRS, &greedy, result, &err), "%s", err.message);
    for (int i = 0; i < PAIRS; i++) {
        exact += !strcmp(result[i].at[0].text, target_line[i]);
        rns_pairs_free(&result[i]);
    }
    rns_model_free(m);
    return exact;
}

START_TEST(it_learns_the_pairs_by_heart)
{
    const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    set("model.decoder", decoder[_i]);
    set("model.hidden", "20");
    set("train.max_updates", "240");
    use_validation("80");
    const struct seen seen = train();
    ck_assert_double_eq_tol(seen.first.cross_entropy, log(8), 0.7); /* knows nothing yet */
    ck_assert_double_lt(seen.valid.valid_cross_entropy, 0.1);
    ck_assert_int_eq(translated_exactly(), PAIRS);
}
END_TEST

START_TEST(every_optimizer_lowers_the_loss)
{
    const char *const with[][2] = { { "sgd", "0.5" }, { "adam", "0.01" }, { "adadelta", "1" } };
    set("train.optimizer", with[_i][0]);
    set("train.learning_rate", with[_i][1]);
    set("train.max_updates", "60");
    use_validation("30");
    const struct seen seen = train();
    ck_assert_double_lt(seen.valid.valid_cross_entropy, 0.9 * seen.first.cross_entropy);
}
END_TEST

START_TEST(the_watcher_hears_of_everything_in_order)
{
    set("train.max_updates", "6");
    set("run.log_every", "2");
    set("run.save_every", "4");
    use_validation("3");
    const struct seen seen = train();
    ck_assert_str_eq(seen.events, "SNU"  /* 1, and that the text it validates on is not held out */
                                  "UL"   /* 2 */
                                  "UVC"  /* 3 */
                                  "ULC"  /* 4 */
                                  "U"    /* 5 */
                                  "ULVC" /* 6 */
                                  "CF");
    ck_assert_str_eq(seen.why, "train.max_updates reached");
}
END_TEST

START_TEST(an_end_between_validations_is_validated_too)
{
    set("train.max_updates", "4");
    use_validation("3");
    ck_assert_str_eq(train().events, "SNUUUVCULVCCF");
}
END_TEST

START_TEST(without_validation_the_last_model_is_kept)
{
    set("train.max_updates", "2");
    ck_assert_str_eq(train().events, "SUUCF");
    struct rns_model *m = load_model("run/model.safetensors");
    struct rns_model *c = load_model("run/checkpoint.safetensors");
    const struct param *a = &m->network.encoder.embed.E, *b = &c->network.encoder.embed.E;
    ck_assert_mem_eq(a->w.at, b->w.at, sizeof(real) * a->w.rows * a->w.cols);
    rns_model_free(m);
    rns_model_free(c);
}
END_TEST

START_TEST(no_watcher_is_needed)
{
    set("train.max_updates", "2");
    ck_assert(rns_train(config, NULL, NULL, &err));
    ck_assert(rns_train(config, &(struct rns_watcher){ 0 }, NULL, &err));
}
END_TEST

START_TEST(an_update_is_reported_with_its_place_and_numbers)
{
    set("train.max_updates", "8");
    set("train.warmup", "16");
    const struct rns_report r = train().last;
    ck_assert_int_eq(r.update, 8);
    ck_assert_int_eq(r.epoch, 3); /* 3 3 2 */
    ck_assert_int_eq(r.batch, 2);
    ck_assert_int_eq(r.batches, 3);
    ck_assert_double_eq_tol(r.rate, 0.02 * 8 / 16, 1e-15);
    ck_assert_double_gt(r.norm, 0);
    ck_assert_double_gt(r.cross_entropy, 0);
    ck_assert_double_gt(r.words_per_second, 0);
    ck_assert_double_gt(r.seconds, 0);
    ck_assert_double_ge(r.seconds_left, 0);
    ck_assert(isnan(r.valid_bleu) && isnan(r.valid_best));
}
END_TEST

START_TEST(alignments_are_learned_where_they_are_given)
{
    ck_assert(isnan(train().last.alignment_loss));
    use_alignments();
    set("train.alignment_weight", "0");
    use_run("told");
    const double unguided = train().last.alignment_loss;
    assert_same_file("run/model.safetensors", "told/model.safetensors");
    set("train.alignment_weight", "3");
    use_run("guided");
    ck_assert_double_lt(train().last.alignment_loss, 0.7 * unguided);
}
END_TEST

START_TEST(max_epochs_is_so_many_epochs_exactly)
{
    set("train.max_updates", "0");
    set("train.max_epochs", "3");
    const struct seen seen = train();
    ck_assert_int_eq(seen.last.update, 9);
    ck_assert_str_eq(seen.why, "train.max_epochs reached");
}
END_TEST

/* Three batches an epoch: updates of two and of one. */
START_TEST(with_accumulate_an_update_is_of_several_batches_of_one_epoch)
{
    set("train.accumulate", "2");
    set("train.max_epochs", "3");
    const struct seen seen = train();
    ck_assert_int_eq(seen.last.update, 6);
    ck_assert_int_eq(seen.first.batch, 2);
    ck_assert_int_eq(seen.last.batch, 3);
}
END_TEST

START_TEST(by_default_there_is_a_validation_an_epoch)
{
    set("train.max_updates", "0");
    set("train.max_epochs", "2");
    use_validation("0");
    ck_assert_str_eq(train().events, "SNUUUVCULUUVCCF");
}
END_TEST

/* A learning rate of 0: the first validation is the best there will ever be. */
START_TEST(patience_ends_a_run_that_no_longer_gets_better)
{
    set("train.learning_rate", "0");
    set("train.max_updates", "0");
    set("train.patience", "3");
    use_validation("2");
    const struct seen seen = train();
    ck_assert_int_eq(seen.last.update, 2 + 3 * 2);
    ck_assert(!seen.valid.improved);
    ck_assert_ptr_nonnull(strstr(seen.why, "train.patience"));
}
END_TEST

START_TEST(max_minutes_ends_it_by_the_clock)
{
    set("train.max_updates", "0");
    set("train.max_minutes", "0.001");
    const struct seen seen = train();
    ck_assert_double_ge(seen.last.seconds, 0.06);
    ck_assert_str_eq(seen.why, "train.max_minutes reached");
}
END_TEST

START_TEST(a_plateau_lowers_the_learning_rate)
{
    set("train.optimizer", "sgd");
    set("train.learning_rate", "1e-300"); /* too little to change a bit of any weight */
    set("train.schedule", "plateau");
    set("train.max_updates", "9");
    use_validation("2");
    ck_assert_double_eq_tol(train().last.rate, 1e-300 / 8, 1e-310); /* stalled at 4, 6 and 8 */
}
END_TEST

/* --- the log ---------------------------------------------------------------------------------- */

START_TEST(the_log_has_a_line_for_each_event_of_its_kinds)
{
    static const struct {
        const char *event;
        long update;
    } line[] = {
        { "start", 0 }, { "train", 4 },  { "valid", 5 },
        { "train", 8 }, { "valid", 10 }, { "end", 10 },
    };
    struct str text = { 0 };
    set("train.max_updates", "10");
    use_validation("5");
    train();
    struct file *log = file_open(in_folder("run/log.jsonl"), &err);
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        ck_assert_int_eq(file_line(log, &text, &err), 1);
        json_t *object = json_loads(str_text(&text), 0, NULL);
        ck_assert_str_eq(json_string_value(json_object_get(object, "event")), line[i].event);
        ck_assert_int_eq(json_integer_value(json_object_get(object, "update")), line[i].update);
        json_decref(object);
    }
    ck_assert_int_eq(file_line(log, &text, &err), 0);
    file_close(log);
    str_free(&text);
}
END_TEST

START_TEST(the_report_is_a_page_that_knows_how_it_ended)
{
    set("train.max_updates", "3");
    train();
    struct str page = read_whole("run/report.html");
    ck_assert_ptr_nonnull(strstr(str_text(&page), "train.max_updates reached"));
    str_free(&page);
}
END_TEST

/* --- what it refuses -------------------------------------------------------------------------- */

static void refused(enum rns_status status, const char *because)
{
    struct seen seen = { 0 };
    bool stopped = true;
    ck_assert(!try_train(&seen, &stopped));
    ck_assert(!stopped);
    ck_assert_int_eq(err.status, status);
    ck_assert_msg(strstr(err.message, because) != NULL, "%s", err.message);
    ck_assert_str_eq(seen.events, "");
    ck_assert(!file_exists(in_folder("run/log.jsonl")));
    ck_assert(!file_exists(in_folder("run/checkpoint.safetensors")));
}

START_TEST(corpora_of_unequal_length_are_bad_data)
{
    write_lines("target", target_line, PAIRS - 1);
    refused(RNS_BAD_DATA, "12 lines here and 11 in ");
}
END_TEST

START_TEST(a_missing_corpus_is_a_failure_that_names_it)
{
    unlink(in_folder("target"));
    refused(RNS_FAILED, "target: ");
}
END_TEST

START_TEST(an_empty_corpus_is_bad_data)
{
    write_lines("source", source_line, 0);
    write_lines("target", target_line, 0);
    refused(RNS_BAD_DATA, "no pair to learn from");
}
END_TEST

START_TEST(missing_validation_text_is_told_before_training_starts)
{
    set("valid.source", in_folder("nowhere"));
    set("valid.target", in_folder("target"));
    refused(RNS_FAILED, "nowhere: ");
}
END_TEST

START_TEST(options_that_do_not_go_together_are_a_mistake)
{
    set("train.patience", "2");
    refused(RNS_USAGE, "train.patience");
}
END_TEST

START_TEST(a_run_folder_that_cannot_be_is_a_failure)
{
    set("run.dir", in_folder("source/run")); /* in a file */
    refused(RNS_FAILED, "source");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_watcher_hears_of_everything_in_order,
        an_end_between_validations_is_validated_too,
        without_validation_the_last_model_is_kept,
        no_watcher_is_needed,
        an_update_is_reported_with_its_place_and_numbers,
        alignments_are_learned_where_they_are_given,
        max_epochs_is_so_many_epochs_exactly,
        with_accumulate_an_update_is_of_several_batches_of_one_epoch,
        by_default_there_is_a_validation_an_epoch,
        patience_ends_a_run_that_no_longer_gets_better,
        max_minutes_ends_it_by_the_clock,
        a_plateau_lowers_the_learning_rate,
        the_log_has_a_line_for_each_event_of_its_kinds,
        the_report_is_a_page_that_knows_how_it_ended,
        corpora_of_unequal_length_are_bad_data,
        a_missing_corpus_is_a_failure_that_names_it,
        an_empty_corpus_is_bad_data,
        missing_validation_text_is_told_before_training_starts,
        options_that_do_not_go_together_are_a_mistake,
        a_run_folder_that_cannot_be_is_a_failure,
    };
    TCase *c = tcase_create("train");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, it_learns_the_pairs_by_heart, 0, 3);
    tcase_add_loop_test(c, every_optimizer_lowers_the_loss, 0, 3);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return unit_run_case("task/train", c);
}
