#include "model/checkpoint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "sample.h"
#include "text/bpe.h"
#include "unit.h"

static char path[300];
static struct rns_error err;
static struct rns_model *model;
static struct optimizer optimizer;

static const struct progress progress = {
    .update = 1234567890123,
    .epoch = 3,
    .batch = 17,
    .order = 99,
    .seconds = 0.1,
    .rate_factor = 1 / 3.0,
    .best = -INFINITY,
    .best_update = 5,
    .stalled = 2,
    .valid_update = 1000,
    .log_bytes = 8,
    .skipped = 2,
    .finished = 1,
    .baseline = -2.5,
};

static void setup(void)
{
    snprintf(path, sizeof path, "%s/checkpoint.safetensors", unit_folder("checkpoint"));
    err = (struct rns_error){ 0 };
    model = sample_model(NULL, NULL);
    optimizer = (struct optimizer){ .kind = OPTIMIZER_ADADELTA, .rho = 0.95, .epsilon = 1e-6 };
    optimizer_alloc(&optimizer, model->network.params.size);
    optimizer.step = 77;
    for (size_t i = 0; i < optimizer.size; i++) {
        optimizer.first[i] = (real)i / 3;
        optimizer.second[i] = -(real)i / 7;
    }
}

static void teardown(void)
{
    optimizer_free(&optimizer);
    rns_model_free(model);
}

static void save(void)
{
    ck_assert_msg(checkpoint_save(path, model, &optimizer, &progress, &err), "%s", err.message);
}

/* Loads into a fresh model with this option and optimiser; keeps what was found. */
struct found {
    bool ok;
    struct rns_model *model;
    struct optimizer optimizer;
    struct progress progress;
    struct rns_error err;
};

static struct found load(const char *name, const char *value, enum optimizer_kind kind)
{
    struct found f = { .model = sample_model(name, value), .optimizer.kind = kind };
    memset(f.model->network.params.values, 0, f.model->network.params.size * sizeof(real));
    optimizer_alloc(&f.optimizer, f.model->network.params.size);
    f.ok = checkpoint_load(path, f.model, &f.optimizer, &f.progress, &f.err);
    return f;
}

static void release(struct found *f)
{
    optimizer_free(&f->optimizer);
    rns_model_free(f->model);
}

START_TEST(everything_comes_back_bit_for_bit)
{
    save();
    struct found f = load(NULL, NULL, OPTIMIZER_ADADELTA);
    const size_t size = optimizer.size * sizeof(real);
    ck_assert_msg(f.ok, "%s", f.err.message);
    ck_assert_mem_eq(f.model->network.params.values, model->network.params.values, size);
    ck_assert_mem_eq(f.optimizer.first, optimizer.first, size);
    ck_assert_mem_eq(f.optimizer.second, optimizer.second, size);
    ck_assert_int_eq(f.optimizer.step, 77);
    ck_assert_mem_eq(&f.progress, &progress, sizeof progress);
    release(&f);
}
END_TEST

START_TEST(an_optimizer_without_blocks_comes_back_too)
{
    optimizer_free(&optimizer);
    optimizer = (struct optimizer){ .kind = OPTIMIZER_SGD, .step = 5 };
    optimizer_alloc(&optimizer, model->network.params.size);
    save();
    struct found f = load("train.optimizer", "sgd", OPTIMIZER_SGD);
    ck_assert_msg(f.ok, "%s", f.err.message);
    release(&f);
}
END_TEST

static struct found load_averaging(void)
{
    struct found f = { .model = sample_model(NULL, NULL) };
    f.optimizer = (struct optimizer){ .kind = OPTIMIZER_ADADELTA, .ema = 0.9 };
    optimizer_alloc(&f.optimizer, f.model->network.params.size);
    f.ok = checkpoint_load(path, f.model, &f.optimizer, &f.progress, &f.err);
    return f;
}

