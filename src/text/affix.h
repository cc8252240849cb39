/* affix.h -- what English and French split off their words: clitics, pronouns, full stops of
 * abbreviations.  Compared without case; the apostrophes ' ’ ‘ ʼ are one.
 */
#ifndef TEXT_AFFIX_H
#define TEXT_AFFIX_H

#include <stdbool.h>
#include <stdint.h>

#include "text/tokenize.h"

bool affix_is_apostrophe(uint32_t);

/* Each asks about the text from at to end. */
bool affix_is_contraction(const char *at, const char *end); /* English 's 'll n't */
bool affix_is_clipped(const char *at, const char *end);     /* English 'em 'til */
bool affix_is_elision(const char *at, const char *end);     /* French l' qu', without the ' */
bool affix_is_enclitic(const char *at, const char *end);    /* French -tu -t-il -là */
bool affix_is_compound(const char *at, const char *end);    /* French rendez-vous: not split */
bool affix_is_abbreviation(enum language, const char *at, const char *end); /* without the . */

#endif
