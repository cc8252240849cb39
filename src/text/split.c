#include "text/split.h"

#include <string.h>

#include "text/affix.h"
#include "text/utf8.h"

static uint32_t peek(const char *at) { return utf8_next(&at); }

static const char *after(const char *at)
{
    utf8_next(&at);
    return at;
}

/* What words are made of: letters, digits, the degree, whatever is neither a blank nor a sign. */
static bool is_word(uint32_t c)
{
    if (utf8_is_letter(c) || c == '_' || c == 0xB0) return true;
    return c && !utf8_is_sign(c) && !utf8_is_space(c);
}

static const char *skip_blanks(const char *at)
{
    while (utf8_is_space(peek(at))) at = after(at);
    return at;
}

/* --- addresses ------------------------------------------------------------------------------- */

/* No address is longer; the bound keeps long lines without blanks cheap. */
enum { LONGEST_ADDRESS = 512 };

static bool is_address_byte(char c) { return c > ' ' && c < 0x7F && !strchr("\"<>|`{}", c); }

/* What begins with a letter or a digit and does not end in a full stop. */
static bool is_address(const char *at, const char *end)
{
    bool mail = false;
    if (strncmp(at, "www.", 4) == 0 && end - at > 4) return true;
    for (const char *p = at; p < end; p++) {
        if (p > at && end - p > 3 && memcmp(p, "://", 3) == 0) return true;
        if (mail && *p == '.' && utf8_is_letter(peek(p + 1))) return true;
        mail = mail || *p == '@';
    }
    return false;
}

/* Behind http://..., www.... or name@place.org at the start of text; at when there is none. */
static const char *address_end(const char *at)
{
    const char *end = at;
    if (!utf8_is_letter(peek(at)) && !utf8_is_digit(peek(at))) return at;
    while (is_address_byte(*end) && end - at < LONGEST_ADDRESS) end++;
    while (end > at && strchr(".,;:!?'()[]*", end[-1])) end--;
    return is_address(at, end) ? end : at;
}

/* --- where a word ends ----------------------------------------------------------------------- */

/* Does the sign c stand inside a word, between `before` and `next`?  `initial`: the letters before
 * it are one alone, as in U.S. */
static bool is_inside(uint32_t c, uint32_t before, uint32_t next, bool initial)
{
    if (!is_word(next)) return false;
    if (c == '-' || c == 0x2010 || c == 0x2011) return true;
    if (affix_is_apostrophe(c)) return utf8_is_letter(before);
    if (c == '&') return utf8_is_letter(before) && utf8_is_letter(next);
    if (utf8_is_digit(before) && utf8_is_digit(next)) return c < 0x80 && strchr(".,:/", (int)c);
    return c == '.' && utf8_is_letter(next) && (initial || !utf8_is_upper(next));
}

/* Behind letters, digits and the signs inside.  *initials: one letter at a time, as U.S or p.m */
static const char *letters_end(const char *at, bool *initials)
{
    int run = 0; /* letters since the last sign */
    bool all_single = true, dotted = false;
    uint32_t before = 0;
    for (const char *next; *at; at = next) {
        const char *here = at;
        const uint32_t c = utf8_next(&here);
        next = here;
        if (is_word(c)) {
            run++;
        } else {
            if (!run || !is_inside(c, before, peek(next), run == 1)) break;
            dotted = dotted || c == '.';
            all_single = all_single && run == 1 && c == '.' && utf8_is_letter(before);
            run = 0;
        }
        before = c;
    }
    *initials = dotted && all_single && run == 1;
    return at;
}

/* Is the full stop at `end` part of the word before it?  Where the line goes on after it, yes for
 * known abbreviations and for initials. */
static bool takes_stop(enum language language, const char *at, const char *end, bool initials)
{
    if (*end != '.' || end[1] == '.') return false;
    if (initials) return true;
    if (end[1] == ',') return utf8_is_letter(peek(at));
    const char *next = skip_blanks(end + 1);
    if (next == end + 1 || !is_word(peek(next))) return false;
    if (affix_is_abbreviation(language, at, end)) return true;
    if (end - at == 2 && memcmp(at, "No", 2) == 0) return utf8_is_digit(peek(next));
    const uint32_t c = peek(at);
    return after(at) == end && utf8_is_upper(c) && !(c == 'I' && language == LANGUAGE_EN);
}

