/* layer_norm.h -- layer normalisation of what flows into a gated unit [BKH16].
 *
 *     x̂ = (x − mean x) / σ     σ² = mean (x − mean x)² + ε     y += g ∘ x̂ + b
 *     dx = (d − mean d − x̂ mean (d ∘ x̂)) / σ     d = g ∘ dy
 *
 * As in Nematus each product, W x + b or C c or U h, is normalised by itself, and so is its part
 * for the two gates and that for the candidate.
 *
 * Shapes    x, y [N][3H]    g, b [1][3H]    ε = 1e-5
 */
#ifndef NN_LAYER_NORM_H
#define NN_LAYER_NORM_H

#include <stdbool.h>

#include "nn/param.h"

struct arena;

/* All zero it is off. */
struct layer_norm {
    struct param gain, bias;
};

enum norm_part { NORM_GATES, NORM_CANDIDATE };

/* What forward leaves behind for backward; empty when the layer is off. */
struct layer_norm_tape {
    struct mat x;       /* [N][3H] the product on the way in, x̂ on the way out */
    struct mat inverse; /* [N][2]  1/σ of each part                            */
    struct mat dx;      /* [N][3H] filled by backward                          */
};

/* Declares "<name>.gain" and "<name>.bias". */
void layer_norm_add(struct layer_norm *, struct params *, const char *name, int H);

/* All zero, so that a product may add to x. */
struct layer_norm_tape layer_norm_tape_new(const struct layer_norm *, int N, struct arena *);
struct layer_norm_tape layer_norm_tape_rows(const struct layer_norm_tape *, int from, int count);

/* Where the product goes, and ∂L by it: x and dx, or straight to y and dy when the layer is off. */
struct mat layer_norm_in(struct layer_norm_tape, struct mat y);
struct mat layer_norm_out(struct layer_norm_tape, struct mat dy);

/* The columns of z and r, or those of n. */
struct mat layer_norm_columns(struct mat, enum norm_part);
/* One part, as the recurrence needs it.  These do nothing when the layer is off. */
void layer_norm_forward_part(const struct layer_norm *, enum norm_part, struct layer_norm_tape,
                             struct mat y);
void layer_norm_backward_part(const struct layer_norm *, enum norm_part, struct layer_norm_tape,
                              struct mat dy);
/* Both. */
void layer_norm_forward(const struct layer_norm *, struct layer_norm_tape, struct mat y);
void layer_norm_backward(const struct layer_norm *, struct layer_norm_tape, struct mat dy);
/* Adds to dg and db a whole sweep's gradient. */
void layer_norm_gradient(struct layer_norm *, struct layer_norm_tape, struct mat dy);

#endif
