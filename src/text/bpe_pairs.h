/* bpe_pairs.h -- how often each two symbols stand side by side, while merges are learned.
 *
 * A heap has the most frequent on top.  Codes should be subword-nmt's byte for byte, and so its
 * way of keeping the heap small is part of what is computed: rare pairs are set aside with their
 * count, and what is set aside is lowered when a merge lowers it, but replaced, not raised, when
 * a merge raises it.  That happens when a symbol comes about in two ways, and never matters
 * otherwise.
 */
#ifndef TEXT_BPE_PAIRS_H
#define TEXT_BPE_PAIRS_H

#include <stdbool.h>

#include "base/map.h"

/* A change of how often a pair stands in a word. */
struct pair_change {
    int word, times;
};

struct pair {
    int left, right;
    long count; /* while it is in the heap; otherwise 0 */
    long aside; /* as it was set aside */
    bool is_aside;
    int place;                  /* in the heap, or -1 */
    struct pair_change *change; /* [changes] where to look for it */
    size_t changes, room;
};

/* Zero-initialised it is empty and ready, but for `symbol`. */
struct pairs {
    const struct map *symbol; /* whose keys are the texts of the symbols 0, 1, 2 .. */
    struct map number;        /* left and right, as bytes -> pair */
    struct pair *pair;        /* [number.count] */
    int *heap;                /* [queued] */
    int queued;
    size_t room, heap_room;
};

void pairs_free(struct pairs *);
/* The pair stands so many times more in this word, which is seen `seen` times. */
void pairs_change(struct pairs *, const int pair[2], int word, int times, long seen);
void pairs_zero(struct pairs *, int pair);      /* of the heap: it stands nowhere any more */
int pairs_best(const struct pairs *);           /* -1 when there is none */
void pairs_remember(struct pairs *);            /* all as set aside, without leaving the heap */
void pairs_prune(struct pairs *, double least); /* sets aside what is below `least` */
void pairs_restore(struct pairs *);             /* all that was ever set aside comes back */

#endif
