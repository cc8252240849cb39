#include "derive.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "choose.h"
#include "form.h"

enum { SLOTS = 10, TRIES = 6, DEPTH = 14, LABEL_RANGE = 128 };

/* One rule being applied. */
struct frame {
    struct deriver *d;
    const struct context *c;
    const struct rule *rule;
    char name[SLOTS];
    struct phrase *slot[SLOTS];
    int slots;
    int base;    /* labels of this rule are base + letter */
    int ordinal; /* words so far on this side, for rules that link in order */
};

/* --- slots ----------------------------------------------------------------------------------- */

static struct phrase *find_slot(const struct frame *f, char name)
{
    for (int i = 0; i < f->slots; i++)
        if (f->name[i] == name) return f->slot[i];
    return NULL;
}

static bool defines(const char *template, char name)
{
    const char definition[] = { '$', name, ':', '\0' };
    return strstr(template, definition) != NULL;
}

/* A phrase of this rule, or s, whom the whole rule refers to; NULL: not there (yet). */
static const struct phrase *find(const struct frame *f, char name)
{
    const bool inherited =
        name == 's' && !defines(f->rule->en, name) && !defines(f->rule->fr, name);
    return inherited ? f->c->self : find_slot(f, name);
}

/* $k:symbol=classes@xy! */
struct definition {
    char symbol[WORD_BYTES], classes[16], self, other;
    bool negated;
};

static struct definition read_definition(const struct token *t)
{
    struct definition def = { .negated = t->at[t->length - 1] == '!' };
    char text[80];
    snprintf(text, sizeof text, "%.*s", (int)t->length - 3 - def.negated, t->at + 3);
    char *at = strchr(text, '@'), *equals = strchr(text, '=');
    if (at) {
        def.self = at[1];
        def.other = at[1] ? at[2] : '\0';
        *at = '\0';
    }
    if (equals) {
        snprintf(def.classes, sizeof def.classes, "%s", equals + 1);
        *equals = '\0';
    }
    snprintf(def.symbol, sizeof def.symbol, "%.31s", text);
    return def;
}

static struct context inner_context(const struct frame *f, const struct definition *def)
{
    struct context c = *f->c;
    c.depth++;
    c.negated = def->negated || (c.negated && strncmp(def->symbol, "object", 6) == 0) ||
                (c.negated && strncmp(def->symbol, "pred", 4) == 0);
    if (def->self) {
        c.self = find(f, def->self);
        c.other = def->other ? find(f, def->other) : NULL;
        if (c.self->verb) c.classes = c.self->verb->objects;
    }
    if (*def->classes || strncmp(def->symbol, "adj.", 4) == 0)
        c.classes = *def->classes ? def->classes : NULL;
    return c;
}

/* 1 grown, 0 failed, -1 waits for a phrase it refers to. */
static int grow_slot(struct frame *f, const struct token *t)
{
    const struct definition def = read_definition(t);
    if ((def.self && !find(f, def.self)) || (def.other && !find(f, def.other))) return -1;
    const struct context c = inner_context(f, &def);
    struct phrase *p = arena_take(&f->d->arena, 1, sizeof *p);
    for (int i = 0; i < TRIES; i++)
        if (derive(f->d, def.symbol, &c, p)) {
            f->name[f->slots] = t->at[1];
            f->slot[f->slots++] = p;
            return 1;
        }
    return 0;
}

/* Grows what can be grown; *waiting counts the others. */
static bool grow_side(struct frame *f, const char *template, int *waiting)
{
    struct token t;
    while (token_next(&template, &t)) {
        if (t.at[0] != '$' || t.length < 4 || t.at[2] != ':' || find_slot(f, t.at[1])) continue;
        const int grown = grow_slot(f, &t);
        if (grown == 0) return false;
        *waiting += grown < 0;
    }
    return true;
}

