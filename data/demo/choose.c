#include "choose.h"

#include <stdio.h>
#include <string.h>

#include "inflect.h"

enum { SAME = 1, MORE = 2 }; /* labels of a phrase that has only these */

static struct word *put(struct side *s, const char *text, int label)
{
    struct word *first = side_add(s, text, (int)strlen(text));
    for (struct word *w = first; first && w < s->at + s->count; w++)
        word_label(w, (struct label){ label, true });
    return first;
}

static bool put_both(struct deriver *d, struct phrase *out, const char *en, const char *fr)
{
    d->labels += 128;
    return put(&out->en, en, d->labels + SAME) && put(&out->fr, fr, d->labels + SAME);
}

/* --- nouns ----------------------------------------------------------------------------------- */

static bool noun_fits(const struct noun *n, const char *number, const char *classes)
{
    const bool mass = strchr(n->classes, 'M') != NULL;
    if (mass != (strcmp(number, "mass") == 0) || (classes && !classes_meet(n->classes, classes)))
        return false;
    return strcmp(number, "pl") != 0 || (n->en_plural && n->fr_plural);
}

static bool choose_noun(struct deriver *d, const char *number, const struct context *c,
                        struct phrase *out)
{
    const struct noun *fit[400];
    int count = 0;
    for (int i = 0; i < d->lexicon->nouns; i++)
        if (noun_fits(&d->lexicon->noun[i], number, c->classes))
            fit[count++] = &d->lexicon->noun[i];
    if (count == 0) return false;
    const struct noun *n = fit[rng_below(&d->rng, (uint64_t)count)];
    const bool plural = strcmp(number, "pl") == 0;
    out->noun = n;
    out->classes = n->classes;
    out->agrees = true;
    out->agreement = (struct agreement){ 3, plural, n->feminine };
    if (!put_both(d, out, plural ? n->en_plural : n->en, plural ? n->fr_plural : n->fr))
        return false;
    for (int i = 0; i < out->en.count; i++) out->en.at[i].noun = true;
    return true;
}

/* --- adjectives ------------------------------------------------------------------------------ */

static bool adjective_fits(const struct adjective *a, const char *use, const struct context *c)
{
    if ((c->classes && !classes_meet(a->classes, c->classes)) ||
        (c->self->classes && !classes_meet(a->classes, c->self->classes)))
        return false;
    if (strcmp(use, "comparative") == 0 || strcmp(use, "graded") == 0)
        return a->comparative != NULL;
    return strcmp(use, "any") == 0 || a->place == *use;
}

static bool put_comparative(struct deriver *d, const struct adjective *a, const char *fr,
                            struct phrase *out)
{
    const bool more = strcmp(a->comparative, "more") == 0;
    d->labels += 128;
    if ((more && !put(&out->en, "more", d->labels + MORE)) ||
        !put(&out->en, more ? a->en : a->comparative, d->labels + SAME))
        return false;
    if (!more) word_label(&out->en.at[out->en.count - 1], (struct label){ d->labels + MORE, true });
    return put(&out->fr, "plus", d->labels + MORE) && put(&out->fr, fr, d->labels + SAME);
}

static bool choose_adjective(struct deriver *d, const char *use, const struct context *c,
                             struct phrase *out)
{
    const struct adjective *fit[160];
    const struct agreement agreement = c->self->agreement;
    char fr[FORM_BYTES];
    int count = 0;
    for (int i = 0; i < d->lexicon->adjectives; i++)
        if (adjective_fits(&d->lexicon->adjective[i], use, c))
            fit[count++] = &d->lexicon->adjective[i];
    if (count == 0) return false;
    const struct adjective *a = fit[rng_below(&d->rng, (uint64_t)count)];
    const bool bends = *use == 'b' && !agreement.plural && !agreement.feminine;
    snprintf(fr, sizeof fr, "%s%s", french_agree(a->form, agreement), bends ? "~" : "");
    if (strcmp(use, "comparative") == 0) return put_comparative(d, a, fr, out);
    return put_both(d, out, a->en, fr);
}

/* --- verbs ----------------------------------------------------------------------------------- */

static bool choose_verb(struct deriver *d, const char *kinds, const struct context *c,
                        struct phrase *out)
{
    const struct verb *fit[200];
    const char *subject = c->self && c->self->classes ? c->self->classes : "p";
    int count = 0;
    for (int i = 0; i < d->lexicon->verbs; i++) {
        const struct verb *v = &d->lexicon->verb[i];
        if (strchr(kinds, v->kind) && classes_meet(v->subjects, subject) &&
            (!c->other || classes_meet(v->objects, c->other->classes ? c->other->classes : "p")))
            fit[count++] = v;
    }
    if (count == 0) return false;
    out->verb = fit[rng_below(&d->rng, (uint64_t)count)];
    out->agrees = c->self != NULL;
    if (c->self) out->agreement = c->self->agreement;
    return true;
}

bool is_lexical(const char *symbol)
{
    return strncmp(symbol, "noun.", 5) == 0 || strncmp(symbol, "adj.", 4) == 0 ||
           strncmp(symbol, "verb.", 5) == 0;
}

bool choose(struct deriver *d, const char *symbol, const struct context *c, struct phrase *out)
{
    if (*symbol == 'n') return choose_noun(d, symbol + strlen("noun."), c, out);
    if (*symbol == 'v') return choose_verb(d, symbol + strlen("verb."), c, out);
    return c->self && choose_adjective(d, symbol + strlen("adj."), c, out);
}
