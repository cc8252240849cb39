/* piece.h -- what is too long to be translated at once is translated in pieces.
 *
 * A sentence of more than PIECE_WHOLE words is cut into pieces of at most PIECE_LONGEST, each ended
 * behind the last full stop (or its like) of its second half, else behind the last other mark of
 * punctuation there, else where it must.  Joined again, their alignments stand on the diagonal:
 *
 *     x x . . e                   a row's weight on the </s> of its piece goes to the </s> of all;
 *     x x . . e                   the last row is that of the last piece
 *     . . x x e
 *     . . x x e
 */
#ifndef TASK_PIECE_H
#define TASK_PIECE_H

#include "rnnsearch.h"

struct sentence;

enum { PIECE_WHOLE = 1000, PIECE_LONGEST = 200 };

/* Where the piece that begins at word `from` ends. */
int piece_end(const struct sentence *, int from);

/* The k-th translation of the whole is made of the k-th of every piece.  Texts are joined by a
 * blank, log p are added; score is by alpha as in the search, with what else the pieces' have. */
void pieces_join(const struct rns_pairs *piece, int count, double alpha, struct rns_pairs *whole);

#endif
