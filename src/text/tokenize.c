#include "text/tokenize.h"

#include <string.h>

#include "text/spacing.h"
#include "text/split.h"
#include "text/utf8.h"

#define JOINER "\xEF\xBF\xAD" /* U+FFED */
#define SPACER "\xE2\x96\x81" /* U+2581; to TOKENIZER_CHAR, a blank */
enum { MARK_LENGTH = 3 };

enum language language_named(const char *code)
{
    if (strcmp(code, "en") == 0) return LANGUAGE_EN;
    if (strcmp(code, "fr") == 0) return LANGUAGE_FR;
    return LANGUAGE_OTHER;
}

static bool is_token(struct token t, const char *text)
{
    return t.length == strlen(text) && memcmp(t.at, text, t.length) == 0;
}

/* Text that holds the marks itself gets what looks like them, U+25A0 and a low line. */
static void add_text(struct token t, struct str *out)
{
    if (is_token(t, JOINER))
        str_add(out, "\xE2\x96\xA0");
    else if (is_token(t, SPACER))
        str_byte(out, '_');
    else
        str_bytes(out, t.at, t.length);
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
        if (*line == ' ')
            str_add(sentence, SPACER);
        else
            add_text((struct token){ line, (size_t)(next - line) }, sentence);
    }
}

static void join_characters(const char *sentence, struct str *line)
{
    for (struct token t; token_next(&sentence, &t);)
        if (is_token(t, SPACER))
            str_byte(line, ' ');
        else
            str_bytes(line, t.at, t.length);
}

/* --- moses-like ------------------------------------------------------------------------------ */

/* A departure from the rules is marked at the sign rather than at the word beside it, so that the
 * vocabulary gets one more sign and not one more of every word: "word ￭(￭ s )". */
static void tokenize_words(enum language language, const char *line, struct str *sentence)
{
    struct split split = { language, line, NULL };
    struct spacing spacing = { .language = language };
    struct token t, last = { NULL, 0 };
    while (split_next(&split, &t)) {
        const bool blank = last.at && last.at + last.length < t.at;
        const bool marked = spacing_next(&spacing, t) != blank;
        const bool behind =
            marked && spacing_is_word(language, t) && !spacing_is_word(language, last);
        if (behind) str_add(sentence, blank ? SPACER : JOINER);
        if (last.at) str_byte(sentence, ' ');
        if (marked && !behind) str_add(sentence, blank ? SPACER : JOINER);
        add_text(t, sentence);
        last = t;
    }
}

enum mark { NO_MARK, MARK_JOINER, MARK_SPACER };

static enum mark mark_at(const char *at)
{
    if (memcmp(at, JOINER, MARK_LENGTH) == 0) return MARK_JOINER;
    if (memcmp(at, SPACER, MARK_LENGTH) == 0) return MARK_SPACER;
    return NO_MARK;
}

/* Takes the marks off a token; one that is nothing but a mark is text. */
static struct token unmark(struct token t, enum mark *before, enum mark *behind)
{
    *before = *behind = NO_MARK;
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
    enum mark before, behind, owed = NO_MARK; /* owed: behind the token before */
    bool first = true;
    for (struct token t; token_next(&sentence, &t); first = false) {
        t = unmark(t, &before, &behind);
        const bool expected = spacing_next(&spacing, t);
        const enum mark mark = before ? before : owed;
        if (!first && (mark ? mark == MARK_SPACER : expected)) str_byte(line, ' ');
        str_bytes(line, t.at, t.length);
        owed = behind;
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
