#include "model/model.h"
#include "training.h"

static void setup(void)
{
    training_begin("average");
    set("train.max_updates", "3");
}

static void teardown(void) { rns_config_free(config); }

static void train_as(const char *run)
{
    use_run(run);
    train();
}

/* Of the runs "a", "b" and "c". */
static bool average(int count)
{
    char path[3][300], out[300];
    for (int i = 0; i < 3; i++)
        snprintf(path[i], sizeof path[i], "%s/%c/model.safetensors", folder, 'a' + i);
    snprintf(out, sizeof out, "%s/out.safetensors", folder);
    const char *const all[] = { path[0], path[1], path[2] };
    return rns_model_average(all, count, out, &err);
}

static struct rns_model *load(const char *name)
{
    struct rns_model *m = rns_model_load(in_folder(name), &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    return m;
}

START_TEST(each_weight_is_the_mean)
{
    train_as("a");
    set("train.max_updates", "6");
    train_as("b");
    set("train.max_updates", "9");
    train_as("c");
    ck_assert_msg(average(3), "%s", err.message);
    struct rns_model *m[] = { load("a/model.safetensors"), load("b/model.safetensors"),
                              load("c/model.safetensors"), load("out.safetensors") };
    for (int i = 0; i < m[0]->network.params.count; i++)
        for (int k = 0; k < m[0]->network.params.list[i]->w.rows; k++)
            for (int c = 0; c < m[0]->network.params.list[i]->w.cols; c++) {
                double x[4];
                for (int j = 0; j < 4; j++) x[j] = row(m[j]->network.params.list[i]->w, k)[c];
                ck_assert_double_eq_tol(x[3], (x[0] + x[1] + x[2]) / 3, 1e-15);
            }
    for (int j = 0; j < 4; j++) rns_model_free(m[j]);
}
END_TEST

START_TEST(of_one_model_it_is_that_model)
{
    train_as("a");
    ck_assert_msg(average(1), "%s", err.message);
    assert_same_file("a/model.safetensors", "out.safetensors");
}
END_TEST

static void expect_refusal(const char *part)
{
    err = (struct rns_error){ 0 };
    ck_assert(!average(2));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
    ck_assert(!file_exists(in_folder("out.safetensors")));
}

START_TEST(a_model_of_other_settings_is_refused_with_the_first)
{
    train_as("a");
    set("model.hidden", "11");
    train_as("b");
    expect_refusal("model.hidden = 10 and ");
    expect_refusal("has 11; only models of one config");
}
END_TEST

START_TEST(a_model_of_another_text_is_refused)
{
    const char *const one[] = { "a b new" }, *const other[] = { "u v w" };
    train_as("a");
    write_lines("source", one, 1);
    write_lines("target", other, 1);
    train_as("b");
    expect_refusal("have other vocabularies of the source; only models of one training text");
}
END_TEST

START_TEST(a_model_of_other_merges_is_refused)
{
    const char *const one[] = { "aaa aaa", "aa" }, *const other[] = { "aaaa aa", "aa" };
    set("text.bpe_merges", "2");
    write_lines("source", one, 2);
    write_lines("target", one, 2);
    train_as("a");
    const char *const turned[] = { "uuu aaa", "uu" };
    write_lines("source", turned, 2);
    write_lines("target", other, 2);
    train_as("b");
    expect_refusal("have other merges of the source");
}
END_TEST

START_TEST(a_missing_model_is_named)
{
    train_as("a");
    ck_assert(!average(2));
    ck_assert_ptr_nonnull(strstr(err.message, "b/model.safetensors"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { each_weight_is_the_mean,
                                   of_one_model_it_is_that_model,
                                   a_model_of_other_settings_is_refused_with_the_first,
                                   a_model_of_another_text_is_refused,
                                   a_model_of_other_merges_is_refused,
                                   a_missing_model_is_named,
                                   NULL };
    return unit_run("task/average", tests, setup, teardown);
}
