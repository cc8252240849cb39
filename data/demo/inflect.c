#include "inflect.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"

static bool ends(const char *text, const char *suffix)
{
    const size_t n = strlen(text), m = strlen(suffix);
    return n >= m && strcmp(text + n - m, suffix) == 0;
}

static bool ends_in_consonant_y(const char *text)
{
    const size_t n = strlen(text);
    return ends(text, "y") && n > 1 && !strchr("aeiou", text[n - 2]);
}

/* Forms stay to the end, each once. */
static const char *kept(const char *text)
{
    static struct map forms; /* -> its place among them */
    int *place = map_put(&forms, text, strlen(text), -1);
    if (*place < 0) *place = forms.count - 1;
    size_t length;
    return map_key(&forms, *place, &length);
}

/* `text` without its last `cut` bytes, with `suffix`, and with what followed '_' at the end. */
static const char *suffixed(const char *text, int cut, const char *suffix, const char *rest)
{
    char out[FORM_BYTES];
    snprintf(out, sizeof out, "%.*s%s%s", (int)strlen(text) - cut, text, suffix, rest);
    return kept(out);
}

/* The first part of "get_up" into `head`; returns "_up". */
static const char *part(const char *text, char head[FORM_BYTES])
{
    const size_t length = strcspn(text, "_");
    snprintf(head, FORM_BYTES, "%.*s", (int)length, text);
    return text + length;
}

static const char *add_s(const char *head, const char *rest)
{
    if (ends_in_consonant_y(head)) return suffixed(head, 1, "ies", rest);
    const bool hisses = ends(head, "s") || ends(head, "sh") || ends(head, "ch") || ends(head, "x");
    return suffixed(head, 0, hisses || ends(head, "o") ? "es" : "s", rest);
}

/* A compound noun takes its plural at the end, a verb its -s on the verb. */
const char *english_plural(const char *noun) { return add_s(noun, ""); }

const char *english_past(const char *verb)
{
    char head[FORM_BYTES];
    const char *rest = part(verb, head);
    if (ends_in_consonant_y(head)) return suffixed(head, 1, "ied", rest);
    return suffixed(head, 0, ends(head, "e") ? "d" : "ed", rest);
}

const char *english_ing(const char *verb)
{
    char head[FORM_BYTES];
    const char *rest = part(verb, head);
    const bool silent = ends(head, "e") && !ends(head, "ee");
    return suffixed(head, silent, "ing", rest);
}

const char *french_plural(const char *text)
{
    if (ends(text, "s") || ends(text, "x") || ends(text, "z")) return kept(text);
    return suffixed(text, 0, ends(text, "eau") ? "x" : "s", "");
}

const char *french_feminine(const char *adjective)
{
    return ends(adjective, "e") ? kept(adjective) : suffixed(adjective, 0, "e", "");
}

const char *french_present(const char *infinitive)
{
    char out[5 * FORM_BYTES];
    const int stem = (int)strlen(infinitive) - 2;
    const bool soft_g = ends(infinitive, "ger"), soft_c = ends(infinitive, "cer");
    snprintf(out, sizeof out, "%.*se,%.*se,%.*s%s,%.*sez,%.*sent", stem, infinitive, stem,
             infinitive, stem - soft_c, infinitive,
             soft_c   ? "çons"
             : soft_g ? "eons"
                      : "ons",
             stem, infinitive, stem, infinitive);
    return kept(out);
}

const char *french_participle(const char *infinitive)
{
    return suffixed(infinitive, 2,
                    ends(infinitive, "er")   ? "é"
                    : ends(infinitive, "ir") ? "i"
                                             : "u",
                    "");
}

const char *french_future(const char *infinitive)
{
    return suffixed(infinitive, ends(infinitive, "e"), "", "");
}

const char *french_agree(const char *const form[2][2], struct agreement a)
{
    return form[a.plural && a.person != 2][a.feminine];
}

/* --- conjugation ----------------------------------------------------------------------------- */

