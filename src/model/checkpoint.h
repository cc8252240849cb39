/* checkpoint.h -- everything to go on with: weights, optimiser, schedule, place in the epoch.
 *
 * A safetensors file beside the model: the model's own contents, the optimiser's blocks, and each
 * row of struct progress as metadata, doubles written so that they come back bit for bit (%a).
 * Random streams are functions of (seed, epoch, update) and need no state of their own.
 */
#ifndef MODEL_CHECKPOINT_H
#define MODEL_CHECKPOINT_H

#include <stdbool.h>

#include "base/error.h"
#include "model/model.h"
#include "nn/optim.h"

struct progress {
    long update;       /* updates done */
    long epoch, batch; /* epochs finished; batches done of the one under way */
    long order;     /* of what the places above speak: a hash of the pairs and how they are cut */
    double seconds; /* of training, validation not counted */
    double rate_factor; /* the learning rate's, lowered on plateaus and after skipped updates */
    long skipped;       /* updates in a row from which nothing was learned (task/skip.h) */
    double best;        /* best validation score so far, larger is better */
    long best_update;
    long stalled;      /* validations since the best */
    long judged;       /* what the best is of: a hash of metric, beam and text; 0: not known */
    long valid_update; /* of the last validation */
    long log_bytes;    /* of log.jsonl as of this checkpoint: what is beyond was not kept */
    double baseline;   /* hard attention: a moving average of a word's log p (nn/hard.h) */
    long finished;     /* 1: training has ended by its own rules */
};

bool checkpoint_save(const char *path, const struct rns_model *, const struct optimizer *,
                     const struct progress *, struct rns_error *);
/* Fills a fresh model's values and optimiser of the same sizes, and progress.  A checkpoint made
 * with other sizes or vocabularies is refused with a sentence that names the first difference. */
bool checkpoint_load(const char *path, struct rns_model *, struct optimizer *, struct progress *,
                     struct rns_error *);

#endif
