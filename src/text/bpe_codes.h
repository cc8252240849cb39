/* bpe_codes.h -- the merges of a codes file, with numbers for symbols. */
#ifndef TEXT_BPE_CODES_H
#define TEXT_BPE_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"

enum { BPE_NONE = -1 };

struct merge {
    int left, right, whole; /* symbols */
};

/* Zero-initialised it has no merges. */
struct bpe_codes {
    struct map symbol;   /* text -> number, counting up as they came */
    struct map rank;     /* left and right, as bytes -> merge */
    struct merge *merge; /* [merges] */
    int *origin;         /* [symbol.count] the first merge that makes it, or BPE_NONE */
    int merges;
    bool separate_end; /* version 0.1: "</w>" is a symbol of its own */
};

bool bpe_codes_parse(struct bpe_codes *, const char *text, size_t size, const char *name,
                     struct rns_error *);
void bpe_codes_free(struct bpe_codes *);

/* The merge of two symbols, BPE_NONE when there is none. */
int bpe_codes_rank(const struct bpe_codes *, int left, int right);

/* Lines of exactly two fields with one blank between them.  Blanks and carriage returns at the ends
 * are not part of a line, nor are empty lines at the end of the text. */
struct bpe_fields {
    const char *at, *end; /* what is left of the text */
    const char *name;
    long number; /* of the line last read */
    const char *left, *right;
    size_t left_length, right_length;
};
/* 1: a line was read; 0: there are no more; -1: failed. */
int bpe_fields_next(struct bpe_fields *, struct rns_error *);

#endif
