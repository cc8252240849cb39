#include "task/budget.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

enum { MEGABYTE = 1 << 20 };

static struct rns_config *config;
static struct corpora corpora;
static struct budget budget;
static struct rns_error err;
static char folder[256];

static void set(const char *name, const char *value)
{
    ck_assert(rns_config_set(config, name, value, NULL));
}

/* Writes a file of sentences of so many words, up to a 0, and sets the option to its path. */
static void give(const char *option, const int *words)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, option);
    FILE *f = fopen(path, "w");
    for (; *words; words++) {
        for (int i = 1; i < *words; i++) fprintf(f, "w%d ", i % 10);
        fputs("w0\n", f);
    }
    fclose(f);
    set(option, path);
}

static void setup(void)
{
    snprintf(folder, sizeof folder, "%s", unit_folder("budget"));
    err = (struct rns_error){ 0 };
    config = rns_config_new();
    set("text.tokenizer", "space");
    set("model.embedding", "8");
    set("model.hidden", "100");
    set("model.alignment", "30");
    set("model.maxout", "20");
    set("data.max_length", "5000");
    set("train.batch_size", "2");
    give("data.source", (int[]){ 9, 900, 5, 1200, 7, 0 });
    give("data.target", (int[]){ 8, 1000, 6, 800, 9, 0 });
}

static void teardown(void)
{
    corpora_free(&corpora);
    rns_config_free(config);
}

static bool try_with(int megabytes)
{
    config->train.memory = megabytes;
    corpora_free(&corpora);
    ck_assert_msg(corpora_load(&corpora, config, &err), "%s", err.message);
    return budget_make(&budget, config, &corpora, &err);
}

static void make_with(int megabytes) { ck_assert_msg(try_with(megabytes), "%s", err.message); }

static void expect_described(const char *part)
{
    struct str text = { 0 };
    budget_describe(&budget, config, &text);
    ck_assert_msg(strstr(str_text(&text), part) != NULL, "%s", str_text(&text));
    str_free(&text);
}

START_TEST(without_a_bound_everything_is_let_in_and_told)
{
    char told[60];
    make_with(0);
    ck_assert_int_eq(corpora.train->pairs, 5);
    ck_assert_int_eq(budget.left_out, 0);
    ck_assert_uint_eq(budget.room, SIZE_MAX);
    ck_assert_uint_gt(budget.most, 16 * MEGABYTE); /* 1200 words and 1000 */
    snprintf(told, sizeof told, "memory: at most %zu MB",
             (budget.fixed + budget.most + MEGABYTE - 1) / MEGABYTE);
    expect_described(told);
}
END_TEST

START_TEST(what_is_taken_anyway_grows_with_network_optimizer_and_text)
{
    make_with(0);
    const size_t adadelta = budget.fixed;
    const size_t block =
        footprint_network(&budget.sizes, &(struct optimizer){ .kind = OPTIMIZER_ADAM }) -
        footprint_network(&budget.sizes, &(struct optimizer){ .kind = OPTIMIZER_SGD });
    set("train.optimizer", "sgd");
    make_with(0);
    ck_assert_uint_eq(budget.fixed + block, adadelta);
    set("model.hidden", "101");
    make_with(0);
    ck_assert_uint_gt(budget.fixed + block, adadelta);
    set("model.hidden", "100");
    set("data.max_length", "100");
    make_with(0);
    ck_assert_uint_lt(budget.fixed + block, adadelta);
}
END_TEST

START_TEST(a_bound_leaves_the_rest_to_the_batch)
{
    make_with(1000);
    ck_assert_uint_eq(budget.fixed + budget.room, (size_t)1000 * MEGABYTE);
    ck_assert_int_eq(budget.left_out, 0);
    ck_assert_uint_lt(budget.most, budget.room);
}
END_TEST

START_TEST(pairs_that_do_not_fit_are_left_out_and_the_longest_is_named)
{
    char told[400];
    make_with(0);
    const int least = (int)(budget.fixed / MEGABYTE) + 2;
    make_with(least);
    ck_assert_int_eq(corpora.train->pairs, 3);
    ck_assert_int_eq(bitext_pair(corpora.train, 1).line, 3);
    ck_assert_int_eq(budget.left_out, 2);
    ck_assert_uint_le(budget.most, budget.room);
    snprintf(told, sizeof told,
             "2 pairs left out: too long for train.memory = %d; the longest is %s:4\n", least,
             config->data.source);
    expect_described(told);
}
END_TEST

START_TEST(too_little_for_any_pair_is_a_mistake_that_says_how_much_is_needed)
{
    int needed = 0;
    ck_assert(!try_with(3));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "train.memory = 3 is too little"));
    const char *last = strstr(err.message, "with the shortest pair");
    ck_assert_ptr_nonnull(last);
    ck_assert_int_eq(sscanf(strstr(err.message, "first batch and "), "first batch and %d", &needed),
                     1);
    err = (struct rns_error){ 0 };
    make_with(needed);
    ck_assert(!try_with(needed - 1));
}
END_TEST

START_TEST(validation_takes_fewer_sentences_at_a_time_where_there_is_little_room)
{
    give("valid.source", (int[]){ 20, 60, 70, 80, 80, 80, 80, 80, 0 });
    give("valid.target", (int[]){ 20, 60, 70, 80, 80, 80, 80, 80, 0 });
    make_with(0);
    ck_assert_int_eq(budget.valid_batch, 64);
    make_with((int)(budget.fixed / MEGABYTE) + 3);
    ck_assert_int_lt(budget.valid_batch, 8);
    ck_assert_uint_le(budget.valid, budget.room);
}
END_TEST

START_TEST(a_validation_pair_that_does_not_fit_is_a_mistake)
{
    give("valid.source", (int[]){ 20, 2000, 0 });
    give("valid.target", (int[]){ 20, 2000, 0 });
    make_with(0);
    ck_assert(!try_with((int)(budget.fixed / MEGABYTE) + 2));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "valid.source"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        without_a_bound_everything_is_let_in_and_told,
        what_is_taken_anyway_grows_with_network_optimizer_and_text,
        a_bound_leaves_the_rest_to_the_batch,
        pairs_that_do_not_fit_are_left_out_and_the_longest_is_named,
        too_little_for_any_pair_is_a_mistake_that_says_how_much_is_needed,
        validation_takes_fewer_sentences_at_a_time_where_there_is_little_room,
        a_validation_pair_that_does_not_fit_is_a_mistake,
        NULL,
    };
    return unit_run("task/budget", tests, setup, teardown);
}
