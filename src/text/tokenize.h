/* tokenize.h -- lines to tokens and back.
 *
 * Three tokenizers:
 *   space      tokens are what stands between blanks; the way back joins them with blanks
 *   char       one token a character; a blank is the token U+2581
 *   moses-like words and punctuation of English and French, Moses's habits where they serve:
 *              French clitics stay with their apostrophe (l' homme, aujourd'hui whole), English
 *              ones begin with it or with n't (do n't, Tom 's, we 'll)
 *
 * moses-like loses nothing but blanks at the ends and, of blanks in a row, all but the first: the
 * way back has rules for where plain blanks stand, and where a line departs from them the tokenizer
 * says so in the token itself, with a mark:
 *
 *     U+FFED ￭   no blank here                     Quoi?          ->  Quoi ￭?
 *     U+2581 ▁   a plain blank here                6 % (French)   ->  6 ▁%
 *     U+2582 ▂   a no-break blank, U+00A0          Quoi<U+00A0>?  ->  Quoi ▂?
 *     U+2583 ▃   a narrow no-break blank, U+202F   Quoi<U+202F>?  ->  Quoi ▃?
 *     U+2584 ▄   a thin blank, U+2009              Quoi<U+2009>?  ->  Quoi ▄?
 *
 * The first two stand only where the rules say otherwise, the last three wherever the line has such
 * a blank.  Every other kind of blank is taken for a plain one.
 */
#ifndef TEXT_TOKENIZE_H
#define TEXT_TOKENIZE_H

#include "base/str.h"

enum tokenizer_kind { TOKENIZER_MOSES, TOKENIZER_SPACE, TOKENIZER_CHAR };
enum language { LANGUAGE_OTHER, LANGUAGE_EN, LANGUAGE_FR };

struct tokenizer {
    enum tokenizer_kind kind;
    enum language language;
};

/* `line` is NFC.  Adds to *sentence tokens joined by single blanks. */
void tokenize(const struct tokenizer *, const char *line, struct str *sentence);
void detokenize(const struct tokenizer *, const char *sentence, struct str *line);

enum language language_named(const char *code); /* "en", "fr"; anything else is OTHER */

#endif
