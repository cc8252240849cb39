/* derive.h -- phrases grown by the rules: both languages at once, and what links them. */
#ifndef DEMO_DERIVE_H
#define DEMO_DERIVE_H

#include "base/memory.h"
#include "base/rng.h"
#include "grammar.h"
#include "lexicon.h"
#include "words.h"

struct phrase {
    struct side en, before, fr; /* before: the French that goes before the verb */
    struct agreement agreement;
    bool agrees; /* it has an agreement */
    const struct noun *noun;
    const struct verb *verb;
    const char *classes;     /* of its noun */
    struct agreement object; /* of the direct object before the verb, when it has one */
    bool has_object;
};

struct deriver {
    const struct grammar *grammar;
    const struct lexicon *lexicon;
    struct rng rng;
    struct arena arena;
    int labels; /* given out so far */
};

struct context {
    const struct phrase *self, *other; /* whom the phrase refers to, and its object; NULL */
    const char *classes;               /* of nouns to come; NULL: any */
    bool negated;
    int depth;
};

/* False when the rules led nowhere this time: no such noun, too long, "I see me". */
bool derive(struct deriver *, const char *symbol, const struct context *, struct phrase *out);

#endif
