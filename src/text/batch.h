/* batch.h -- which pairs go together, in which order, and their packing.
 *
 * As [B15, A.2.3 "Sort"]: the epoch's pairs are shuffled, taken a window of `window` batches at a
 * time, sorted by length within the window, cut into batches, and the batches are shuffled.  The
 * order depends on (seed, epoch) alone: a place in it is two numbers, and resuming needs no more.
 */
#ifndef TEXT_BATCH_H
#define TEXT_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/guide.h"
#include "base/packed.h"

struct arena;
struct bitext;

struct batch {
    struct packed source, target; /* each sorted by its own lengths; </s> included */
    int *column;                  /* [B] of each target column: the source column of its pair */
    const int *pair;              /* [B] of each target column: its pair in the bitext */
    struct guide guide;           /* where the rows of target should look */
    int B;
};

enum batch_unit { BATCH_SENTENCES, BATCH_WORDS };

struct batch_plan {
    enum batch_unit unit;
    int size;   /* sentences, or words of the target side with </s>, at most (one pair at least) */
    int window; /* batches sorted together; 0: no sorting, no shuffling, the bitext's own order */
    uint64_t seed;
    bool twice; /* a copy of each pair stands beside it, which `size` does not count */
};

/* How much some pairs are together. */
struct batch_shape {
    int B, S, T; /* pairs; words of the longest source and target, </s> included */
    long source_words, target_words; /* of all of them */
    long links;                      /* of guide */
};

/* The order of one epoch. */
struct epoch {
    int *pair;  /* [pairs] of the bitext, in the order of training; [2 pairs] where twice */
    int *start; /* [batches + 1] where each batch begins in it */
    int batches;
};

/* A number that is another one when pairs or plan differ: what a place in an epoch speaks of. */
uint64_t batch_plan_hash(const struct bitext *, const struct batch_plan *);

struct epoch epoch_new(const struct bitext *, const struct batch_plan *, int number);
void epoch_free(struct epoch *);

/* These pairs, packed in the arena. */
struct batch batch_new(const struct bitext *, const int *pair, int B, struct arena *);
struct batch batch_of_epoch(const struct bitext *, const struct epoch *, int k, struct arena *);

/* The shape with each pair twice. */
struct batch_shape batch_shape_twice(struct batch_shape);
/* One pair more, of S and T words. */
struct batch_shape batch_shape_add(struct batch_shape, int S, int T);
struct batch_shape batch_shape_add_pair(struct batch_shape, const struct bitext *, int pair);
/* At least as much of everything as any batch of any epoch has. */
struct batch_shape batch_shape_most(const struct bitext *, const struct batch_plan *);

/* A batch of sentences given directly (target may be NULL: then target is empty). */
struct batch batch_of(struct arena *, int B, const int *const *source, const int *source_length,
                      const int *const *target, const int *target_length);

#endif
