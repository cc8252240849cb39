/* bpe_dropout.h -- pairs of a bitext in other pieces each epoch [Provilkov, Emelianenko and Voita
 * 2020].
 *
 *     mais@@ onnette  --  joined  -->  maisonnette  --  cut anew  -->  m@@ ais@@ onn@@ ette
 *
 * Each merge is passed over with a probability wherever it is possible (text/bpe.h).  What is drawn
 * is a function of the seed, the epoch, the pair and the side: neither what was drawn before nor
 * the order of the pairs changes it.
 *
 * The words come from the plain pieces, so a word of which one is <unk> stays as it is, as does one
 * whose new pieces are not all in the vocabulary.  A pair that would have a side of more than
 * `longest` pieces keeps its plain ones.  Links follow the words.  A token that ends in "@@" by
 * itself is taken for a piece.
 */
#ifndef TEXT_BPE_DROPOUT_H
#define TEXT_BPE_DROPOUT_H

#include <stdint.h>

#include "text/bitext.h"

struct bpe;
struct vocab;

struct bpe_dropout {
    double probability; /* 0: none */
    uint64_t seed;
    int longest;
    struct {
        struct bpe *bpe;
        const struct vocab *vocab;
    } source, target;
};

/* These pairs as they are in an epoch: pair k of the new bitext is pair[k]. */
struct bitext *bpe_dropout_pairs(const struct bpe_dropout *, const struct bitext *, const int *pair,
                                 int count, long epoch);

#endif