START_TEST(the_average_comes_back_or_begins_with_the_weights)
{
    const size_t size = optimizer.size * sizeof(real);
    save();
    struct found f = load_averaging();
    ck_assert_msg(f.ok, "%s", f.err.message);
    ck_assert_mem_eq(f.optimizer.average, model->network.params.values, size);
    release(&f);
    optimizer.average = memory_new(optimizer.size, sizeof(real));
    for (size_t i = 0; i < optimizer.size; i++) optimizer.average[i] = (real)i / 9;
    save();
    f = load_averaging();
    ck_assert_msg(f.ok, "%s", f.err.message);
    ck_assert_mem_eq(f.optimizer.average, optimizer.average, size);
    ck_assert_mem_eq(f.model->network.params.values, model->network.params.values, size);
    release(&f);
}
END_TEST

START_TEST(a_checkpoint_is_a_model_too)
{
    save();
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    rns_model_free(m);
}
END_TEST

static void expect_refusal(struct found f, const char *part)
{
    ck_assert(!f.ok);
    ck_assert_int_eq(f.err.status, RNS_BAD_MODEL);
    ck_assert_msg(strstr(f.err.message, part) != NULL, "%s: not: %s", f.err.message, part);
    release(&f);
}

START_TEST(another_architecture_is_refused_with_both_settings)
{
    save();
    expect_refusal(load("model.hidden", "9", OPTIMIZER_ADADELTA),
                   "was trained with model.hidden = 2, the config says 9; train in another "
                   "run.dir or restore the setting");
    expect_refusal(load("text.tokenizer", "char", OPTIMIZER_ADADELTA),
                   "text.tokenizer = moses-like, the config says char");
    expect_refusal(load("train.optimizer", "adam", OPTIMIZER_ADAM),
                   "train.optimizer = adadelta, the config says adam");
}
END_TEST

static void save_with_words(struct vocab **side, const char *words)
{
    struct vocab *kept = *side;
    *side = sample_vocab(words);
    save();
    vocab_free(*side);
    *side = kept;
}

START_TEST(another_vocabulary_is_refused)
{
    save_with_words(&model->source_vocab, "the dog sat .");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "another vocabulary of the source");
    save_with_words(&model->source_vocab, "the cat sat");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "another vocabulary of the source");
    save_with_words(&model->target_vocab, "le chien é .");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "another vocabulary of the target");
}
END_TEST

static struct bpe *merges(const char *codes)
{
    return bpe_parse(codes, strlen(codes), "codes", NULL);
}

START_TEST(other_subwords_are_refused)
{
    static const char one[] = "#version: 0.2\na b\n", other[] = "#version: 0.2\na c\n";
    model_take_subwords(model, merges(one), merges(one));
    save();
    struct rns_model *now = sample_model(NULL, NULL);
    struct optimizer o = { .kind = OPTIMIZER_ADADELTA };
    struct progress p;
    optimizer_alloc(&o, now->network.params.size);
    model_take_subwords(now, merges(one), merges(one));
    ck_assert_msg(checkpoint_load(path, now, &o, &p, &err), "%s", err.message);
    model_take_subwords(now, merges(one), merges(other));
    ck_assert(!checkpoint_load(path, now, &o, &p, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "another set of merges of the target"));
    err = (struct rns_error){ 0 };
    model_take_subwords(now, merges(other), merges(one));
    ck_assert(!checkpoint_load(path, now, &o, &p, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "another set of merges of the source"));
    optimizer_free(&o);
    rns_model_free(now);
}
END_TEST

START_TEST(a_plain_model_is_no_checkpoint)
{
    ck_assert(model_save(model, path, &err));
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "not a checkpoint");
}
END_TEST

/* The checkpoint with the byte behind this text of its header changed. */
static void save_spoilt(const char *text, char byte)
{
    struct str file = { 0 };
    struct save s;
    save();
    ck_assert(file_read(path, &file, &err));
    char *at = strstr(file.at + sizeof(uint64_t), text);
    ck_assert_ptr_nonnull(at);
    at[strlen(text)] = byte;
    ck_assert(save_open(&s, path, &err) && save_write(&s, file.at, file.length, &err) &&
              save_commit(&s, &err));
    str_free(&file);
}

