/* report_run.h -- a training run as its log tells it. */
#ifndef TASK_REPORT_RUN_H
#define TASK_REPORT_RUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { RUN_KEPT = 60, RUN_SAMPLES = 20 }; /* validations kept, and of each its first samples */

/* What is unknown is NaN. */
struct train_point {
    double update, cross_entropy, rate, words_per_second, seconds;
};
struct valid_point {
    double update, seconds, cross_entropy, bleu;
    bool best;
};

struct run {
    json_t *start; /* the last line of its kind, or NULL */
    json_t *end;   /* NULL while the run goes on */
    struct train_point *train;
    struct valid_point *valid;
    size_t train_count, train_room, valid_count, valid_room;
    json_t *last;             /* the last validation's line without its matrices, or NULL */
    char *kept[RUN_KEPT + 1]; /* of an even selection of validations and the last one, as JSON: */
    size_t kept_count;        /* {update, cross_entropy, bleu, samples [{text, src, trg, align}]} */
};

struct str;

bool run_read(struct run *, const char *log_path, struct rns_error *);
void run_free(struct run *);

/* The best validation: the last one marked so.  NULL when there is none. */
const struct valid_point *run_best(const struct run *);

/* Adds what the config sets otherwise than the last start did, "train.beta1 = 0.8, was 0.9; ..". */
void run_changes(const struct run *, const struct rns_config *, struct str *out);

#endif
