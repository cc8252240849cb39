/* bitext.h -- a parallel corpus as integers.
 *
 * Two files are read in step.  Pair k is line k of both: blank lines keep their place, and are left
 * out as a pair together with pairs longer than max_length words (</s> not counted); both are
 * counted.  Different numbers of lines, invalid UTF-8 and NUL bytes are errors with file:line, and
 * so is a corpus of which no pair is kept.  The files are read twice, so they cannot be pipes.
 *
 * A third file may hold the links between the words of each pair: line k those of line k, `i-j`.
 *
 * The numbers go to a scratch file (base/scratch.h) as they are read, a record a pair.  In memory
 * stays where each record is and how long its sentences are, which is all that orders batches.
 */
#ifndef TEXT_BITEXT_H
#define TEXT_BITEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "text/piece_links.h"
#include "text/segment.h"

struct scratch;
struct vocab;

/* Where a pair's record stands, and the words of its sentences, </s> included. */
struct place {
    size_t at;
    int S, T;
};

struct bitext {
    int pairs;
    struct place *place; /* [pairs] */
    size_t room;
    struct scratch *text;
    long blank, overlong;            /* pairs left out */
    long overlong_line;              /* the first one that is too long */
    long source_words, target_words; /* of the pairs kept, </s> included */
    long source_unknown, target_unknown;
    long links; /* of all pairs; 0 where there is no file of them */
};

/* A pair, each of its sentences ended by VOCAB_EOS. */
struct sentence_pair {
    int line; /* in the files, from 1 */
    int S, T, links;
    const int *source, *target;    /* [S] [T] */
    const struct piece_link *link; /* [links] sorted by target piece, then source piece */
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
/* `alignments`: the file of links, or NULL; `folder`: of the scratch file. */
struct bitext *bitext_read(const struct side *source, const struct side *target,
                           const char *alignments, int max_length, const char *folder,
                           struct rns_error *);

/* The same from pairs that are there: add each, then finish.  In memory, nothing fails. */
struct bitext *bitext_new(const char *folder, struct rns_error *);
struct bitext *bitext_in_memory(void);
bool bitext_add(struct bitext *, const struct sentence_pair *, struct rns_error *);
bool bitext_finish(struct bitext *, struct rns_error *);
void bitext_free(struct bitext *);

/* Of all its numbers and links, from a hash to begin with. */
uint64_t bitext_hash(const struct bitext *, uint64_t hash);
/* Leaves out the pairs that are not kept [pairs]; at least one is. */
void bitext_keep(struct bitext *, const bool *kept);
size_t bitext_bytes(const struct bitext *); /* of memory, at most */

struct sentence_pair bitext_pair(const struct bitext *, int pair);
int bitext_source_length(const struct bitext *, int pair);
int bitext_target_length(const struct bitext *, int pair);
const int *bitext_source(const struct bitext *, int pair, int *length);
const int *bitext_target(const struct bitext *, int pair, int *length);
const struct piece_link *bitext_links(const struct bitext *, int pair, int *count);

#endif
