/* span.h -- what is too long to be translated at once is translated in spans.
 *
 * A sentence of more than SPAN_WHOLE words is cut into spans of at most SPAN_LONGEST, each ended
 * behind the last full stop (or its like) of its second half, else behind the last other mark of
 * punctuation there, else where it must.  Joined again, their alignments stand on the diagonal:
 *
 *     x x . . e                   a row's weight on the </s> of its span goes to the </s> of all;
 *     x x . . e                   the last row is that of the last span
 *     . . x x e
 *     . . x x e
 */
#ifndef TASK_SPAN_H
#define TASK_SPAN_H

#include "rnnsearch.h"

struct sentence;

enum { SPAN_WHOLE = 1000, SPAN_LONGEST = 200 };

/* Where the span that begins at word `from` ends. */
int span_end(const struct sentence *, int from);

/* The k-th translation of the whole is made of the k-th of every span.  Texts are joined by a
 * blank, log p are added; score is by alpha as in the search, with what else the spans' have. */
void spans_join(const struct rns_pairs *span, int count, double alpha, struct rns_pairs *whole);

#endif