static bool grow_slots(struct frame *f)
{
    for (int before = -1, waiting = 0; before != 0; before = waiting, waiting = 0) {
        if (!grow_side(f, f->rule->en, &waiting)) return false;
        if (!f->rule->same && !grow_side(f, f->rule->fr, &waiting)) return false;
        if (waiting == before) return false; /* two phrases that wait for each other */
        if (waiting == 0) break;
    }
    return true;
}

/* --- words ----------------------------------------------------------------------------------- */

static void label_words(struct side *s, struct word *first, struct label label)
{
    for (struct word *w = first; w < s->at + s->count; w++) word_label(w, label);
}

/* The letters after '/', each with '?' when only possible. */
static void label_by(const struct frame *f, struct side *s, struct word *first,
                     const struct token *labels)
{
    for (size_t i = 0; i < labels->length; i++)
        if (labels->at[i] != '?') {
            const bool sure = i + 1 == labels->length || labels->at[i + 1] != '?';
            label_words(s, first, (struct label){ f->base + labels->at[i], sure });
        }
}

/* The word itself, or the form that the braces ask for. */
static bool word_text(const struct frame *f, const struct token *t, bool french, char *out,
                      size_t room)
{
    char braced[80];
    if (*t->at != '{') return snprintf(out, room, "%.*s", (int)t->length, t->at) > 0;
    snprintf(braced, sizeof braced, "%.*s", (int)t->length - 2, t->at + 1);
    const char *at = strchr(braced, '@');
    const struct form form = {
        .lexicon = f->d->lexicon,
        .text = braced,
        .phrase = find(f, braced[0]),
        .with = at ? find(f, at[1]) : NULL,
        .subject = find(f, 's'),
    };
    return form_text(&form, french, out, room);
}

static bool add_word(struct frame *f, struct side *s, const struct token *t, bool french)
{
    const char *slash = memchr(t->at, '/', t->length);
    const struct token bare = { t->at, slash ? (size_t)(slash - t->at) : t->length };
    char text[80];
    if (!word_text(f, &bare, french, text, sizeof text)) return false;
    struct word *first = side_add(s, text, (int)strlen(text));
    if (!first) return false;
    if (*t->at == '{' && t->at[2] == ':' && !french)
        label_words(s, first, (struct label){ f->base + toupper(t->at[1]), true });
    if (strchr(".,?!", *text)) label_words(s, first, (struct label){ f->base + *text, true });
    else if (f->rule->ordered)
        label_words(s, first, (struct label){ f->base + ++f->ordinal, true });
    else if (slash)
        label_by(f, s, first, &(struct token){ slash + 1, t->length - bare.length - 1 });
    return true;
}

/* What a phrase brings in: in English its nouns take the rule's label, in French what goes before
 * the verb and hangs on nothing yet hangs on the verb, if at all. */
