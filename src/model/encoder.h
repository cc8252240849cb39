/* encoder.h -- the bidirectional encoder: words to annotations.
 *
 *     →h_j = gru(W x_j + b, →h_{j−1})     ←h_j = gru(W' x_j + b', ←h_{j+1})     [B15, A.2.1]
 *     h_j  = [→h_j ; ←h_j]
 *
 * Under layer normalisation LN(W x_j + b), of the whole sentence at once, stands for W x_j + b.
 */
#ifndef MODEL_ENCODER_H
#define MODEL_ENCODER_H

#include "base/packed.h"
#include "nn/gru.h"
#include "nn/inputs.h"

struct encoder {
    int E, H;
    struct embed embed;
    struct linear into_forward, into_backward; /* W x + b of each direction, [3H][E] */
    struct layer_norm norm_forward, norm_backward;
    struct gru forward, backward;
};

struct encoder_dropout {
    struct inputs_dropout words;
    struct dropout forward, backward; /* of the states that go on to the next step */
    struct dropout h;                 /* of the annotations that the decoder sees  */
};

struct encoder_tape {
    const struct packed *words;
    struct inputs in; /* the words, embedded  */
    struct layer_norm_tape norm_forward, norm_backward;
    struct gru_tape forward, backward;
    struct mat h; /* [N][2H] annotations  */
    struct dropout dropout_h;
};

void encoder_add(struct encoder *, struct params *, int V, int E, int H);
/* To be called after encoder_add: layer normalisation in both directions. */
void encoder_normalize(struct encoder *, struct params *);

/* Annotations [N][2H] of the packed source words. */
struct encoder_tape encoder_forward(const struct encoder *, const struct packed *words,
                                    const struct encoder_dropout *, struct arena *);
/* dh [N][2H] is ∂L/∂h, and changes; adds to the gradients of the parameters. */
void encoder_backward(struct encoder *, struct mat dh, const struct encoder_tape *, struct arena *);

#endif
