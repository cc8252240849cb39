#include "task/tokenize13a.h"

#include <stdbool.h>
#include <string.h>

static void swap(struct str *a, struct str *b)
{
    const struct str kept = *a;
    *a = *b;
    *b = kept;
}

static void replace(struct str *text, const char *old, char new, struct str *work)
{
    const char *from = str_text(text), *found;
    if (!strstr(from, old)) return;
    str_clear(work);
    while ((found = strstr(from, old))) {
        str_bytes(work, from, (size_t)(found - from));
        if (new) str_byte(work, new);
        from = found + strlen(old);
    }
    str_add(work, from);
    swap(text, work);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_stop(char c) { return c == '.' || c == ','; }

static bool is_punctuation(char c)
{
    return (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') || c == '/' || (c >= ':' && c <= '@') ||
           (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static void split_punctuation(const char *at, struct str *out)
{
    for (; *at; at++) {
        if (is_punctuation(*at)) str_byte(out, ' ');
        str_byte(out, *at);
        if (is_punctuation(*at)) str_byte(out, ' ');
    }
}

/* The other rules look at two characters.  Bytes will do: a character of several bytes is neither
 * a digit nor a stop, and nor is any byte of it. */
static void split_stop_behind(const char *at, struct str *out)
{
    while (*at) {
        str_byte(out, *at++);
        if (is_digit(at[-1]) || !is_stop(*at)) continue;
        str_byte(out, ' ');
        str_byte(out, *at++);
        str_byte(out, ' ');
    }
}

static void split_stop_before(const char *at, struct str *out)
{
    while (*at) {
        const bool match = is_stop(at[0]) && at[1] && !is_digit(at[1]);
        if (match) str_byte(out, ' ');
        str_byte(out, *at++);
        if (!match) continue;
        str_byte(out, ' ');
        str_byte(out, *at++);
    }
}

static void split_dash(const char *at, struct str *out)
{
    while (*at) {
        str_byte(out, *at++);
        if (!is_digit(at[-1]) || *at != '-') continue;
        str_byte(out, ' ');
        str_byte(out, *at++);
        str_byte(out, ' ');
    }
}

void tokenize_13a(const char *line, struct str *out, struct str *work)
{
    static void (*const rule[])(const char *, struct str *) = { split_punctuation,
                                                                split_stop_behind,
                                                                split_stop_before, split_dash };
    str_clear(out);
    str_byte(out, ' ');
    str_add(out, line);
    str_byte(out, ' ');
    replace(out, "<skipped>", 0, work);
    replace(out, "&quot;", '"', work);
    replace(out, "&amp;", '&', work);
    replace(out, "&lt;", '<', work);
    replace(out, "&gt;", '>', work);
    for (size_t i = 0; i < sizeof rule / sizeof *rule; i++) {
        str_clear(work);
        rule[i](str_text(out), work);
        swap(out, work);
    }
}
