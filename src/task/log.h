/* log.h -- log.jsonl: what happened in a training run, one JSON object a line.
 *
 *     {"event":"start","update":0,"time":"2026-01-31T12:00:00Z","version":"0.1.0",
 *      "parameters":1234567,"config":{"train.seed":"1", ..}}
 *     {"event":"train","update":100,"epoch":1,"cross_entropy":5.2,"rate":0.001,"norm":1.7,
 *      "words_per_second":9000,"seconds":12.5}
 *     {"event":"valid","update":500,"epoch":1,"seconds":60.1,"cross_entropy":3.1,"bleu":12.4,
 *      "best":true,"samples":[{"id":0,"source":"..","reference":"..","text":"..","src":[..],
 *      "trg":[..],"align":[[..]]}]}
 *     {"event":"skipped","update":501,"lines":[3,17,240],"rate_factor":1.0}
 *     {"event":"end","update":5000,"seconds":600.0,"reason":".."}
 *
 * Guided by data.alignments, "train" has "alignment_loss", too: -sum A log alpha a word with links.
 * A resumed run adds a second "start".  What is not known (NaN) is null.  align is [T+1][S+1] as
 * in struct rns_pair, rounded to four decimals; null without attention.  Every line is flushed.
 */
#ifndef TASK_LOG_H
#define TASK_LOG_H

#include "base/error.h"

struct log;
struct progress;

/* A validation sentence and what the model makes of it now. */
struct log_sample {
    const char *source, *reference; /* raw lines */
    const struct rns_pair *pair;
};

/* Opens for adding.  Of what is there already the first keep_bytes stay: what a checkpoint
 * remembers; what an interrupted run wrote after it is written anew. */
struct log *log_open(const char *path, long keep_bytes, struct rns_error *);
/* The first line of a run, or of its going on at `update`. */
bool log_start(struct log *, const struct rns_config *, long parameters, long update,
               struct rns_error *);
/* Writes RNS_EVENT_LOG, RNS_EVENT_VALID and RNS_EVENT_FINISHED; the other events leave no line. */
bool log_report(struct log *, const struct rns_report *, const struct log_sample *, int count,
                struct rns_error *);
/* An update from which nothing was learned, and the lines of the corpus it was of. */
bool log_skip(struct log *, const struct progress *, const int *line, int lines,
              struct rns_error *);
/* What was written is on the disk, before a checkpoint says how much that is. */
bool log_sync(const struct log *, struct rns_error *);
long log_bytes(const struct log *); /* written so far, whole lines */
/* NULL is fine.  A write that fails is told once, by the call that met it; the log ends there. */
bool log_close(struct log *, struct rns_error *);

#endif
