#include "text/spacing.h"

#include <string.h>

#include "text/affix.h"
#include "text/utf8.h"

/* On which sides a token asks for a blank. */
enum sides { NEITHER, BEFORE, AFTER, BOTH };

static bool ends_with_apostrophe(const char *at, const char *end)
{
    const char *last = end - 1;
    while (last > at && (*last & 0xC0) == 0x80) last--;
    return affix_is_apostrophe(utf8_next(&last));
}

static bool ends_sentence(uint32_t c) { return c == '?' || c == '!' || c == 0x203D; }

static bool is_money(uint32_t c)
{
    return c == '$' || c == 0xA3 || c == 0xA5 || (c >= 0x20A0 && c < 0x20D0);
}

/* What French sets apart with blanks: ? ! : ; and guillemets. */
static enum sides french_sides(const struct spacing *s, uint32_t c)
{
    if (ends_sentence(c) && ends_sentence(s->last)) return AFTER; /* ?! */
    return BOTH;
}

static enum sides sign_sides(struct spacing *s, uint32_t c)
{
    const bool french = s->language == LANGUAGE_FR;
    switch (c) {
    case '"': s->quoted = !s->quoted; return s->quoted ? BEFORE : AFTER;
    case '(':
    case '[':
    case '{':
    case '#':
    case 0xA1:
    case 0xBF:
    case 0x2018:
    case 0x201A:
    case 0x201C:
    case 0x201E:
    case 0x2039: /* ‘ ‚ “ „ ‹ */ return BEFORE;
    case ')':
    case ']':
    case '}':
    case ',':
    case '.':
    case '%':
    case '\'':
    case 0x2019:
    case 0x201D:
    case 0x2026:
    case 0x2030:
    case 0x203A: /* ’ ” … ‰ › */ return AFTER;
    case '?':
    case '!':
    case 0x203D:
    case ':':
    case ';':
    case 0xBB: return french ? french_sides(s, c) : AFTER;
    case 0xAB: return french ? BOTH : BEFORE;
    case 0x2014: return french ? BOTH : NEITHER;
    case '/': return NEITHER;
    default: return is_money(c) && s->language == LANGUAGE_EN ? BEFORE : BOTH;
    }
}

/* Pieces of words, known by their apostrophe or hyphen: 's l' -tu */
static enum sides piece_sides(enum language language, const char *at, const char *end)
{
    if (language == LANGUAGE_EN && affix_is_contraction(at, end)) return AFTER;
    if (language == LANGUAGE_FR && *at == '-' && affix_is_enclitic(at, end)) return AFTER;
    if (language == LANGUAGE_FR && ends_with_apostrophe(at, end)) return BEFORE;
    return BOTH;
}

static bool is_dots(struct token t) { return t.at[0] == '.' && strspn(t.at, ".") >= t.length; }

bool spacing_next(struct spacing *s, struct token t)
{
    const char *rest = t.at, *end = t.at + t.length;
    const uint32_t c = utf8_next(&rest);
    const bool sign = rest >= end;
    const enum sides sides = sign         ? sign_sides(s, c)
                             : is_dots(t) ? AFTER
                                          : piece_sides(s->language, t.at, end);
    const bool blank = s->asks && (sides & BEFORE);
    s->asks = sides & AFTER;
    s->last = sign ? c : 0;
    return blank;
}

bool spacing_is_word(enum language language, struct token t)
{
    const char *at = t.at;
    return !utf8_is_sign(utf8_next(&at)) && piece_sides(language, t.at, t.at + t.length) == BOTH;
}
