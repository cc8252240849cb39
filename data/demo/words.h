/* words.h -- the two halves of a pair while it grows: words that remember what they translate.
 *
 * A word carries labels.  A source and a target word that share a label are linked: the link is
 * sure when both hold the label surely, possible otherwise.
 */
#ifndef DEMO_WORDS_H
#define DEMO_WORDS_H

#include <stdbool.h>

#include "base/str.h"

enum { WORD_BYTES = 32, WORD_LABELS = 12, SIDE_WORDS = 64 };

struct label {
    int name;
    bool sure;
};

struct word {
    char text[WORD_BYTES];
    bool noun; /* a determiner that only one of the languages has may hang on it */
    struct label label[WORD_LABELS];
    int labels;
};

struct side {
    struct word at[SIDE_WORDS];
    int count;
};

/* Adds the word, or several joined by '_' that then share their labels.  NULL: there is no room. */
struct word *side_add(struct side *, const char *text, int length);
bool side_append(struct side *, const struct side *);
void word_label(struct word *, struct label);

/* The last touch.  English: an.  French: a word ending in '~' bends to what follows (cet, bel, mon,
 * l'), then le elides, de le becomes du, il after a vowel becomes -t-il. */
void side_finish_english(struct side *);
void side_finish_french(struct side *);
void side_capitalise(struct side *);

/* Blanks where a writer puts them: none before the marks of `closing`, a clitic or its verb. */
void side_text(const struct side *, const char *closing, struct str *raw);
void side_tokens(const struct side *, struct str *tokens);
void side_links(const struct side *source, const struct side *target, struct str *links);

#endif
