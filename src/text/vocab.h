/* vocab.h -- words to numbers and back.
 *
 * Word 0 is </s>, word 1 is <unk>; the others follow by falling frequency, ties in byte order, so
 * the same text gives the same numbers everywhere.
 */
#ifndef TEXT_VOCAB_H
#define TEXT_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"

enum { VOCAB_EOS, VOCAB_UNK, VOCAB_SPECIAL };

struct vocab {
    int count;
    const char **word; /* [count] NUL-terminated */
    struct map map;    /* word -> number; before vocab_cut: word -> how often */
};

struct vocab *vocab_new(void);
void vocab_free(struct vocab *);

void vocab_count(struct vocab *, const char *sentence); /* one more of each token */
/* From now on each has counted what both have: cut alike they are the same. */
void vocab_unite(struct vocab *, struct vocab *);
/* Numbers the words: at most `size` in all, each seen min_count times or more. */
void vocab_cut(struct vocab *, int size, int min_count);

int vocab_id(const struct vocab *, const char *word, size_t length); /* VOCAB_UNK when unknown */
/* The numbers of a tokenized sentence, ended by VOCAB_EOS; *room grows as needed.  Returns how
 * many, VOCAB_EOS included. */
int vocab_encode(const struct vocab *, const char *sentence, int **id, size_t *room);
/* Words joined by blanks, up to VOCAB_EOS or count. */
void vocab_decode(const struct vocab *, const int *id, int count, struct str *sentence);

/* As a file: one word a line, its number is its line's (Marian's text format). */
void vocab_write(const struct vocab *, struct str *out);
struct vocab *vocab_parse(const char *text, size_t size, const char *name, struct rns_error *);

#endif
