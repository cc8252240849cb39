/* inflect.h -- the regular forms of English and French, and the conjugations built on them. */
#ifndef DEMO_INFLECT_H
#define DEMO_INFLECT_H

#include "lexicon.h"

/* Regular forms, newly made; "get_up" changes its first part. */
const char *english_plural(const char *noun);
const char *english_past(const char *verb);
const char *english_ing(const char *verb);
const char *french_plural(const char *);
const char *french_feminine(const char *adjective);
const char *french_present(const char *infinitive); /* of -er: five forms, je il nous vous ils */
const char *french_participle(const char *infinitive);
const char *french_future(const char *infinitive); /* the stem */

/* The named form into `out`, FORM_BYTES long; false when there is none.
 *     English   base s past done ing
 *     French    inf pres imp fut cond part
 */
enum { FORM_BYTES = 48 };
bool english_verb(const struct verb *, const char *form, struct agreement, char *out);
bool french_verb(const struct verb *, const char *form, struct agreement, char *out);

/* How words that agree agree: a polite vous is one person, like je. */
const char *french_agree(const char *const form[2][2], struct agreement);

#endif
