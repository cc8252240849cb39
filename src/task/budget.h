/* budget.h -- what training will take of the memory and what train.memory leaves to a batch, known
 * before the first update.
 *
 *     in all   the program, the text, the network and its optimiser, and the largest batch
 *
 * A batch that would take more than its room is computed in parts (task/update.h).  Pairs that do
 * not fit alone are left out.  With train.bpe_dropout the room is what batches of twice the pieces
 * take.
 */
#ifndef TASK_BUDGET_H
#define TASK_BUDGET_H

#include "base/str.h"
#include "model/footprint.h"
#include "task/corpora.h"

enum { BYTES_OF_ORDER = 24 }; /* of each training pair, in an epoch's order while it is made */

struct budget {
    struct network_sizes sizes;
    struct regularization regular; /* of any update */
    bool twice;                    /* a pair is learned from with its copy */
    size_t fixed;                  /* bytes of all but the batch */
    size_t room;                   /* bytes that a batch may take; SIZE_MAX: any */
    size_t most;                   /* bytes that one will take, or part of one */
    int pieces;                    /* of a side of a pair, with train.bpe_dropout */
    size_t valid;                  /* bytes that validation takes in its place, */
    int valid_batch;               /* with so many sentences together */
    long left_out;                 /* pairs that do not fit; */
    int longest;                   /* the line of the longest of them */
};

/* Works it out and leaves out the pairs that do not fit.  RNS_USAGE when train.memory is too little
 * for the shortest pair or for a pair of the validation text. */
bool budget_make(struct budget *, const struct rns_config *, struct corpora *, struct rns_error *);
/* In words, a line or two. */
void budget_describe(const struct budget *, const struct rns_config *, struct str *out);

#endif
