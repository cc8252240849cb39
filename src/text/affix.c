#include "text/affix.h"

#include <string.h>

#include "text/utf8.h"

static const char *const CONTRACTIONS[] = { "'s", "'ll", "'re", "'ve", "'m", "'d", "n't", NULL };

static const char *const CLIPPED[] = {
    "'em", "'til", "'tis", "'twas", "'cause", "'bout", "'n", NULL
};

static const char *const ELISIONS[] = {
    "l", "d",     "j",      "qu",     "n",      "c", "s", "m",
    "t", "jusqu", "lorsqu", "puisqu", "quoiqu", "z", "ç", NULL
};

static const char *const ENCLITICS[] = {
    "-ce",    "-je",   "-tu",     "-il",   "-elle",  "-on",      "-nous", "-vous", "-ils",
    "-elles", "-t-il", "-t-elle", "-t-on", "-t-ils", "-t-elles", "-moi",  "-toi",  "-lui",
    "-leur",  "-le",   "-la",     "-les",  "-y",     "-en",      "-m'en", "-t'en", "-l'en",
    "-m'y",   "-t'y",  "-l'y",    "-là",   "-ci",    NULL
};

static const char *const COMPOUNDS[] = { "rendez-vous", "garde-à-vous", "par-ci", "par-là", NULL };

static const char *const ABBREVIATIONS_EN[] = {
    "mr",   "mrs", "ms",  "dr",  "st",  "mt",   "ft",     "prof", "jr",  "sr",  "gen", "col",
    "capt", "lt",  "sgt", "rev", "hon", "sen",  "rep",    "gov",  "inc", "ltd", "co",  "corp",
    "vs",   "etc", "cf",  "al",  "est", "dept", "approx", "fig",  "vol", "pp",  NULL
};

static const char *const ABBREVIATIONS_FR[] = { "m",   "mm",  "mme", "mlle", "mgr", "dr",
                                                "pr",  "ste", "etc", "cf",   "p",   "pp",
                                                "vol", "av",  "env", "fig",  NULL };

/* The longest entry above has far fewer bytes. */
enum { FOLDED = 24 };

bool affix_is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2BC;
}

/* Lower case of ASCII and of À to Þ, all apostrophes straight; false when it is too long. */
static bool fold(const char *at, const char *end, char folded[FOLDED])
{
    size_t n = 0;
    while (at < end) {
        if (n + 3 > FOLDED) return false;
        const char *from = at;
        const uint32_t c = utf8_next(&at);
        if (c < 0x80) {
            folded[n++] = (char)(c - 'A' < 26 ? c + 32 : c);
        } else if (affix_is_apostrophe(c)) {
            folded[n++] = '\'';
        } else if (c < 0x100) {
            folded[n++] = from[0];
            folded[n++] = (char)(c >= 0xC0 && c < 0xDF ? from[1] + 32 : from[1]);
        } else {
            return false;
        }
    }
    folded[n] = '\0';
    return true;
}

static bool is_among(const char *at, const char *end, const char *const *list)
{
    char folded[FOLDED];
    if (!fold(at, end, folded)) return false;
    for (; *list; list++)
        if (strcmp(folded, *list) == 0) return true;
    return false;
}

bool affix_is_contraction(const char *at, const char *end)
{
    return is_among(at, end, CONTRACTIONS);
}

bool affix_is_clipped(const char *at, const char *end) { return is_among(at, end, CLIPPED); }

bool affix_is_elision(const char *at, const char *end) { return is_among(at, end, ELISIONS); }

bool affix_is_enclitic(const char *at, const char *end) { return is_among(at, end, ENCLITICS); }

bool affix_is_compound(const char *at, const char *end) { return is_among(at, end, COMPOUNDS); }

bool affix_is_abbreviation(enum language language, const char *at, const char *end)
{
    if (language == LANGUAGE_EN) return is_among(at, end, ABBREVIATIONS_EN);
    if (language == LANGUAGE_FR) return is_among(at, end, ABBREVIATIONS_FR);
    return false;
}
