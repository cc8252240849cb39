/* spacing.h -- where blanks stand, told from the tokens alone.
 *
 * A token asks for a blank before it and for one after it, or not; a blank stands between two
 * tokens when both ask for it.  ( and [ ask for none after, . and ) for none before, and so on.
 * French wants blanks around guillemets and before ? ! : ; and none after l' or before -t-il.
 * Straight double quotes open and close in turn.
 */
#ifndef TEXT_SPACING_H
#define TEXT_SPACING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "text/tokenize.h"

/* What the tokens so far say; begins as zero but for the language. */
struct spacing {
    enum language language;
    bool asks;     /* the last token asks for a blank after it: false at the start of a line */
    bool quoted;   /* a straight double quote is open */
    uint32_t last; /* the last token, where it is a sign alone */
};

/* Does a blank stand before this token, the next of the line?  Then moves behind it. */
bool spacing_next(struct spacing *, struct token);

/* Is it a word, rather than a sign or a piece like n't or -tu?  Words should stay unmarked. */
bool spacing_is_word(enum language, struct token);

#endif
