/* encoder.h -- the bidirectional encoder: words to annotations.
 *
 *     →h_j = gru(W x_j + b, →h_{j−1})     ←h_j = gru(W' x_j + b', ←h_{j+1})     [B15, A.2.1]
 *     h_j  = [→h_j ; ←h_j]
 *
 * Further layers, each with units of its own, read the annotations of the one below, x^l = h^{l−1},
 * and add to them what they make of the sentence [W16]:
 *
 *     h^l_j = h^{l−1}_j + [→h^l_j ; ←h^l_j]
 *
 * Under layer normalisation LN(W x_j + b), of the whole sentence at once, stands for W x_j + b.
 */
#ifndef MODEL_ENCODER_H
#define MODEL_ENCODER_H

#include "base/packed.h"
#include "nn/gru.h"
#include "nn/inputs.h"

struct direction {
    struct linear into; /* W x + b, [3H][E], or [3H][2H] above the first layer */
    struct layer_norm norm;
    struct gru gru;
};

struct encoder_layer {
    struct direction forward, backward;
};

enum { ENCODER_MOST = 8 }; /* layers there is room for */

struct encoder {
    int E, H, layers;
    struct embed embed;
    struct encoder_layer layer[ENCODER_MOST];
};

/* Layers above the first have masks of their own. */
struct encoder_dropout {
    struct inputs_dropout words;
    struct dropout forward, backward; /* of the states that go on to the next step */
    struct dropout h; /* of the annotations that the decoder, or the next layer, reads */
};

struct direction_tape {
    struct layer_norm_tape norm;
    struct gru_tape gru;
};

struct encoder_layer_tape {
    struct inputs in; /* the words, embedded; above the first layer x alone */
    struct direction_tape forward, backward;
};

struct encoder_tape {
    const struct packed *words;
    struct encoder_layer_tape *layer; /* [layers] */
    struct mat h;                     /* [N][2H] annotations  */
    struct dropout dropout_h;
};

void encoder_add(struct encoder *, struct params *, int V, int E, int H, int layers);
/* To be called after encoder_add: layer normalisation in both directions. */
void encoder_normalize(struct encoder *, struct params *);

/* Annotations [N][2H] of the packed source words. */
struct encoder_tape encoder_forward(const struct encoder *, const struct packed *words,
                                    const struct encoder_dropout *, struct arena *);
/* dh [N][2H] is ∂L/∂h, and changes; adds to the gradients of the parameters. */
void encoder_backward(struct encoder *, struct mat dh, const struct encoder_tape *, struct arena *);

#endif
