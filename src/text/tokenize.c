#include "text/tokenize.h"

#include <string.h>

#include "text/spacing.h"
#include "text/split.h"
#include "text/utf8.h"

/* What may stand between two tokens, and the mark that says so; `like` stands for a mark that the
 * text itself holds. */
struct mark {
    const char *sign, *gap, *like;
};

enum { JOINER, SPACER, MARKS = 5, MARK_LENGTH = 3 };

static const struct mark MARK[MARKS] = {
    [JOINER] = { "\xEF\xBF\xAD", "", "\xE2\x96\xA0" },  /* U+FFED; like U+25A0 */
    [SPACER] = { "\xE2\x96\x81", " ", "_" },            /* U+2581 */
    { "\xE2\x96\x82", "\xC2\xA0", "\xE2\x96\xAC" },     /* U+2582 for U+00A0; like U+25AC */
    { "\xE2\x96\x83", "\xE2\x80\xAF", "\xE2\x96\xAC" }, /* U+2583 for U+202F */
    { "\xE2\x96\x84", "\xE2\x80\x89", "\xE2\x96\xAC" }, /* U+2584 for U+2009 */
};

enum language language_named(const char *code)
{
    if (strcmp(code, "en") == 0) return LANGUAGE_EN;
    if (strcmp(code, "fr") == 0) return LANGUAGE_FR;
    return LANGUAGE_OTHER;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static const struct mark *mark_at(const char *text)
{
    for (const struct mark *m = MARK; m < MARK + MARKS; m++)
        if (begins(text, m->sign)) return m;
    return NULL;
}

/* The mark that the whole token is. */
static const struct mark *mark_of(struct token t)
{
    return t.length == MARK_LENGTH ? mark_at(t.at) : NULL;
}

static void add_text(struct token t, struct str *out)
{
    const struct mark *mark = mark_of(t);
    if (mark) str_add(out, mark->like);
    else str_bytes(out, t.at, t.length);
}

/* --- space ----------------------------------------------------------------------------------- */

static void join_with_blanks(const char *text, struct str *out)
{
    bool first = true;
    for (struct token t; token_next(&text, &t); first = false) {
        if (!first) str_byte(out, ' ');
        str_bytes(out, t.at, t.length);
    }
}

/* --- char ------------------------------------------------------------------------------------ */

static void tokenize_characters(const char *line, struct str *sentence)
{
    bool first = true;
    for (const char *next; *line; line = next, first = false) {
        next = line;
        utf8_next(&next);
        if (!first) str_byte(sentence, ' ');
        if (*line == ' ') str_add(sentence, MARK[SPACER].sign);
        else add_text((struct token){ line, (size_t)(next - line) }, sentence);
    }
}

static void join_characters(const char *sentence, struct str *line)
{
    for (struct token t; token_next(&sentence, &t);)
        if (mark_of(t) == &MARK[SPACER]) str_byte(line, ' ');
        else str_bytes(line, t.at, t.length);
}

/* --- moses-like ------------------------------------------------------------------------------ */

/* What the line has between two tokens; of a run of blanks the first counts. */
static const struct mark *gap_between(struct token last, struct token t)
{
    const char *at = last.at + last.length;
    if (at == t.at) return &MARK[JOINER];
    for (const struct mark *m = &MARK[SPACER]; m < MARK + MARKS; m++)
        if (begins(at, m->gap)) return m;
    return &MARK[SPACER];
}

/* A departure from the rules is marked at the sign rather than at the word beside it, so that the
 * vocabulary gets one more sign and not one more of every word: "word ￭(￭ s )". */
static void tokenize_words(enum language language, const char *line, struct str *sentence)
{
    struct split split = { language, line, NULL };
    struct spacing spacing = { .language = language };
    struct token t, last = { NULL, 0 };
    for (; split_next(&split, &t); last = t) {
        const struct mark *expected = &MARK[spacing_next(&spacing, t) ? SPACER : JOINER];
        const struct mark *gap = last.at ? gap_between(last, t) : expected;
        const bool marked = gap != expected;
        const bool behind =
            marked && spacing_is_word(language, t) && !spacing_is_word(language, last);
        if (behind) str_add(sentence, gap->sign);
        if (last.at) str_byte(sentence, ' ');
        if (marked && !behind) str_add(sentence, gap->sign);
        add_text(t, sentence);
    }
}

/* Takes the marks off a token; one that is nothing but a mark is text. */
static struct token unmark(struct token t, const struct mark **before, const struct mark **behind)
{
    *before = *behind = NULL;
    if (t.length > MARK_LENGTH && (*before = mark_at(t.at))) {
        t.at += MARK_LENGTH;
        t.length -= MARK_LENGTH;
    }
    if (t.length > MARK_LENGTH && (*behind = mark_at(t.at + t.length - MARK_LENGTH)))
        t.length -= MARK_LENGTH;
    return t;
}

static void join_words(enum language language, const char *sentence, struct str *line)
{
    struct spacing spacing = { .language = language };
    const struct mark *before, *behind, *owed = NULL; /* owed: behind the token before */
    bool first = true;
    for (struct token t; token_next(&sentence, &t); first = false, owed = behind) {
        t = unmark(t, &before, &behind);
        const struct mark *gap = &MARK[spacing_next(&spacing, t) ? SPACER : JOINER];
        if (owed) gap = owed;
        if (before) gap = before;
        if (!first) str_add(line, gap->gap);
        str_bytes(line, t.at, t.length);
    }
}

/* --- all three ------------------------------------------------------------------------------- */

void tokenize(const struct tokenizer *k, const char *line, struct str *sentence)
{
    switch (k->kind) {
    case TOKENIZER_SPACE: join_with_blanks(line, sentence); break;
    case TOKENIZER_CHAR: tokenize_characters(line, sentence); break;
    case TOKENIZER_MOSES: tokenize_words(k->language, line, sentence); break;
    }
}

void detokenize(const struct tokenizer *k, const char *sentence, struct str *line)
{
    switch (k->kind) {
    case TOKENIZER_SPACE: join_with_blanks(sentence, line); break;
    case TOKENIZER_CHAR: join_characters(sentence, line); break;
    case TOKENIZER_MOSES: join_words(k->language, sentence, line); break;
    }
}
