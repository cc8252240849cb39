/* bitext.h -- a parallel corpus as integers.
 *
 * Two files are read in step.  Pair k is line k of both: blank lines keep their place, and are left
 * out as a pair together with pairs longer than max_length words (</s> not counted); both are
 * counted.  Different numbers of lines, invalid UTF-8 and NUL bytes are errors with file:line, and
 * so is a corpus of which no pair is kept.  The files are read twice, so they cannot be pipes.
 *
 * A third file may hold the links between the words of each pair: line k those of line k, `i-j`.
 */
#ifndef TEXT_BITEXT_H
#define TEXT_BITEXT_H

#include <stdbool.h>

#include "base/error.h"
#include "text/piece_links.h"
#include "text/segment.h"

struct vocab;

struct bitext {
    int pairs;
    int *id;      /* all words of all sentences, each sentence ended by VOCAB_EOS */
    long *source; /* [pairs + 1] where each source sentence begins in id, */
    long *target; /* [pairs] and each target sentence; each ends where the next one begins */
    int *line;    /* [pairs] its line in the files, from 1 */
    long blank, overlong;            /* pairs left out */
    long overlong_line;              /* the first one that is too long */
    long source_words, target_words; /* of the pairs kept, </s> included */
    long source_unknown, target_unknown;
    struct piece_links links;
    long *
        link; /* [pairs + 1] where those of each pair begin in links; NULL: there is no such file */
};

/* One side of a corpus: how it is segmented and numbered. */
struct side {
    const char *path;
    const struct segmenter *segmenter;
    struct vocab *vocab;
    int every; /* of so many pairs one is read, as the source side says; 0: all are */
};

/* Counts the words of both files into the two vocabularies (not yet cut), of the pairs that fit. */
bool bitext_count(const struct side *source, const struct side *target, int max_length,
                  struct rns_error *);
/* `alignments`: the file of links, or NULL. */
struct bitext *bitext_read(const struct side *source, const struct side *target,
                           const char *alignments, int max_length, struct rns_error *);
void bitext_free(struct bitext *);
/* Leaves out the pairs that are not kept [pairs]; at least one is. */
void bitext_keep(struct bitext *, const bool *kept);

const int *bitext_source(const struct bitext *, int pair, int *length);
const int *bitext_target(const struct bitext *, int pair, int *length);
/* Sorted by target piece, then source piece; none where there is no file of them. */
const struct piece_link *bitext_links(const struct bitext *, int pair, int *count);

#endif
