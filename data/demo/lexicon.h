/* lexicon.h -- the words of the demo and their forms.
 *
 * Read from tables whose columns stand between blanks, '#' begins a comment, "-" is the regular
 * form and "0" none.  Classes are letters: what a noun is, what a verb or an adjective goes with.
 *
 *     nouns       classes en en-plural fr fr-plural gender [en-at fr-at]
 *     adjectives  classes en comparative masculine feminine plural place
 *     verbs       kind subjects objects en past done ing fr present participle future auxiliary
 *     determiners masculine feminine plural feminine-plural
 */
#ifndef DEMO_LEXICON_H
#define DEMO_LEXICON_H

#include <stdbool.h>

#include "base/error.h"

struct agreement {
    int person; /* 1, 2, 3 */
    bool plural, feminine;
};

struct noun {
    const char *classes, *en, *en_plural, *fr, *fr_plural;
    const char *en_at, *fr_at; /* the preposition of being there; NULL */
    bool feminine;
};

struct adjective {
    const char *classes, *en, *comparative;
    const char *form[2][2]; /* [plural][feminine] */
    char place;             /* b before the noun, a after it, p never beside it */
};

struct verb {
    char kind;
    const char *subjects, *objects;
    const char *en, *past, *done, *ing;
    const char *fr, *present, *participle, *future;
    bool etre;
};

struct determiner {
    const char *form[2][2]; /* [plural][feminine] */
};

struct lexicon {
    struct noun noun[400];
    struct adjective adjective[160];
    struct verb verb[200];
    struct determiner determiner[32];
    int nouns, adjectives, verbs, determiners;
};

bool lexicon_read(struct lexicon *, const char *folder, struct rns_error *);

/* Any letter in common? */
bool classes_meet(const char *, const char *);

/* By English base form, by French infinitive, by masculine singular; NULL. */
const struct verb *lexicon_english_verb(const struct lexicon *, const char *base);
const struct verb *lexicon_french_verb(const struct lexicon *, const char *infinitive);
const struct determiner *lexicon_determiner(const struct lexicon *, const char *masculine);

#endif
