/* choose.h -- words taken from the lexicon, for the symbols that no rule grows:
 *
 *     noun.sg noun.pl noun.mass      of the classes asked for
 *     adj.before adj.after adj.any   of the classes asked for, that suit whom they refer to
 *     adj.graded adj.comparative     which one can be more or less
 *     verb.KINDS                     that suit whom they refer to, and their object if it is known
 */
#ifndef DEMO_CHOOSE_H
#define DEMO_CHOOSE_H

#include "derive.h"

bool is_lexical(const char *symbol);

/* False: there is no such word. */
bool choose(struct deriver *, const char *symbol, const struct context *, struct phrase *out);

#endif
