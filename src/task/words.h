/* words.h -- a pair in pieces of words (text/bpe.h) as a pair in words.
 *
 *     le     .8 .1 .1        le     .8 .2      what a row looks at a word with is the sum over its
 *     ch@@   .1 .5 .4        chat   .2 .8      pieces, what a word looks with the mean over its own
 *     at     .3 .2 .5               the cat
 *            the c@@ at
 *
 * </s> keeps its row and its column; rows still sum to 1.
 */
#ifndef TASK_WORDS_H
#define TASK_WORDS_H

#include "rnnsearch.h"

/* log p and score stay as they are; a word's log p is the sum over its pieces.  What the pair was
 * before is in its `pieces`. */
void words_join(struct rns_pair *);

#endif
