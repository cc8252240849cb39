#include "words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool is(const struct word *w, const char *text) { return strcmp(w->text, text) == 0; }

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool begins_one_of(const char *text, const char *const *prefix)
{
    while (*prefix && !begins(text, *prefix)) prefix++;
    return *prefix != NULL;
}

struct word *side_add(struct side *s, const char *text, int length)
{
    struct word *first = s->at + s->count;
    for (const char *end = text + length, *next; text <= end; text = next + 1) {
        next = memchr(text, '_', (size_t)(end - text));
        if (!next) next = end;
        if (s->count == SIDE_WORDS || next - text >= WORD_BYTES) return NULL;
        struct word *w = s->at + s->count++;
        memcpy(w->text, text, (size_t)(next - text));
        w->text[next - text] = '\0';
        w->noun = false;
        w->labels = 0;
    }
    return first;
}

bool side_append(struct side *s, const struct side *more)
{
    if (s->count + more->count > SIDE_WORDS) return false;
    memcpy(s->at + s->count, more->at, (size_t)more->count * sizeof *more->at);
    s->count += more->count;
    return true;
}

void word_label(struct word *w, struct label label)
{
    assert(w->labels < WORD_LABELS);
    w->label[w->labels++] = label;
}

/* --- English --------------------------------------------------------------------------------- */

static bool starts_with_english_vowel(const char *text)
{
    static const char *const vowel[] = { "hour", "honest", NULL };
    static const char *const consonant[] = { "uni", "use", "one", "Europ", NULL };
    return begins_one_of(text, vowel) ||
           (strchr("aeiouAEIOU", *text) && !begins_one_of(text, consonant));
}

void side_finish_english(struct side *s)
{
    for (int i = 0; i + 1 < s->count; i++)
        if (is(&s->at[i], "a") && starts_with_english_vowel(s->at[i + 1].text))
            strcpy(s->at[i].text, "an");
}

/* --- French ---------------------------------------------------------------------------------- */

static bool starts_with_french_vowel(const char *text)
{
    static const char *const vowel[] = { "a", "e", "i", "o", "u", "h", "y", "A", "E", "I", "O", "U",
                                         "H", "à", "â", "é", "è", "ê", "î", "ô", "œ", "É", NULL };
    static const char *const aspirated[] = { "haut", "haricot", "hibou",    "héro",
                                             "huit", "hamster", "hérisson", "homard",
                                             "onz",  "yaourt",  NULL };
    return begins_one_of(text, vowel) && !begins_one_of(text, aspirated);
}

/* What a word becomes before a vowel; NULL: it stays. */
static const char *before_vowel(const struct word *w)
{
    static const char *const table[][2] = {
        { "ce~", "cet" },         { "ma~", "mon" },       { "sa~", "son" },
        { "beau~", "bel" },       { "vieux~", "vieil" },  { "nouveau~", "nouvel" },
        { "le~", "l'" },          { "la~", "l'" },        { "le", "l'" },
        { "la", "l'" },           { "de", "d'" },         { "ne", "n'" },
        { "que", "qu'" },         { "je", "j'" },         { "me", "m'" },
        { "se", "s'" },           { "jusque", "jusqu'" }, { "lorsque", "lorsqu'" },
        { "puisque", "puisqu'" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (is(w, table[i][0])) return table[i][1];
    return NULL;
}

static void bend(struct word *w, const struct word *next)
{
    const char *bent = starts_with_french_vowel(next->text) ? before_vowel(w) : NULL;
    if (is(w, "si") && (is(next, "il") || is(next, "ils"))) bent = "s'";
    if (bent) strcpy(w->text, bent);
}

static void ask_with_t(const struct word *verb, struct word *pronoun)
{
    static const char *const third[] = { "-il", "-elle", "-on", NULL };
    const char last = verb->text[strlen(verb->text) - 1];
    if ((last == 'a' || last == 'e') && begins_one_of(pronoun->text, third)) {
        char text[WORD_BYTES];
        snprintf(text, sizeof text, "-t%.20s", pronoun->text);
        strcpy(pronoun->text, text);
    }
}

static const char *contraction(const struct word *w, const struct word *article)
{
    if (is(article, "le~")) return is(w, "de") ? "du" : is(w, "à") ? "au" : NULL;
    if (is(article, "les~")) return is(w, "de") ? "des" : is(w, "à") ? "aux" : NULL;
    return NULL;
}

/* "de" and "le" are one word from here on, linked to whatever either was. */
static void contract(struct side *s, int i, const char *text)
{
    struct word *w = s->at + i;
    strcpy(w->text, text);
    for (int k = 0; k < w[1].labels; k++) word_label(w, w[1].label[k]);
    s->count--;
    memmove(w + 1, w + 2, (size_t)(s->count - i - 1) * sizeof *w);
}

void side_finish_french(struct side *s)
{
    for (int i = s->count - 1; i-- > 0;) {
        const char *text;
        bend(&s->at[i], &s->at[i + 1]);
        ask_with_t(&s->at[i], &s->at[i + 1]);
        if ((text = contraction(&s->at[i], &s->at[i + 1])) != NULL) contract(s, i, text);
    }
    for (int i = 0; i < s->count; i++) s->at[i].text[strcspn(s->at[i].text, "~")] = '\0';
}

/* --- both ------------------------------------------------------------------------------------ */

void side_capitalise(struct side *s)
{
    unsigned char *at = (unsigned char *)s->at[0].text;
    if (*at >= 'a' && *at <= 'z') *at -= 'a' - 'A';
    else if (at[0] == 0xC3 && at[1] >= 0xA0) /* à to þ */ at[1] -= 0x20;
}

/* Does this word stand close to the one before it? */
static bool joins(const struct word *before, const struct word *w, const char *closing)
{
    return strchr(closing, *w->text) || *w->text == '\'' || *w->text == '-' || is(w, "n't") ||
           before->text[strlen(before->text) - 1] == '\'';
}

void side_text(const struct side *s, const char *closing, struct str *raw)
{
    for (int i = 0; i < s->count; i++) {
        if (i > 0 && !joins(&s->at[i - 1], &s->at[i], closing)) str_byte(raw, ' ');
        str_add(raw, s->at[i].text);
    }
}

void side_tokens(const struct side *s, struct str *tokens)
{
    for (int i = 0; i < s->count; i++) {
        if (i > 0) str_byte(tokens, ' ');
        str_add(tokens, s->at[i].text);
    }
}

/* 's' sure, 'p' possible, 0 none. */
static char link_kind(const struct word *a, const struct word *b)
{
    char kind = 0;
    for (int i = 0; i < a->labels; i++)
        for (int j = 0; j < b->labels; j++)
            if (a->label[i].name == b->label[j].name && kind != 's')
                kind = a->label[i].sure && b->label[j].sure ? 's' : 'p';
    return kind;
}

void side_links(const struct side *source, const struct side *target, struct str *links)
{
    for (int j = 0; j < source->count; j++)
        for (int i = 0; i < target->count; i++) {
            const char kind = link_kind(&source->at[j], &target->at[i]);
            if (kind)
                str_print(links, "%s%d%c%d", links->length ? " " : "", j, kind == 's' ? '-' : 'p',
                          i);
        }
}
