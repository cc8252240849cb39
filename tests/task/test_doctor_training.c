#include "task/doctor.h"

#include "doctoring.h"

static void setup(void)
{
    doctoring_begin("doctor_training");
    set("model.embedding", "8");
    set("model.hidden", "10");
    set("model.alignment", "6");
    set("model.maxout", "8");
    set("train.batch_size", "4");
    set("train.max_epochs", "3");
    set("run.dir", in_folder("run"));
}

START_TEST(vocabularies_and_unknown_words_are_told)
{
    write_text("valid.s", "a b z z\n");
    write_text("valid.t", "u v\n");
    set("valid.source", in_folder("valid.s"));
    set("valid.target", in_folder("valid.t"));
    examine_texts("a b c\nb a\n", "u v\nv u u\n");
    ck_assert_int_eq(check.sample, 1);
    ck_assert_int_eq(check.vocabulary[0], 5);
    ck_assert_int_eq(check.vocabulary[1], 4);
    ck_assert_double_eq(check.length[0], 3.5);
    ck_assert_double_eq(check.unknown[0], 0);
    ck_assert_double_eq(check.valid_unknown[0], 2. / 5);
    expect("unknown-words", "source", 0, 1, RNS_WARNING);
    expect("vocabulary", NULL, 0, 1, RNS_NOTE);
    ck_assert_double_eq(check.peak_bytes, 0);
    expect_none("cost");
}
END_TEST

START_TEST(overlong_pairs_are_told_with_the_first)
{
    set("data.max_length", "2");
    examine_texts("a b\na b\na\na b c d\n", "u\nu v w\nu v\nu v w\n");
    expect("overlong", "source", 2, 2, RNS_WARNING);
}
END_TEST

START_TEST(memory_and_time_are_worked_out)
{
    plan.training = true;
    examine_texts("a b c\nb a\nc d\n", "u v w\nv u\nw x\n");
    expect("cost", NULL, 0, 1, RNS_NOTE);
    ck_assert_double_gt(check.peak_bytes, 1e6);
    ck_assert_double_gt(check.words_per_second, 0);
    ck_assert_double_eq_tol(check.seconds_an_epoch, 10 / check.words_per_second, 1e-9);
    ck_assert_double_eq_tol(check.seconds, 3 * check.seconds_an_epoch, check.seconds_an_epoch);
}
END_TEST

START_TEST(a_corpus_of_which_nothing_is_left_is_an_error)
{
    set("data.max_length", "1");
    examine_texts("a b\nb a\n", "u v\nv u\n");
    expect("corpus", NULL, 0, 1, RNS_ERROR);
}
END_TEST

START_TEST(too_little_memory_is_an_error)
{
    plan.training = true;
    set("train.memory", "1");
    examine_texts("a b c\nb a\nc d\n", "u v w\nv u\nw x\n");
    expect("memory", NULL, 0, 1, RNS_ERROR);
}
END_TEST

START_TEST(a_config_that_cannot_train_is_refused)
{
    plan.training = true;
    set("train.optimizer", "adam");
    write_text("source", "a\n");
    write_text("target", "u\n");
    ck_assert(!rns_check(config, &plan, &check, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { vocabularies_and_unknown_words_are_told,
                                   overlong_pairs_are_told_with_the_first,
                                   memory_and_time_are_worked_out,
                                   a_corpus_of_which_nothing_is_left_is_an_error,
                                   too_little_memory_is_an_error,
                                   a_config_that_cannot_train_is_refused,
                                   NULL };
    return unit_run("task/doctor_training", tests, setup, doctoring_end);
}
