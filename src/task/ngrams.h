/* ngrams.h -- how many n-grams two sequences share: what BLEU and chrF count.
 *
 * An n-gram is named by (name of its first n-1 members, last member), so that every order costs one
 * look-up a position in a hash table that is emptied without being touched.
 */
#ifndef TASK_NGRAMS_H
#define TASK_NGRAMS_H

#include <stddef.h>
#include <stdint.h>

struct ngrams {
    struct ngram *slot;
    size_t room;    /* a power of two */
    uint32_t sweep; /* slots of an earlier sweep count as empty */
    uint32_t *name; /* [room/2] of the n-gram at each position: hypothesis, then reference */
};

struct sequence {
    const uint32_t *at;
    int length;
};

struct ngram_count {
    long hypothesis, reference; /* n-grams of each side */
    long matched;               /* of the hypothesis, each at most as often as in the reference */
};

/* Writes count[n-1] for n = 1 .. orders. */
void ngrams_count(struct ngrams *, struct sequence hypothesis, struct sequence reference,
                  int orders, struct ngram_count *count);
void ngrams_free(struct ngrams *);

#endif
