/* update.h -- one update: the gradient of a batch or more, clipped, and the optimiser's step.
 *
 *     g ← Σ over the parts of the batches  scale ∂L_part     scale: 1 / sentences or words of all
 *     w ← (1 − η λ) w, but for biases      λ: train.weight_decay                    [LH19, alg. 2]
 *
 * With train.bpe_dropout the pairs of an update come in other pieces first.
 *
 * An update is of train.accumulate batches, or of what is left of them in the epoch.  A batch is
 * one part, or as many as it takes for each to fit in the room there is: the same gradient but for
 * rounding.  Each part has dropout masks of its own.
 */
#ifndef TASK_UPDATE_H
#define TASK_UPDATE_H

#include "base/memory.h"
#include "model/checkpoint.h"
#include "model/model.h"
#include "task/budget.h"
#include "text/bpe_dropout.h"

struct updater {
    const struct rns_config *config;
    const struct bitext *text;
    struct network *network;
    struct optimizer optimizer;
    struct budget budget;
    struct bpe_dropout dropout; /* of the text's merges */
    struct arena mem;           /* of a part */
};

struct update {
    int batches;              /* that it was of */
    struct network_loss loss; /* of all of them */
    double norm, rate;        /* of the gradient; of learning */
    bool learned;             /* both were finite; otherwise nothing has changed */
};

/* Has this processor what the config asks for? */
bool update_is_possible(const struct rns_config *, struct rns_error *);
/* Makes an updater that has its budget ready to teach the model the text; its optimiser knows of no
 * update yet. */
void updater_begin(struct updater *, const struct rns_config *, const struct bitext *,
                   struct rns_model *);
/* How the pairs of an epoch are ordered and cut into batches. */
struct batch_plan update_plan(const struct rns_config *);
/* Update progress->update + 1, with the batches that are next. */
struct update update_next(struct updater *, const struct epoch *, const struct progress *);

/* Between updates: gives the arena's memory back, and takes all it will ever need. */
void updater_rest(struct updater *);
void updater_ready(struct updater *);
void updater_free(struct updater *);

#endif
