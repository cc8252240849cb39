/* bpe.h -- words to pieces and back: byte pair encoding [Sennrich, Haddow and Birch 2016].
 *
 *     "la maisonnette"   --   bpe_apply   -->   "la maison@@ nette"
 *
 * A word begins as its characters, the last one with "</w>" behind it; then the merge that was
 * learned first, of those possible, joins its two symbols wherever they stand side by side, and so
 * on until none is possible.  Every piece of a word but the last gets "@@" behind it.  Format and
 * behaviour are subword-nmt's, byte for byte:
 *
 *     #version: 0.2       version 0.1, or no such line: "</w>" is a symbol of its own
 *     a n                 a merge a line, the first learned first; of two that are the same
 *     an </w>             the first counts
 *
 * A word of the text that itself ends in "@@" reads like a piece, as it does there.
 */
#ifndef TEXT_BPE_H
#define TEXT_BPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"

struct rng;
struct bpe;

/* From the text of a codes file; `name` is what errors call it, RNS_BAD_DATA. */
struct bpe *bpe_parse(const char *codes, size_t size, const char *name, struct rns_error *);
void bpe_free(struct bpe *);
const struct str *bpe_codes(const struct bpe *); /* the text it was made of */

/* From now on pieces that the vocabulary (lines of "piece count") has less than `threshold` times
 * are taken apart again, as far as the merges go.  A word of one character stays. */
bool bpe_restrict(struct bpe *, const char *vocabulary, size_t size, int threshold,
                  const char *name, struct rns_error *);

/* From now on each merge is passed over with this probability wherever it is possible, so that a
 * word comes in other pieces each time (BPE-dropout) [Provilkov, Emelianenko and Voita 2020].  The
 * numbers are drawn from *rng, which must live as long; 0 ends it. */
void bpe_drop(struct bpe *, double probability, struct rng *rng);

/* Adds the pieces of a tokenized sentence to *pieces.  Blanks between words become one, those at
 * the ends stay.  What a word became is remembered, so *bpe changes, but never its answers. */
void bpe_apply(struct bpe *, const char *sentence, struct str *pieces);
void bpe_undo(const char *pieces, struct str *sentence);
/* Adds, a blank behind each, the pieces that dropped merges may leave of a word: its characters and
 * every part of it that a merge makes. */
void bpe_pieces(struct bpe *, const char *word, size_t length, struct str *pieces);
bool bpe_goes_on(const char *piece, size_t length); /* is the next piece of the same word? */

#endif
