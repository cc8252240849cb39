/* A run interrupted and gone on with is the run never interrupted, bit for bit; and so is one on
 * any number of threads. */
#include <jansson.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "model/safetensors.h"
#include "training.h"

enum { LAST = 20 };

/* Everything that has a state: dropout, an optimizer with blocks, a plateau, validations (at 5, 10,
 * 15 and 20) that do not fall together with the ends of epochs (3, 6, ..). */
static void setup(void)
{
    training_begin("train_resume");
    set("train.dropout_embedding", "0.2");
    set("train.dropout_readout", "0.3");
    set("train.dropout_context", "0.1");
    set("train.dropout_state", "0.1");
    set("train.word_dropout_source", "0.1");
    set("train.word_dropout_target", "0.1");
    set("train.learning_rate", "0.3");
    set("train.schedule", "plateau");
    set("train.warmup", "4");
    set("valid.metric", "cross-entropy");
    use_validation("5");
}

/* Whatever an update may do besides. */
static void use_every_trick(void)
{
    set("train.schedule", "linear");
    set("train.hold", "0.3");
    set("train.ema", "0.9");
    set("train.weight_decay", "0.1");
    set("train.rdrop", "2");
    set("train.accumulate", "2"); /* of an epoch's three batches */
}

static void teardown(void) { rns_config_free(config); }

/* --- what two runs must agree in -------------------------------------------------------------- */

/* Behind the header: the arrays. */
static size_t header_size(const struct str *file)
{
    size_t size = 8;
    for (int i = 0; i < 8; i++) size += (size_t)(unsigned char)file->at[i] << 8 * i;
    return size;
}

static void assert_same_arrays(const char *name, const char *other)
{
    struct str a = read_whole(name), b = read_whole(other);
    const size_t from_a = header_size(&a), from_b = header_size(&b);
    ck_assert_int_eq(a.length - from_a, b.length - from_b);
    ck_assert_msg(!memcmp(a.at + from_a, b.at + from_b, a.length - from_a),
                  "the arrays of %s are not those of %s", name, other);
    str_free(&a);
    str_free(&b);
}

/* All but the clock and the length of the log, which holds the clock's numbers. */
static void assert_same_progress(const char *name, const char *other)
{
    static const char *const key[] = { "update",       "epoch",   "batch",       "order",
                                       "rate_factor",  "best",    "best_update", "stalled",
                                       "valid_update", "finished" };
    struct tensors *a = tensors_open(in_folder(name), &err);
    struct tensors *b = tensors_open(in_folder(other), &err);
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
        char full[40];
        snprintf(full, sizeof full, "progress.%s", key[i]);
        ck_assert_str_eq(tensors_meta_get(a, full), tensors_meta_get(b, full));
    }
    ck_assert_str_eq(tensors_meta_get(a, "optimizer.step"), tensors_meta_get(b, "optimizer.step"));
    tensors_close(a);
    tensors_close(b);
}

/* The run of that name ended as the run "whole" did. */
static void assert_same_run(const char *run)
{
    char model[40], checkpoint[40];
    snprintf(model, sizeof model, "%s/model.safetensors", run);
    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint.safetensors", run);
    assert_same_file(model, "whole/model.safetensors");
    assert_same_arrays(checkpoint, "whole/checkpoint.safetensors");
    assert_same_progress(checkpoint, "whole/checkpoint.safetensors");
}

static void train_whole(void)
{
    use_run("whole");
    train();
}

static double progress(const char *run, const char *key)
{
    struct tensors *file = tensors_open(in_folder(run), &err);
    const double value = strtod(tensors_meta_get(file, key), NULL);
    tensors_close(file);
    return value;
}

/* --- the log ---------------------------------------------------------------------------------- */

/* How many lines of the run's log are of this event and update. */
static int count_lines(const char *name, const char *event, long update)
{
    int count = 0;
    struct str line = { 0 };
    struct file *f = file_open(in_folder(name), &err);
    while (file_line(f, &line, &err) == 1) {
        json_t *object = json_loads(str_text(&line), 0, NULL);
        ck_assert_ptr_nonnull(object);
        count += !strcmp(json_string_value(json_object_get(object, "event")), event) &&
                 json_integer_value(json_object_get(object, "update")) == update;
        json_decref(object);
    }
    str_free(&line);
    file_close(f);
    return count;
}

/* Each line that a whole run has, once. */
static void assert_whole_log(const char *name)
{
    for (long u = 0; u <= LAST; u++) {
        ck_assert_int_eq(count_lines(name, "train", u), u && u % 4 == 0);
        ck_assert_int_eq(count_lines(name, "valid", u), u && u % 5 == 0);
        ck_assert_int_eq(count_lines(name, "end", u), u == LAST);
    }
    ck_assert_int_eq(count_lines(name, "start", 0), 1);
}