/* Behind what an apostrophe begins: 's 'em '90s; at when it begins nothing. */
static const char *clipped_end(const char *at)
{
    const char *end = after(at);
    if (utf8_is_digit(peek(end))) {
        while (is_word(peek(end))) end = after(end);
        return end;
    }
    while (utf8_is_letter(peek(end))) end = after(end);
    return affix_is_contraction(at, end) || affix_is_clipped(at, end) ? end : at;
}

/* Behind the word that starts at `at`; at when none does. */
static const char *word_end(enum language language, const char *at)
{
    bool initials;
    const uint32_t c = peek(at);
    if (affix_is_apostrophe(c) && language == LANGUAGE_EN) return clipped_end(at);
    const bool negative = c == '-' && utf8_is_digit(peek(at + 1));
    const char *end = letters_end(at + negative, &initials);
    if (end == at) return at;
    if (takes_stop(language, at, end, initials)) return end + 1;
    if (language == LANGUAGE_FR && affix_is_apostrophe(peek(end)) && affix_is_elision(at, end))
        return after(end);
    return end;
}

/* --- the pieces of a word -------------------------------------------------------------------- */

static const char *find_apostrophe(const char *at, const char *end)
{
    while (at < end && !affix_is_apostrophe(peek(at))) at = after(at);
    return at;
}

/* do|n't  Tom|'s  would|n't|'ve: each contraction goes up to the next apostrophe or the end. */
static const char *english_piece(const char *at, const char *end)
{
    const char *mark = find_apostrophe(at, end);
    while (mark < end) {
        const char *next = find_apostrophe(after(mark), end);
        if (mark > at + 1 && affix_is_contraction(mark - 1, next)) return mark - 1;
        if (affix_is_contraction(mark, next)) return mark > at ? mark : next;
        if (mark == at + 1 && affix_is_contraction(at, next)) return next;
        mark = next;
    }
    return end;
}

/* The last hyphen of the text before end, at when there is none. */
static const char *find_last_hyphen(const char *at, const char *end)
{
    while (--end > at)
        if (*end == '-') return end;
    return at;
}

/* Where the enclitic that ends at `end` begins: -il of est-il, -t-il of a-t-il; end if there is
 * none. */
static const char *enclitic_start(const char *at, const char *end)
{
    const char *hyphen = find_last_hyphen(at, end);
    if (hyphen == at || !affix_is_enclitic(hyphen, end)) return end;
    const char *longer = find_last_hyphen(at, hyphen);
    return longer > at && affix_is_enclitic(longer, end) ? longer : hyphen;
}

/* Behind the enclitic that starts at the hyphen `at`. */
static const char *enclitic_end(const char *at, const char *end)
{
    const char *first = at + 1;
    while (first < end && *first != '-') first++;
    const char *second = first < end ? first + 1 : end;
    while (second < end && *second != '-') second++;
    return affix_is_enclitic(at, second) ? second : first;
}

/* l'|homme  qu'|il  dis|-le|-moi  a|-t-il */
static const char *french_piece(const char *at, const char *end)
{
    if (*at == '-' && !utf8_is_digit(peek(at + 1))) return enclitic_end(at, end);
    const char *mark = find_apostrophe(at, end);
    if (mark < end && affix_is_elision(at, mark)) return after(mark);
    if (affix_is_compound(at, end)) return end;
    for (const char *cut; (cut = enclitic_start(at, end)) < end;) end = cut;
    return end;
}

static const char *piece_end(enum language language, const char *at, const char *end)
{
    if (language == LANGUAGE_EN) return english_piece(at, end);
    if (language == LANGUAGE_FR) return french_piece(at, end);
    return end;
}

/* A sign alone; dots and hyphens in a row are one. */
static const char *sign_end(const char *at)
{
    const char *end = after(at);
    if (*at == '.' || *at == '-')
        while (*end == *at) end++;
    return end;
}

/* Behind the token that starts at `at`. */
static const char *token_end(struct split *s, const char *at)
{
    if (at < s->word_end) return piece_end(s->language, at, s->word_end);
    const char *end = at == s->word_end ? at : address_end(at);
    if (end > at) return end;
    end = word_end(s->language, at);
    if (end == at) return sign_end(at);
    s->word_end = end;
    return piece_end(s->language, at, end);
}

bool split_next(struct split *s, struct token *t)
{
    const char *at = skip_blanks(s->at);
    if (!*at) return false;
    s->at = token_end(s, at);
    *t = (struct token){ at, (size_t)(s->at - at) };
    return true;
}