static bool add_phrase(struct frame *f, struct side *s, const struct token *t, bool french)
{
    const struct phrase *p = find(f, t->at[1]);
    const bool before = t->length > 2 && t->at[2] == '^';
    const int first = s->count, label = f->base + toupper(t->at[1]);
    if (!p || !side_append(s, !french ? &p->en : before ? &p->before : &p->fr)) return false;
    for (struct word *w = s->at + first; w < s->at + s->count; w++)
        if (french ? before && w->labels == 0 : w->noun && w->labels < WORD_LABELS / 2)
            word_label(w, (struct label){ label, !french });
    return true;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void inherit(struct phrase *out, const struct phrase *from)
{
    if (from->agrees && !out->agrees) {
        out->agrees = true;
        out->agreement = from->agreement;
        out->noun = from->noun;
        out->classes = from->classes;
    }
    if (from->verb && !out->verb) out->verb = from->verb;
    if (from->has_object) {
        out->has_object = true;
        out->object = from->object;
    }
}

static bool is_different(const struct frame *f)
{
    return strcmp(find_slot(f, 'x')->en.at[0].text, find_slot(f, 'y')->en.at[0].text) != 0;
}

/* %different: x is not y.  %other: not oneself.  %human: of a person.  %whom: something that a
 * person can undergo. */
static bool is_allowed(const struct frame *f, char condition, const struct phrase *out)
{
    const struct phrase *self = f->c->self;
    if (condition == 'd') return is_different(f);
    if (!self) return true;
    if (condition == 'h') return classes_meet(self->classes ? self->classes : "p", "pk");
    if (condition == 'w') return self->verb && classes_meet(self->verb->objects, "p");
    return out->agreement.person == 3 || out->agreement.person != self->agreement.person;
}

/* %3pf, %=k, and conditions */
static bool obey(const struct frame *f, const struct token *t, struct phrase *out)
{
    if (islower((unsigned char)t->at[1])) return is_allowed(f, t->at[1], out);
    out->agrees = false;
    if (t->at[1] == '=') {
        inherit(out, find(f, t->at[2]));
        return true;
    }
    out->agrees = true;
    out->classes = "p";
    out->agreement =
        (struct agreement){ t->at[1] - '0', t->at[2] == 'p', t->length > 3 && t->at[3] == 'f' };
    return true;
}

/* "$o ^": the direct object stands before the verb, and the participle will agree with it. */
static void note_object(const struct frame *f, struct phrase *out)
{
    const struct phrase *o = find_slot(f, 'o');
    if (o && strncmp(f->rule->fr, "$o ^", 4) == 0) {
        out->has_object = true;
        out->object = o->agreement;
    }
}

static bool write_token(struct frame *f, const struct token *t, struct phrase *out, bool french)
{
    struct side *s = french ? &out->fr : &out->en;
    switch (*t->at) {
    case '%': return obey(f, t, out);
    case '$': return add_phrase(f, s, t, french);
    case '^':
        out->before = out->fr;
        out->fr.count = 0;
        note_object(f, out);
        return true;
    default: return add_word(f, s, t, french);
    }
}

static bool write_side(struct frame *f, const char *template, struct phrase *out, bool french)
{
    struct token t;
    f->ordinal = 0;
    while (token_next(&template, &t))
        if (!write_token(f, &t, out, french)) return false;
    return true;
}

static void begin(struct phrase *out)
{
    out->en.count = out->before.count = out->fr.count = 0;
    out->agrees = out->has_object = false;
    out->noun = NULL;
    out->verb = NULL;
    out->classes = NULL;
}

static bool apply(struct frame *f, struct phrase *out)
{
    if (!grow_slots(f)) return false;
    f->base = f->d->labels += LABEL_RANGE;
    for (int i = 0; i < f->slots; i++) inherit(out, f->slot[i]);
    if (f->rule->same)
        for (int i = 0; i < f->slots; i++)
            if (!side_append(&out->before, &f->slot[i]->before)) return false;
    return write_side(f, f->rule->en, out, false) && write_side(f, f->rule->fr, out, true);
}

static const struct rule *choose_rule(struct rng *rng, const struct symbol *s, bool negated)
{
    const char unusable = negated ? '+' : '!';
    int total = 0;
    for (size_t i = 0; i < s->count; i++)
        total += s->rule[i].guard == unusable ? 0 : s->rule[i].weight;
    if (total == 0) return NULL;
    int left = (int)rng_below(rng, (uint64_t)total);
    for (size_t i = 0;; i++)
        if (s->rule[i].guard != unusable && (left -= s->rule[i].weight) < 0) return &s->rule[i];
}

bool derive(struct deriver *d, const char *symbol, const struct context *c, struct phrase *out)
{
    begin(out);
    if (c->depth > DEPTH) return false;
    if (is_lexical(symbol)) return choose(d, symbol, c, out);
    const struct symbol *s = grammar_symbol(d->grammar, symbol, strlen(symbol));
    const struct arena_mark mark = arena_mark(&d->arena);
    struct frame f = { .d = d, .c = c, .rule = choose_rule(&d->rng, s, c->negated) };
    const bool ok = f.rule && apply(&f, out);
    arena_release(&d->arena, mark);
    return ok;
}