/* --- tests ------------------------------------------------------------------------------------ */

/* After the first update, before and at a validation, at the end of an epoch, in its middle, where
 * the rate has fallen, and at the last update. */
START_TEST(stopped_and_gone_on_is_never_stopped)
{
    static const long stop_at[] = { 1, 4, 5, 6, 7, 16, LAST };
    train_whole();
    ck_assert_double_lt(progress("whole/checkpoint.safetensors", "progress.rate_factor"), 1);
    for (size_t i = 0; i < sizeof stop_at / sizeof *stop_at; i++) {
        char run[20];
        snprintf(run, sizeof run, "stopped%ld", stop_at[i]);
        use_run(run);
        train_until(stop_at[i]);
        ck_assert_str_eq(train().why, "train.max_updates reached");
        assert_same_run(run);
    }
    assert_whole_log("stopped7/log.jsonl");
    ck_assert_int_eq(count_lines("stopped7/log.jsonl", "start", 7), 1);
}
END_TEST

START_TEST(stopped_many_times_too)
{
    train_whole();
    use_run("often");
    for (long u = 3; u < LAST; u += 5) train_until(u);
    train();
    assert_same_run("often");
    assert_whole_log("often/log.jsonl");
}
END_TEST

START_TEST(every_optimizer_and_schedule_goes_on_as_if_nothing_had_been)
{
    const char *const with[][3] = { { "sgd", "0.2", "constant" },
                                    { "adam", "0.02", "linear" },
                                    { "adadelta", "1", "inverse-sqrt" },
                                    { "adam", "0.01", "inverse-sqrt" } };
    set("train.optimizer", with[_i][0]);
    set("train.learning_rate", with[_i][1]);
    set("train.schedule", with[_i][2]);
    set("train.momentum", "0.5");
    train_whole();
    use_run("stopped");
    train_until(8);
    train();
    assert_same_run("stopped");
}
END_TEST

START_TEST(a_run_with_every_trick_of_an_update_goes_on_as_if_nothing_had_been)
{
    static const long stop_at[] = { 1, 5, 7 };
    use_every_trick();
    train_whole();
    for (size_t i = 0; i < sizeof stop_at / sizeof *stop_at; i++) {
        char run[20];
        snprintf(run, sizeof run, "stopped%ld", stop_at[i]);
        use_run(run);
        train_until(stop_at[i]);
        train();
        assert_same_run(run);
    }
}
END_TEST

/* Sentences enough for two threads to share out, with copies three. */
#define BATCH_CUT "12"

START_TEST(every_structure_goes_on_as_if_nothing_had_been)
{
    const char *const with[][2] = { { "model.tied", "target" },
                                    { "model.tied", "all" },
                                    { "model.layer_norm", "yes" },
                                    { "model.encoder_layers", "2" },
                                    { "model.decoder", "encdec" } };
    set(with[_i][0], with[_i][1]);
    train_whole();
    use_run("stopped");
    train_until(8);
    train();
    assert_same_run("stopped");
    set("train.batch_size", BATCH_CUT);
    use_run("one");
    train();
    set("train.threads", "2");
    use_run("threads");
    train();
    assert_same_file("threads/model.safetensors", "one/model.safetensors");
}
END_TEST

START_TEST(guided_by_alignments_too_with_any_threads)
{
    use_alignments();
    set("train.batch_size", BATCH_CUT);
    set("train.alignment_weight", "0.5");
    set("train.alignment_decay", "0.9");
    set("model.decoder", _i ? "conditional" : "rnnsearch");
    train_whole();
    set("train.threads", "3");
    use_run("stopped");
    train_until(8);
    train();
    assert_same_run("stopped");
}
END_TEST

