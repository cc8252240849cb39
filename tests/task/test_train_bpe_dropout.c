/* Training with train.bpe_dropout, from its beginning to its end. */
#include "task/update.h"
#include "training.h"

/* Each letter becomes a word of four, so that there is something to merge. */
static void write_words(const char *name, const char *const *line)
{
    FILE *f = fopen(in_folder(name), "w");
    for (int k = 0; k < PAIRS; k++) {
        for (const char *c = line[k]; *c; c++) {
            const int next = *c % 3, after = *c % 4;
            if (*c != ' ') fprintf(f, "%c%c%c%c ", *c, 'a' + next, 'k' + after, *c);
        }
        fputc('\n', f);
    }
    fclose(f);
}

static void setup(void)
{
    training_begin("train_bpe_dropout");
    write_words("source", source_line);
    write_words("target", target_line);
    set("text.bpe_merges", "40");
    set("train.bpe_dropout", "0.3");
    set("train.max_updates", "10");
}

static void teardown(void) { rns_config_free(config); }

static void train_as(const char *run)
{
    use_run(run);
    train();
}

static bool is_same_model(const char *run, const char *other)
{
    char name[2][100];
    snprintf(name[0], sizeof name[0], "%s/model.safetensors", run);
    snprintf(name[1], sizeof name[1], "%s/model.safetensors", other);
    struct str a = read_whole(name[0]), b = read_whole(name[1]);
    const bool same = a.length == b.length && !memcmp(a.at, b.at, a.length);
    str_free(&a);
    str_free(&b);
    return same;
}

static void use_variant(int i)
{
    set("text.bpe_joint", i % 2 ? "yes" : "no");
    if (i < 2) return;
    use_alignments();
    set("train.rdrop", "2");
    set("train.dropout_readout", "0.3");
    set("train.accumulate", "2"); /* of an epoch's three batches */
    set("train.loss_unit", "words");
    set("train.batch_unit", i % 2 ? "words" : "sentences");
    set("train.batch_size", i % 2 ? "30" : "4");
}

START_TEST(it_is_the_same_run_on_any_number_of_threads_and_gone_on)
{
    use_variant(_i);
    set("model.hidden", "40");
    train_as("whole");
    set("train.threads", "2");
    train_as("two");
    ck_assert(is_same_model("whole", "two"));
    set("train.threads", "4");
    use_run("stopped");
    train_until(2);
    train_until(7);
    train();
    ck_assert(is_same_model("whole", "stopped"));
    set("train.bpe_dropout", "0.4");
    train_as("other");
    ck_assert(!is_same_model("whole", "other"));
}
END_TEST

/* Nothing is learned, so that only pieces can make a difference. */
START_TEST(validation_sees_the_plain_pieces)
{
    use_validation("5");
    set("train.learning_rate", "0");
    set("train.max_updates", "5");
    use_run("some");
    const struct seen some = train();
    set("train.bpe_dropout", "1");
    use_run("all");
    const struct seen all = train();
    ck_assert(some.valid.update == 5 && all.valid.update == 5);
    ck_assert_double_eq(some.valid.valid_cross_entropy, all.valid.valid_cross_entropy);
    ck_assert_double_eq(some.valid.valid_bleu, all.valid.valid_bleu);
    ck_assert(some.last.cross_entropy != all.last.cross_entropy);
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

static struct corpora corpora;
static struct updater updater;
static struct rns_model *model;

static void begin_updates(void)
{
    ck_assert_msg(corpora_load(&corpora, config, &err), "%s", err.message);
    ck_assert_msg(budget_make(&updater.budget, config, &corpora, &err), "%s", err.message);
    model = corpora_model(&corpora, config);
    updater_begin(&updater, config, corpora.train, model);
}

static void end_updates(void)
{
    updater_free(&updater);
    rns_model_free(model);
    corpora_free(&corpora);
}

/* An epoch of updates without any merge: words are four times as long. */
static void expect_predicted(void)
{
    struct progress p = { .rate_factor = 1 };
    long words = 0;
    const struct batch_plan plan = update_plan(config);
    struct epoch order = epoch_new(corpora.train, &plan, 0);
    ck_assert_uint_eq(updater.budget.room, updater.budget.most);
    while (p.batch < order.batches) {
        const struct update done = update_next(&updater, &order, &p);
        ck_assert_uint_le(updater.mem.peak, updater.budget.most);
        p.batch += done.batches;
        words += done.loss.words;
    }
    ck_assert_int_gt(words, 2 * corpora.train->target_words);
    epoch_free(&order);
}

START_TEST(no_part_of_a_batch_takes_more_than_was_predicted)
{
    use_variant(_i);
    set("train.bpe_dropout", "1");
    begin_updates();
    ck_assert_int_eq(updater.budget.pieces, 4 * 5); /* of the longest sentence, with </s> */
    expect_predicted();
    end_updates();
}
END_TEST

START_TEST(nor_than_train_memory_leaves)
{
    set("model.hidden", "160");
    set("train.bpe_dropout", "1");
    begin_updates();
    const size_t fixed = updater.budget.fixed, free_most = updater.budget.most;
    end_updates();
    config->train.memory = (int)(fixed >> 20) + 2;
    updater = (struct updater){ 0 };
    begin_updates();
    ck_assert_uint_lt(updater.budget.most, free_most);
    ck_assert_uint_le(updater.budget.fixed + updater.budget.most,
                      (size_t)config->train.memory << 20);
    ck_assert_int_lt(updater.budget.pieces, 50);
    expect_predicted();
    end_updates();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("train, bpe dropout");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, it_is_the_same_run_on_any_number_of_threads_and_gone_on, 0, 4);
    tcase_add_test(c, validation_sees_the_plain_pieces);
    tcase_add_loop_test(c, no_part_of_a_batch_takes_more_than_was_predicted, 0, 4);
    tcase_add_test(c, nor_than_train_memory_leaves);
    return unit_run_case("task/train, bpe dropout", c);
}
