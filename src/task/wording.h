/* wording.h -- the words that a hypothesis stands for, <unk> among them.
 *
 * An <unk> within a forced prefix is what the prefix has there.  With how->replace_unk any other is
 * the source word it looked at most, or what the dictionary has for that word.
 */
#ifndef TASK_WORDING_H
#define TASK_WORDING_H

#include "rnnsearch.h"

struct hypothesis;
struct sentence;
struct str;
struct vocab;

struct wording {
    const struct rns_search *how;
    const struct vocab *vocab;     /* of the target */
    char *const *source;           /* the words looked at */
    const struct sentence *prefix; /* NULL: none */
};

/* Adds the words, blanks between them, and fills words [h->T] with how many stand for each of the
 * hypothesis: more than one where the dictionary has several. */
void wording_write(const struct wording *, const struct hypothesis *, struct str *tokens,
                   int *words);

#endif
