#include "form.h"

#include <stdio.h>
#include <string.h>

#include "inflect.h"

/* The agreement of a participle: with the subject beside être, else with the object before it. */
static struct agreement participle_agreement(const struct form *f, const struct verb *v,
                                             struct agreement subject)
{
    if (v->etre) return subject;
    if (f->with) return f->with->agreement;
    if (f->phrase && f->phrase->has_object) return f->phrase->object;
    return (struct agreement){ 3, false, false };
}

static bool french_verb_text(const struct form *f, const struct verb *v, const char *form,
                             char *out)
{
    const struct phrase *by = f->with ? f->with : f->subject;
    struct agreement a = by ? by->agreement : (struct agreement){ 3, false, false };
    if (strcmp(form, "aux") == 0) {
        v = lexicon_french_verb(f->lexicon, v->etre ? "être" : "avoir");
        form = "pres";
    } else if (strcmp(form, "part") == 0) a = participle_agreement(f, v, a);
    return v && french_verb(v, form, a, out);
}

static bool verb_text(const struct form *f, const char *lemma, const char *form, bool french,
                      char *out)
{
    const struct phrase *by = f->with ? f->with : f->subject;
    const bool named = strlen(lemma) == 1;
    const struct verb *v = named    ? (f->phrase ? f->phrase->verb : NULL)
                           : french ? lexicon_french_verb(f->lexicon, lemma)
                                    : lexicon_english_verb(f->lexicon, lemma);
    if (!v) return false;
    if (french) return french_verb_text(f, v, form, out);
    return english_verb(v, form, by ? by->agreement : (struct agreement){ 3, false, false }, out);
}

static const char *reflexive(struct agreement a)
{
    if (a.person == 3) return "se";
    return a.person == 2 ? "vous" : a.plural ? "nous" : "me";
}

bool form_text(const struct form *f, bool french, char *out, size_t room)
{
    char lemma[80], text[FORM_BYTES];
    snprintf(lemma, sizeof lemma, "%.*s", (int)strcspn(f->text, "@"), f->text);
    char *colon = strchr(lemma, ':');
    if (colon) {
        *colon = '\0';
        if (!verb_text(f, lemma, colon + 1, french, text)) return false;
        return snprintf(out, room, "%s", text) > 0;
    }
    if (strcmp(lemma, "se") == 0)
        return f->subject && snprintf(out, room, "%s", reflexive(f->subject->agreement)) > 0;
    if (!f->with) return false;
    if (strcmp(lemma, "at") == 0) {
        const struct noun *n = f->with->noun;
        return n && n->en_at && snprintf(out, room, "%s", french ? n->fr_at : n->en_at) > 0;
    }
    const struct determiner *d = french ? lexicon_determiner(f->lexicon, lemma) : NULL;
    return d && snprintf(out, room, "%s", french_agree(d->form, f->with->agreement)) > 0;
}
