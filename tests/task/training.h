/* training.h -- a training run small enough to be run many times: twelve pairs, three batches an
 * epoch, in a folder of its own. */
#ifndef TESTS_TASK_TRAINING_H
#define TESTS_TASK_TRAINING_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "model/config.h"
#include "model/model.h"
#include "unit.h"

enum { PAIRS = 12 };

static const char *const source_line[PAIRS] = {
    "a b c", "b a", "c d", "d e f", "a f", "e b c d", "c", "f e", "b b", "d a", "e", "a c e",
};
static const char *const target_line[PAIRS] = {
    "u v w", "v u", "w x", "x y z", "u z", "y v w x", "w", "z y", "v v", "x u", "y", "u w y",
};

static struct rns_config *config;
static struct rns_error err;
static char folder[256];

static inline void set(const char *name, const char *value)
{
    ck_assert_msg(rns_config_set(config, name, value, &err), "%s", err.message);
}

/* A path in the folder, good until the call after the next. */
static inline const char *in_folder(const char *name)
{
    static char path[2][600];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static inline void write_lines(const char *name, const char *const *line, int count)
{
    FILE *f = fopen(in_folder(name), "w");
    ck_assert_ptr_nonnull(f);
    for (int i = 0; i < count; i++) fprintf(f, "%s\n", line[i]);
    fclose(f);
}

/* Which run the next call of train goes on with, or begins. */
static inline void use_run(const char *name) { set("run.dir", in_folder(name)); }

static inline void training_begin(const char *name)
{
    static const char *const settings[][2] = {
        { "text.tokenizer", "space" }, { "model.embedding", "8" },
        { "model.hidden", "10" },      { "model.alignment", "6" },
        { "model.maxout", "8" },       { "model.init", "glorot" },
        { "train.optimizer", "adam" }, { "train.learning_rate", "0.02" },
        { "train.batch_size", "4" },   { "train.window", "2" },
        { "train.threads", "1" },      { "train.max_updates", "20" },
        { "valid.samples", "1" },      { "run.log_every", "4" },
    };
    snprintf(folder, sizeof folder, "%s", unit_folder(name));
    err = (struct rns_error){ 0 };
    config = rns_config_new();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        set(settings[i][0], settings[i][1]);
    write_lines("source", source_line, PAIRS);
    write_lines("target", target_line, PAIRS);
    set("data.source", in_folder("source"));
    set("data.target", in_folder("target"));
    use_run("run");
}

/* Guides attention: each line links its words in order, but the last line none. */
static inline void use_alignments(void)
{
    const char *line[PAIRS];
    for (int k = 0; k < PAIRS; k++) {
        static const char *const links[] = { "0-0", "0-0 1-1", "0-0 1-1 2-2", "0-0 1-1 2-2 3-3" };
        line[k] = links[strlen(source_line[k]) / 2];
    }
    line[PAIRS - 1] = "";
    write_lines("links", line, PAIRS);
    set("data.alignments", in_folder("links"));
}

/* Validates on the training pairs. */
static inline void use_validation(const char *every)
{
    set("valid.source", in_folder("source"));
    set("valid.target", in_folder("target"));
    set("valid.every", every);
}

/* What a watcher saw, an event a letter: Start Update Log Valid Checkpoint Note Finished. */
struct seen {
    char events[4000], why[200];
    int count;
    long stop_at, kill_at;                /* 0: never */
    struct rns_report first, last, valid; /* of UPDATE, UPDATE, VALID; without their texts */
};

static inline void see(void *self, const struct rns_report *r)
{
    struct seen *seen = self;
    ck_assert_int_lt(seen->count + 1, (int)sizeof seen->events);
    seen->events[seen->count++] = "SULVCNF"[r->event];
    if (r->event == RNS_EVENT_UPDATE) seen->last = *r;
    if (r->event == RNS_EVENT_UPDATE && !seen->first.update) seen->first = *r;
    if (r->event == RNS_EVENT_VALID) seen->valid = *r;
    if (r->event == RNS_EVENT_FINISHED) snprintf(seen->why, sizeof seen->why, "%s", r->text);
    if (r->event == RNS_EVENT_UPDATE && r->update == seen->kill_at) _exit(0);
}

static inline bool wants_to_stop(void *self)
{
    const struct seen *seen = self;
    return seen->last.update == seen->stop_at;
}

/* One call of rns_train; *stopped may be NULL. */
static inline bool try_train(struct seen *seen, bool *stopped)
{
    err = (struct rns_error){ 0 };
    return rns_train(config, &(struct rns_watcher){ seen, see, wants_to_stop }, stopped, &err);
}

/* The same that must succeed and go to its end, and what was seen of it. */
static inline struct seen train(void)
{
    struct seen seen = { 0 };
    bool stopped = true;
    ck_assert_msg(try_train(&seen, &stopped), "%s", err.message);
    ck_assert(!stopped);
    return seen;
}

static inline void train_until(long update)
{
    struct seen seen = { .stop_at = update };
    bool stopped = false;
    ck_assert_msg(try_train(&seen, &stopped), "%s", err.message);
    ck_assert(stopped);
    ck_assert_int_eq(seen.last.update, update);
}

static inline struct str read_whole(const char *name)
{
    struct str content = { 0 };
    ck_assert_msg(file_read(in_folder(name), &content, &err), "%s", err.message);
    return content;
}

static inline struct rns_model *load_model(const char *name)
{
    struct rns_model *m = rns_model_load(in_folder(name), &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    return m;
}

static inline void assert_same_file(const char *name, const char *other)
{
    struct str a = read_whole(name), b = read_whole(other);
    ck_assert_msg(a.length == b.length && !memcmp(a.at, b.at, a.length), "%s is not %s", name,
                  other);
    str_free(&a);
    str_free(&b);
}

#endif
