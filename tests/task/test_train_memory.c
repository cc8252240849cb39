/* Training within train.memory, from its beginning to its end. */
#include "training.h"

enum { LONG = 140, LONGEST = 900 };

/* The twelve pairs, each over and over until it has `words` words a side. */
static void write_long(const char *name, const char *const *line, int words)
{
    FILE *f = fopen(in_folder(name), "w");
    for (int k = 0; k < PAIRS; k++) {
        const int length = (int)strlen(line[k]);
        for (int i = 0, at = 0; i < words; i++, at = at + 2 < length ? at + 2 : 0)
            fprintf(f, "%c ", line[k][at]);
        fputc('\n', f);
    }
    fclose(f);
}

static void setup(void)
{
    training_begin("train_memory");
    write_long("source", source_line, LONG);
    write_long("target", target_line, LONG);
    set("data.max_length", "1000");
    set("train.dropout_embedding", "0.2");
    set("train.dropout_readout", "0.3");
    set("train.max_updates", "4");
}

static void teardown(void) { rns_config_free(config); }

static void bound(int megabytes)
{
    char text[20];
    snprintf(text, sizeof text, "%d", megabytes);
    set("train.memory", text);
}

static char start[1000]; /* what was told at the start of a run */

static void hear(void *self, const struct rns_report *r)
{
    (void)self;
    if (r->event == RNS_EVENT_START) snprintf(start, sizeof start, "%s", r->text);
}

/* What a run says it takes at most. */
static int told_at_most(void)
{
    int most = 0;
    const struct rns_watcher watcher = { NULL, hear, NULL };
    ck_assert_msg(rns_train(config, &watcher, NULL, &err), "%s", err.message);
    const char *memory = strstr(start, "memory: ");
    ck_assert_ptr_nonnull(memory);
    ck_assert_int_eq(sscanf(memory, "memory: at most %d MB", &most), 1);
    return most;
}

/* A megabyte or two of room: a pair takes about 0.9, a batch four pairs. */
static int tight(void)
{
    set("train.max_updates", "1");
    use_run("measured");
    const int whole = told_at_most();
    set("train.max_updates", "4");
    return whole - 2;
}

static void train_as(const char *run)
{
    use_run(run);
    train();
}

START_TEST(where_all_batches_fit_a_bound_changes_no_bit)
{
    train_as("free");
    bound(tight() + 2);
    train_as("bounded");
    assert_same_file("free/model.safetensors", "bounded/model.safetensors");
}
END_TEST

START_TEST(batches_in_parts_are_the_same_for_any_threads_and_gone_on)
{
    const int megabytes = tight();
    train_as("free");
    bound(megabytes);
    train_as("parts");
    set("train.threads", "3");
    train_as("threads");
    assert_same_file("parts/model.safetensors", "threads/model.safetensors");
    use_run("stopped");
    train_until(2);
    train();
    assert_same_file("parts/model.safetensors", "stopped/model.safetensors");

    struct str whole = read_whole("free/model.safetensors"),
               parts = read_whole("parts/model.safetensors"); /* other masks */
    ck_assert(memcmp(whole.at, parts.at, whole.length));
    str_free(&whole);
    str_free(&parts);
}
END_TEST

static void add_longest(void)
{
    const char *const word[] = { "a ", "u " }, *const name[] = { "source", "target" };
    for (int side = 0; side < 2; side++) {
        FILE *f = fopen(in_folder(name[side]), "a");
        for (int i = 0; i < LONGEST; i++) fputs(word[side], f);
        fputc('\n', f);
        fclose(f);
    }
}

START_TEST(a_pair_too_long_is_left_out_and_told)
{
    char told[600];
    bound(tight());
    add_longest();
    use_run("left");
    ck_assert_int_le(told_at_most(), config->train.memory);
    snprintf(told, sizeof told,
             "1 pairs left out: too long for train.memory = %d; the longest is %s:13\n",
             config->train.memory, in_folder("source"));
    ck_assert_msg(strstr(start, told) != NULL, "%s", start);
}
END_TEST

START_TEST(what_was_trained_on_it_cannot_go_on_without_it)
{
    struct seen seen = { 0 };
    const int megabytes = tight();
    add_longest();
    train_as("with");
    bound(megabytes);
    ck_assert(!try_train(&seen, NULL));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "memory"));
}
END_TEST

START_TEST(too_little_is_a_mistake_before_anything_is_written)
{
    struct seen seen = { 0 };
    bound(5);
    ck_assert(!try_train(&seen, NULL));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "train.memory = 5 is too little"));
    ck_assert(!file_exists(in_folder("run/log.jsonl")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        where_all_batches_fit_a_bound_changes_no_bit,
        batches_in_parts_are_the_same_for_any_threads_and_gone_on,
        a_pair_too_long_is_left_out_and_told,
        what_was_trained_on_it_cannot_go_on_without_it,
        too_little_is_a_mistake_before_anything_is_written,
        NULL,
    };
    return unit_run("task/train, memory", tests, setup, teardown);
}
