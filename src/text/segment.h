/* segment.h -- a raw line to the tokens a model sees, and back: one side's whole text pipeline.
 *
 *     raw line  --  NFC  --  case  --  tokenize  --  bpe  -->  "le ch@@ at n' est pas là ."
 */
#ifndef TEXT_SEGMENT_H
#define TEXT_SEGMENT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"
#include "text/tokenize.h"

struct bpe;

struct segmenter {
    struct tokenizer tokenizer;
    bool lowercase;
    struct bpe *bpe; /* NULL: words stay whole */
};

/* False when the line is not valid UTF-8 or holds a NUL: err says which byte at which column
 * (counted in characters from 1), without file and line; the caller adds them. */
bool segment(const struct segmenter *, const char *line, size_t length, struct str *sentence,
             struct rns_error *);
/* The raw text of a segmented sentence. */
void desegment(const struct segmenter *, const char *sentence, struct str *line);

#endif
