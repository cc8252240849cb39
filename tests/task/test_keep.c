/* Which models a run leaves behind it. */
#include "training.h"

static void setup(void)
{
    training_begin("keep");
    set("valid.metric", "cross-entropy");
    use_validation("5"); /* at 5, 10, 15 and 20 */
}

static void teardown(void) { rns_config_free(config); }

static bool has(long update)
{
    char name[60];
    snprintf(name, sizeof name, "run/model.%ld.safetensors", update);
    return file_exists(in_folder(name));
}

START_TEST(the_last_models_stay_and_those_before_go)
{
    set("run.keep", "2");
    train();
    ck_assert(!has(5) && !has(10) && has(15) && has(20));
    assert_same_file("run/model.20.safetensors", "run/model.safetensors"); /* the best so far */
}
END_TEST

START_TEST(without_the_option_there_are_none)
{
    train();
    ck_assert(!has(5) && !has(10) && !has(15) && !has(20));
}
END_TEST

START_TEST(a_run_gone_on_with_keeps_as_many)
{
    set("run.keep", "3");
    train_until(12);
    ck_assert(has(5) && has(10) && !has(15));
    train();
    ck_assert(!has(5) && has(10) && has(15) && has(20));
}
END_TEST

START_TEST(files_of_other_names_and_later_updates_are_left_alone)
{
    static const char *const name[] = { "run/model.old.safetensors", "run/model.5.safetensors.gz",
                                        "run/model.05.safetensors", "run/model.99.safetensors" };
    set("run.keep", "1");
    train_until(1);
    for (int i = 0; i < 4; i++) write_lines(name[i], name, 1);
    train();
    for (int i = 0; i < 4; i++) ck_assert(file_exists(in_folder(name[i])));
    ck_assert(!has(15) && has(20));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_last_models_stay_and_those_before_go,
                                   without_the_option_there_are_none,
                                   a_run_gone_on_with_keeps_as_many,
                                   files_of_other_names_and_later_updates_are_left_alone, NULL };
    return unit_run("task/keep", tests, setup, teardown);
}
