/* split.h -- a line cut into words and signs.
 *
 * Tokens are pieces of the line, in order; together they are the line without its blanks.  Whole
 * stay hyphenated words, numbers (1,000 3.14 4:30 1/2), addresses (of pages and mail), and what
 * carries its full stop (U.S. Mr. e.g.).  What a language splits off its words is in affix.h.
 */
#ifndef TEXT_SPLIT_H
#define TEXT_SPLIT_H

#include <stdbool.h>

#include "base/str.h"
#include "text/tokenize.h"

struct split {
    enum language language;
    const char *at;       /* what is still to be read: begins as the line */
    const char *word_end; /* of the word whose pieces are being handed out; begins as NULL */
};

bool split_next(struct split *, struct token *); /* false at the end of the line */

#endif
