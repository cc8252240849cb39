/* tokenize13a.h -- how BLEU cuts raw text into words: mteval-v13a, as sacreBLEU has it.
 *
 *     drop <skipped>, unescape &quot; &amp; &lt; &gt; in this order, a blank at both ends; then
 *     ([\{-\~\[-\` -\&\(-\+\:-\@\/])    " \1 "      punctuation, but not ' , - .
 *     ([^0-9])([\.,])                   "\1 \2 "    . and , but not inside a number
 *     ([\.,])([^0-9])                   " \1 \2"
 *     ([0-9])(-)                        "\1 \2 "    a dash behind a digit
 *
 * each over the whole line before the next, matches from the left without overlap.
 */
#ifndef TASK_TOKENIZE13A_H
#define TASK_TOKENIZE13A_H

#include "base/str.h"

/* The words are then what stands between white space of any kind (utf8_is_space).  `work` is any
 * string, for what is in between. */
void tokenize_13a(const char *line, struct str *out, struct str *work);

#endif
