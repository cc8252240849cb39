/* bpe_learn.h -- merges learned from a text [Sennrich, Haddow and Birch 2016].
 *
 * The pair of symbols that stands side by side most often becomes one symbol, again and again.  Of
 * pairs as frequent as each other the largest goes first, by the bytes of its left symbol, then of
 * its right one.
 */
#ifndef TEXT_BPE_LEARN_H
#define TEXT_BPE_LEARN_H

#include "base/map.h"
#include "base/str.h"

/* From the words of several texts and how often each was seen; the same word in two of them counts
 * for both.  Adds the text of a codes file (text/bpe.h) to *codes: at most `merges` of them, each
 * of a pair seen min_frequency times or more, which is at least 1. */
void bpe_learn(const struct map *const *words, int texts, int merges, int min_frequency,
               struct str *codes);

#endif