static const char *english_be(bool past, struct agreement a)
{
    if (a.plural || a.person == 2) return past ? "were" : "are";
    return past ? "was" : a.person == 1 ? "am" : "is";
}

static bool english_s(const struct verb *v, struct agreement a, char *out)
{
    char head[FORM_BYTES];
    const char *rest = part(v->en, head);
    const bool third = a.person == 3 && !a.plural;
    if (!third && strcmp(v->en, v->past) == 0)
        return false; /* "they put" could be today or yesterday */
    if (third && strcmp(head, "have") == 0) return snprintf(out, FORM_BYTES, "has%s", rest) > 0;
    return snprintf(out, FORM_BYTES, "%s", third ? add_s(head, rest) : v->en) > 0;
}

bool english_verb(const struct verb *v, const char *form, struct agreement a, char *out)
{
    const bool past = strcmp(form, "past") == 0;
    if (strcmp(v->en, "be") == 0 && (past || strcmp(form, "s") == 0))
        return snprintf(out, FORM_BYTES, "%s", english_be(past, a)) > 0;
    if (strcmp(form, "s") == 0) return english_s(v, a, out);
    const char *text = past                        ? v->past
                       : strcmp(form, "base") == 0 ? v->en
                       : strcmp(form, "done") == 0 ? v->done
                       : strcmp(form, "ing") == 0  ? v->ing
                                                   : NULL;
    return text && snprintf(out, FORM_BYTES, "%s", text) > 0;
}

/* Which of je il nous vous ils. */
static int place(struct agreement a)
{
    if (a.person == 2) return 3;
    return a.person == 1 ? (a.plural ? 2 : 0) : (a.plural ? 4 : 1);
}

static void present(const struct verb *v, int which, char *out)
{
    const char *at = v->present;
    while (which-- > 0) at += strcspn(at, ",") + 1;
    snprintf(out, FORM_BYTES, "%.*s", (int)strcspn(at, ","), at);
}

/* The stem of nous mangeons, but étions; before -ions the g and the c are soft by themselves. */
static void imperfect_stem(const struct verb *v, bool before_i, char *out)
{
    present(v, 2, out);
    size_t n = strlen(out) - strlen("ons");
    out[n] = '\0';
    if (strcmp(v->fr, "être") == 0) strcpy(out, "ét");
    else if (before_i && ends(out, "ge")) out[n - 1] = '\0';
    else if (before_i && ends(out, "ç")) strcpy(out + n - strlen("ç"), "c");
}

static void imperfect(const struct verb *v, int which, char *out)
{
    static const char *const ending[] = { "ais", "ait", "ions", "iez", "aient" };
    char stem[FORM_BYTES];
    imperfect_stem(v, which == 2 || which == 3, stem);
    snprintf(out, FORM_BYTES, "%.40s%s", stem, ending[which]);
}

static void agreeing_participle(const struct verb *v, struct agreement a, char *out)
{
    const bool plural = a.plural && a.person != 2 && !ends(v->participle, "s");
    snprintf(out, FORM_BYTES, "%s%s%s", v->participle, a.feminine ? "e" : "",
             plural || (a.plural && a.feminine && a.person != 2) ? "s" : "");
}

bool french_verb(const struct verb *v, const char *form, struct agreement a, char *out)
{
    static const char *const future[] = { "ai", "a", "ons", "ez", "ont" };
    static const char *const conditional[] = { "ais", "ait", "ions", "iez", "aient" };
    if (strcmp(form, "inf") == 0) snprintf(out, FORM_BYTES, "%s", v->fr);
    else if (strcmp(form, "pres") == 0) present(v, place(a), out);
    else if (strcmp(form, "imp") == 0) imperfect(v, place(a), out);
    else if (strcmp(form, "fut") == 0)
        snprintf(out, FORM_BYTES, "%s%s", v->future, future[place(a)]);
    else if (strcmp(form, "cond") == 0)
        snprintf(out, FORM_BYTES, "%s%s", v->future, conditional[place(a)]);
    else if (strcmp(form, "part") == 0) agreeing_participle(v, a, out);
    else return false;
    return true;
}
