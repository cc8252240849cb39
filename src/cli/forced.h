/* forced.h -- what `align` and `score` share: a model made to say given translations. */
#ifndef CLI_FORCED_H
#define CLI_FORCED_H

#include "cli/results.h"

struct forced {
    const char *source, *target;
    const char *weights;            /* attention or posterior; NULL: what the kind takes */
    const char *reverse;            /* a model of the other direction, or NULL ... */
    const char *symmetrize;         /* ... and how its links are joined with those of the model */
    struct results_options results; /* alone: alignments; otherwise log p, a line each */
};

/* Are the weights of two directions joined, not their links? */
bool forced_mean(const struct forced *);
bool forced_run(const char *model_path, const struct forced *, struct rns_error *);

#endif
