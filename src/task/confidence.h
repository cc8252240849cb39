/* confidence.h -- how sure a model was of a pair, word by word, told by where it looked.
 *
 *     entropy   H_i = − Σ_j α_ij log α_ij     0: at one source word; log (S+1): everywhere alike
 *     coverage  c_j = Σ_{i<T} α_ij            how much of all the target words' attention it got
 *
 * A source word seems untranslated when no target word looks at it most and its coverage is below
 * a half.
 */
#ifndef TASK_CONFIDENCE_H
#define TASK_CONFIDENCE_H

#include <stdbool.h>

#include "rnnsearch.h"

struct arena;

struct confidence {
    double *entropy;    /* [T+1] natural logarithm */
    double *coverage;   /* [S+1], </s> last */
    bool *untranslated; /* [S] */
};

/* In `mem`; of a pair with align. */
struct confidence confidence_new(const struct rns_pair *, struct arena *mem);

#endif
