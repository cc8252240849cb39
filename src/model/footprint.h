/* footprint.h -- how many bytes training takes, worked out from the shapes before any is taken.
 *
 * A word of a batch takes a row of every matrix in the tapes and gradients of encoder.c, decoder.c
 * and decoder_train.c, and for some time of what a product lays out, so what a batch takes is a sum
 * of their widths.  A test holds it against what a network really took.
 */
#ifndef MODEL_FOOTPRINT_H
#define MODEL_FOOTPRINT_H

#include "model/network.h"
#include "nn/optim.h"
#include "text/batch.h"

struct bitext;

/* Parameters, gradients, the optimiser's blocks with the average, and the weights laid out. */
size_t footprint_network(const struct network_sizes *, const struct optimizer *);
/* The arena of a batch and its network_learn; slightly more than they take. */
size_t footprint_learn(const struct network_sizes *, const struct regularization *,
                       const struct batch_shape *);
/* The same of network_score. */
size_t footprint_score(const struct network_sizes *, const struct batch_shape *);

/* How many of the pairs, from the first on, so many bytes are enough for; at least 1. */
int footprint_fit(const struct network_sizes *, const struct regularization *,
                  const struct bitext *, const int *pair, int count, size_t bytes);

#endif
