/* grammar.h -- the rules that grow an English and a French phrase together.
 *
 * A line at the margin names a symbol; the indented lines below are its alternatives:
 *
 *     weight: [! or +] English = French        weight 1 and "= same as English" may be left out
 *
 * ! is for negated sentences only, + for those that are not.  Between blanks stand
 *
 *     $k:symbol   a phrase, named k from here on; may stand on either side, once
 *       =abc        its nouns are of these classes
 *       @xy         it refers to phrase x (agrees with it, goes with it), its object is y
 *       !           it is negated
 *     $k  $k^     that phrase again; what it has to say before the verb
 *     ^           what comes before goes before the verb
 *     {v:past}    the form of the verb of phrase v, or of the verb "v"; {v:past@k} agrees with k
 *     {le@k}      the determiner, agreeing with k; {at@k} the preposition of the place k
 *     word        itself; _ joins words
 *     %3pf %=k    the phrase is third person, plural, feminine; agrees as k does
 *     %different  only if phrases x and y begin differently
 *     %other      only if it is not the person it refers to
 *     %human      only if it refers to a person
 *     %whom       only if the verb it refers to is something done to people
 *
 * A word or a form may end in labels: /ab? is surely a and possibly b.  Words of the two sides with
 * a label in common are linked; the label K is the nouns or the verb of phrase k.  A rule
 * without labels has as many words on both sides, and links them in order.  Marks link themselves.
 * {se}/ is without label.
 */
#ifndef DEMO_GRAMMAR_H
#define DEMO_GRAMMAR_H

#include "base/error.h"
#include "base/map.h"

struct rule {
    const char *en, *fr;
    int weight;
    char guard;   /* '!', '+' or 0 */
    bool same;    /* the French is as the English */
    bool ordered; /* no labels: link in order */
};

struct symbol {
    struct rule *rule;
    size_t count, room;
};

struct grammar {
    struct map names;
    struct symbol *symbol;
    size_t count, room;
};

bool grammar_read(struct grammar *, const char *path, struct rns_error *);
/* Every symbol that a rule uses is grown by a rule or is `lexical`. */
bool grammar_check(const struct grammar *, bool (*lexical)(const char *), struct rns_error *);
const struct symbol *grammar_symbol(const struct grammar *, const char *name, size_t length);

#endif
