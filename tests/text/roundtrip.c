/* roundtrip -- how much of a corpus the moses-like tokenizer brings back, and at what price.
 *
 *     gcc -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -Iinclude -Isrc -o build/roundtrip \
 *         tests/text/roundtrip.c src/text/{utf8,affix,split,spacing,tokenize,segment}.c \
 *         src/base/{str,memory,error,map,rng}.c -lm -lutf8proc
 *     zcat corpus.fr.gz | build/roundtrip fr [show]
 *
 * Each line is compared, after NFC, with detokenize(tokenize(line)).  With `show`, lines that are
 * lost for no known reason and all marked tokens go to standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "text/segment.h"
#include "text/utf8.h"

/* Why a line comes back changed: the first that explains it. */
enum outcome { EXACT, RUNS, KINDS, MARKS, OTHER, INVALID, OUTCOMES };
static const char *const OUTCOME[] = {
    "byte for byte",          "runs of blanks or blanks at the ends",
    "other kinds of blank",   "holds the marks",
    "lost for other reasons", "invalid UTF-8"
};

static long count[OUTCOMES], tokens, marked;
static struct map words;
static bool show;

/* With blanks made plain if `kinds`, and runs of plain blanks made one. */
static void simplify(const char *text, bool kinds, struct str *out)
{
    bool owed = false;
    for (uint32_t c; (c = utf8_next(&text));) {
        const bool blank = kinds ? utf8_is_space(c) : c == ' ';
        if (!blank && owed && out->length) str_byte(out, ' ');
        if (!blank) utf8_put(out, c);
        owed = blank;
    }
}

static bool is_same_but_blanks(const char *a, const char *b, bool kinds)
{
    struct str x = { 0 }, y = { 0 };
    simplify(a, kinds, &x);
    simplify(b, kinds, &y);
    const bool same = strcmp(str_text(&x), str_text(&y)) == 0;
    str_free(&x);
    str_free(&y);
    return same;
}

static bool holds_mark(const char *text)
{
    static const char *const marks[] = { "￭", "▁", "▂", "▃", "▄" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(text, marks[i])) return true;
    return false;
}

static enum outcome compare(const char *line, const char *back)
{
    if (strcmp(line, back) == 0) return EXACT;
    if (is_same_but_blanks(line, back, false)) return RUNS;
    if (is_same_but_blanks(line, back, true)) return KINDS;
    return holds_mark(line) ? MARKS : OTHER;
}

static void count_tokens(const char *sentence)
{
    for (struct token t; token_next(&sentence, &t); tokens++) {
        const int seen = ++*map_put(&words, t.at, t.length, 0);
        char word[256];
        snprintf(word, sizeof word, "%.*s", (int)t.length, t.at);
        if (!holds_mark(word)) continue;
        marked++;
        if (show && seen == 1) fprintf(stderr, "marked: %s\n", word);
    }
}

static void try_line(const struct segmenter *s, const char *raw, size_t length)
{
    struct str line = { 0 }, sentence = { 0 }, back = { 0 };
    if (utf8_normalize(raw, length, &line, NULL) && segment(s, raw, length, &sentence, NULL)) {
        desegment(s, str_text(&sentence), &back);
        const enum outcome k = compare(str_text(&line), str_text(&back));
        count[k]++;
        if (show && k == OTHER) fprintf(stderr, "%s\n%s\n", str_text(&line), str_text(&back));
        count_tokens(str_text(&sentence));
    } else {
        count[INVALID]++;
    }
    str_free(&line);
    str_free(&sentence);
    str_free(&back);
}

static void report(void)
{
    long lines = 0;
    int marked_words = 0;
    for (int k = 0; k < OUTCOMES; k++) lines += count[k];
    for (int k = 0; k < OUTCOMES; k++)
        if (count[k])
            printf("%9ld lines %8.4f %%  %s\n", count[k], 100.0 * count[k] / lines, OUTCOME[k]);
    for (int i = 0; i < words.count; i++) marked_words += holds_mark(map_key(&words, i, NULL));
    printf("%9ld tokens, %ld marked (%.4f %%); %d different ones, %d marked\n", tokens, marked,
           tokens ? 100.0 * marked / tokens : 0, words.count, marked_words);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: roundtrip LANGUAGE [show] < LINES\n", stderr);
        return 2;
    }
    const struct segmenter s = { { TOKENIZER_MOSES, language_named(argv[1]) }, false, NULL };
    char *line = NULL;
    size_t room = 0;
    show = argc > 2;
    for (ssize_t n; (n = getline(&line, &room, stdin)) > 0;) {
        n -= line[n - 1] == '\n';
        try_line(&s, line, (size_t)n);
    }
    free(line);
    report();
    map_free(&words);
    return 0;
}
