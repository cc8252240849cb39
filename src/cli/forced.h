/* forced.h -- what `align` and `score` share: a model made to say given translations. */
#ifndef CLI_FORCED_H
#define CLI_FORCED_H

#include "cli/results.h"

struct forced {
    const char *source, *target;
    struct results_options results; /* alone: alignments; otherwise log p, a line each */
};

bool forced_run(const char *model_path, const struct forced *, struct rns_error *);

#endif