START_TEST(what_the_header_lacks_or_misspells_is_refused)
{
    static const char *const table[][2] = {
        { "\"format\":\"", "not a model of this program: its format is another" },
        { "\"vocabulary.sourc", "there is no tensor 'vocabulary.source'" },
        { "\"vocabulary.targe", "there is no tensor 'vocabulary.target'" },
        { "\"encoder.embed", "there is no tensor 'encoder.embed" },
        { "\"optimizer.first.encoder", "there is no tensor 'optimizer.first.encoder" },
        { "\"optimizer.second.encoder", "there is no tensor 'optimizer.second.encoder" },
        { "\"progress.seconds\":\"", "'progress.seconds' is not a number" },
        { "\"progress.second", "'progress.seconds' is not a number" },
        { "\"progress.epoc", "'progress.epoch' is not a count" },
        { "\"progress.epoch\":\"", "'progress.epoch' is not a count" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        save_spoilt(table[i][0], '?');
        expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), table[i][1]);
    }
}
END_TEST

START_TEST(an_average_that_is_not_whole_is_refused)
{
    optimizer.average = memory_new(optimizer.size, sizeof(real));
    save_spoilt("\"optimizer.average.encoder", '?');
    expect_refusal(load_averaging(), "there is no tensor 'optimizer.average.encoder");
}
END_TEST

/* The checkpoint with one of its metadata changed. */
static void save_with(const char *key, const char *value)
{
    static const char *const fields[] = {
        "progress.update",  "progress.epoch",        "progress.batch",     "progress.order",
        "progress.seconds", "progress.rate_factor",  "progress.best",      "progress.best_update",
        "progress.stalled", "progress.valid_update", "progress.log_bytes", "progress.finished",
    };
    save();
    struct tensors *file = tensors_open(path, &err);
    struct tensors_out *out = tensors_new();
    const struct params *p = &model->network.params;
    model_declare(model, out);
    for (int i = 0; i < 2 * p->count; i++) {
        char name[100];
        const struct param *one = p->list[i / 2];
        snprintf(name, sizeof name, "optimizer.%s.%s", i % 2 ? "second" : "first", one->name);
        tensors_reals(out, name, one->w.rows, one->w.cols,
                      tensors_reals_get(file, name, one->w.rows, one->w.cols, &err));
    }
    tensors_meta(out, "optimizer", "adadelta");
    tensors_meta(out, "optimizer.step", "1");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) tensors_meta(out, fields[i], "1");
    tensors_meta(out, key, value);
    ck_assert_msg(tensors_save(out, path, &err), "%s", err.message);
    tensors_out_free(out);
    tensors_close(file);
}

START_TEST(progress_that_is_nonsense_is_refused)
{
    save_with("progress.update", "");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "'progress.update' is not a count");
    save_with("progress.update", "-1");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "'progress.update' is not a count");
    save_with("progress.best", "");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "'progress.best' is not a number");
    save_with("progress.best", "1x");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "'progress.best' is not a number");
    save_with("optimizer.step", "99999999999999999999");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "'optimizer.step' is not a count");
    save_with("optimizer", "magic");
    expect_refusal(load(NULL, NULL, OPTIMIZER_ADADELTA), "optimizer is none that is known");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        everything_comes_back_bit_for_bit,
        an_optimizer_without_blocks_comes_back_too,
        the_average_comes_back_or_begins_with_the_weights,
        a_checkpoint_is_a_model_too,
        another_architecture_is_refused_with_both_settings,
        another_vocabulary_is_refused,
        other_subwords_are_refused,
        a_plain_model_is_no_checkpoint,
        what_the_header_lacks_or_misspells_is_refused,
        an_average_that_is_not_whole_is_refused,
        progress_that_is_nonsense_is_refused,
        NULL,
    };
    return unit_run("model/checkpoint", tests, setup, teardown);
}
