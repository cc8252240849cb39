/* network.h -- RNNsearch assembled: a batch of integers in, a loss and its gradient out.
 *
 *     L = − Σ over pairs, Σ over i  log p(y_i | y_1 .. y_{i−1}, x)        [B15, 2.1 and A.2]
 *
 * and where the batch has a guide, + w Σ over pairs, Σ over i j  −A_ij log α_ij  (nn/attention.h).
 */
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include "model/decoder.h"
#include "model/encoder.h"
#include "nn/param.h"

struct batch;
struct rng;

enum tying {
    TIED_NONE,
    TIED_TARGET, /* the target embedding is the softmax's matrix, too, so E = M  [PW17] */
    TIED_ALL,    /* and the source embedding, of one vocabulary for both sides          */
};

struct network_sizes {
    enum decoder_kind decoder;
    int E, H, A, M;                 /* embedding, state, alignment, maxout units */
    int source_words, target_words; /* V of each side */
    enum tying tied;
    struct attention_kind attention;
    bool layer_norm; /* in the gated units */
    int layers;      /* of the encoder, 1 .. ENCODER_MOST */
};

struct network {
    struct network_sizes sizes;
    struct params params;
    struct encoder encoder;
    struct decoder decoder;
};

/* Declares every parameter; values are not there yet: params_alloc or a mapped file gives them. */
void network_init(struct network *, const struct network_sizes *);
void network_free(struct network *);

/* What training adds to the plain network; all zero for validation and translation. */
struct regularization {
    double dropout_embedding, dropout_readout, label_smoothing;
    double dropout_context, dropout_state; /* of the annotations; of what goes on in recurrences */
    double word_dropout_source, word_dropout_target;
    bool variational; /* every dropout but of words has one mask a sentence, as the states' has */
    uint64_t seed;    /* of this update: the masks are a function of it */
    double rdrop;     /* not 0: columns 2k and 2k+1 of both sides are copies (nn/softmax.h) */
    double alignment_weight; /* w */
    const real *uniform;     /* hard attention: what draws, a number for each row of the target */
    double baseline;         /* hard attention: b, what a word's log p was so far (nn/hard.h) */
};
/* Those numbers, a function of the seed; NULL for soft attention. */
const real *network_draw(const struct network *, const struct batch *, uint64_t seed,
                         struct arena *mem);

/* Copies count once. */
struct network_loss {
    double nll;                  /* −Σ log p, natural logarithm, without label smoothing */
    double loss;                 /* what is differentiated */
    long words;                  /* target words, </s> included */
    struct guide_loss alignment; /* of the words with links, without w */
};

/* Forward and backward at once: adds `scale` times the gradient of the loss to params.gradients. */
struct network_loss network_learn(struct network *, const struct batch *,
                                  const struct regularization *, double scale, struct arena *mem);

/* Multiply-adds times two of the products of a forward pass, from the shapes; training takes three
 * times as many. */
double network_flops(const struct network_sizes *, const struct batch *);

/* −log p of each pair of the batch, in the order of its target columns; where not NULL, that of
 * each word, [target.rows], and α, [target.rows][source.T], not for encdec.  Row (i, column) of the
 * packed target is word i of that pair. */
void network_score(const struct network *, const struct batch *, double *nll, double *word_nll,
                   struct mat *alpha, struct arena *mem);
/* That α alone, which takes half of the work: the output layer has no part in it. */
struct mat network_align(const struct network *, const struct batch *, struct arena *mem);
/* The same of α once the words are known (model/posterior.h). */
struct mat network_posterior(const struct network *, const struct batch *, struct arena *mem);

#endif