/* The process ends within update 9; the checkpoint is of update 6, the log has gone on to 8. */
START_TEST(killed_and_gone_on_is_never_killed)
{
    set("run.save_every", "6");
    train_whole();
    use_run("killed");
    const pid_t child = fork();
    if (child == 0) {
        struct seen seen = { .kill_at = 9 };
        _exit(try_train(&seen, NULL) ? 1 : 2);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert_int_eq(count_lines("killed/log.jsonl", "train", 8), 1);
    ck_assert_double_eq(progress("killed/checkpoint.safetensors", "progress.update"), 6);
    ck_assert_int_eq(train().first.update, 7);
    assert_same_run("killed");
    assert_whole_log("killed/log.jsonl");
}
END_TEST

/* Matrices of several tiles, or the threads would have nothing to share out. */
START_TEST(the_number_of_threads_does_not_change_a_bit)
{
    set("model.hidden", "100");
    set("train.max_updates", "3");
    if (_i) use_every_trick();
    train_whole();
    for (int threads = 2; threads <= 3; threads++) {
        char count[2] = { (char)('0' + threads) };
        set("train.threads", count);
        use_run(count);
        train();
        assert_same_run(count);
    }
}
END_TEST

START_TEST(the_same_seed_is_the_same_run_and_another_is_not)
{
    train_whole();
    use_run("same");
    train();
    assert_same_run("same");
    set("train.seed", "2");
    use_run("other");
    train();
    struct str a = read_whole("whole/model.safetensors"), b = read_whole("other/model.safetensors");
    ck_assert(a.length != b.length || memcmp(a.at, b.at, a.length));
    str_free(&a);
    str_free(&b);
}
END_TEST

static void keep(const char *name)
{
    struct str content = read_whole(name);
    char kept[100];
    snprintf(kept, sizeof kept, "%s.kept", name);
    FILE *f = fopen(in_folder(kept), "wb");
    fwrite(content.at, 1, content.length, f);
    fclose(f);
    str_free(&content);
}

static const char *const file_of_run[] = { "whole/model.safetensors",
                                           "whole/checkpoint.safetensors", "whole/log.jsonl",
                                           "whole/report.html" };

static void keep_all(void)
{
    for (int i = 0; i < 4; i++) keep(file_of_run[i]);
}

static void assert_all_kept(void)
{
    for (int i = 0; i < 4; i++) {
        char kept[100];
        snprintf(kept, sizeof kept, "%s.kept", file_of_run[i]);
        assert_same_file(file_of_run[i], kept);
    }
}

START_TEST(a_finished_run_is_left_as_it_is)
{
    train_whole();
    keep_all();
    const struct seen seen = train();
    ck_assert_str_eq(seen.events, "SF");
    ck_assert_ptr_nonnull(strstr(seen.why, "has finished"));
    assert_all_kept();
}
END_TEST

START_TEST(a_finished_run_goes_on_when_its_bound_is_raised)
{
    train_whole();
    use_run("raised");
    set("train.max_updates", "10"); /* a validation falls there anyway */
    train();
    set("train.max_updates", "20");
    ck_assert_int_eq(train().first.update, 11);
    assert_same_run("raised");
    ck_assert_int_eq(count_lines("raised/log.jsonl", "end", 10), 1);
    ck_assert_int_eq(count_lines("raised/log.jsonl", "end", 20), 1);
}
END_TEST

static void refused(const char *because)
{
    struct seen seen = { 0 };
    ck_assert(!try_train(&seen, NULL));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_msg(strstr(err.message, because) != NULL, "%s", err.message);
    ck_assert_str_eq(seen.events, "");
    assert_all_kept();
}

START_TEST(another_model_optimizer_or_text_is_refused_and_nothing_touched)
{
    train_whole();
    keep_all();
    set("model.hidden", "11");
    refused("model.hidden");
    set("model.hidden", "10");
    set("train.optimizer", "adadelta");
    refused("train.optimizer");
    set("train.optimizer", "adam");
    set("train.batch_size", "2");
    refused("train.seed, batch_size");
    set("train.batch_size", "4");
    const char *const more[] = { "a b new" }, *const translated[] = { "u v w" };
    write_lines("source", more, 1);
    write_lines("target", translated, 1);
    refused("vocabulary");
}
END_TEST

START_TEST(a_damaged_checkpoint_is_refused_and_nothing_touched)
{
    train_whole();
    ck_assert(!truncate(in_folder("whole/checkpoint.safetensors"), 3000));
    keep_all();
    refused("checkpoint.safetensors");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        stopped_and_gone_on_is_never_stopped,
        stopped_many_times_too,
        a_run_with_every_trick_of_an_update_goes_on_as_if_nothing_had_been,
        killed_and_gone_on_is_never_killed,
        the_same_seed_is_the_same_run_and_another_is_not,
        a_finished_run_is_left_as_it_is,
        a_finished_run_goes_on_when_its_bound_is_raised,
        another_model_optimizer_or_text_is_refused_and_nothing_touched,
        a_damaged_checkpoint_is_refused_and_nothing_touched,
    };
    TCase *c = tcase_create("train, gone on");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, every_optimizer_and_schedule_goes_on_as_if_nothing_had_been, 0, 4);
    tcase_add_loop_test(c, every_structure_goes_on_as_if_nothing_had_been, 0, 5);
    tcase_add_loop_test(c, the_number_of_threads_does_not_change_a_bit, 0, 2);
    tcase_add_loop_test(c, guided_by_alignments_too_with_any_threads, 0, 2);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return unit_run_case("task/train, gone on", c);
}
