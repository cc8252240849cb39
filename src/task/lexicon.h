/* lexicon.h -- which target words a source word is translated by, and what that leaves a sentence.
 *
 * A table is a file of lines "target source probability", blanks or tabs between them: what
 * rns_counts_lexicon writes and Marian's --shortlist reads, and the lex.s2t of fast_align's
 * tools.
 */
#ifndef TASK_LEXICON_H
#define TASK_LEXICON_H

#include "model/shortlist.h"
#include "rnnsearch.h"

struct packed;

/* Was it read for this model? */
bool lexicon_fits(const struct rns_lexicon *, const struct rns_model *);

struct translation {
    int source, target;
    double weight;
};
/* By source word, of each from the weightiest down; ties by target word. */
void translations_sort(struct translation *, size_t count);

/* [B] of each column: </s>, <unk>, the shortlist_first lowest numbers, and of each source word,
 * </s> included, the shortlist_best words it is translated by most. */
struct word_set *lexicon_words(const struct rns_search *, const struct packed *source,
                               struct arena *);

#endif
