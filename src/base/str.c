#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

const char *str_text(const struct str *s) { return s->at ? s->at : ""; }

void str_clear(struct str *s)
{
    s->length = 0;
    if (s->at) s->at[0] = '\0';
}

void str_free(struct str *s)
{
    memory_free(s->at);
    *s = (struct str){ 0 };
}

char *str_take(struct str *s)
{
    char *text = s->at ? s->at : memory_copy("");
    *s = (struct str){ 0 };
    return text;
}

/* Room for `more` bytes and the NUL. */
static void reserve(struct str *s, size_t more)
{
    if (s->room - s->length > more) return;
    s->room = s->length + more + 1 + s->room;
    if (s->room < 32) s->room = 32;
    s->at = memory_resize(s->at, s->room, 1);
}

void str_byte(struct str *s, char byte)
{
    reserve(s, 1);
    s->at[s->length++] = byte;
    s->at[s->length] = '\0';
}

void str_bytes(struct str *s, const char *bytes, size_t count)
{
    reserve(s, count);
    if (count) memcpy(s->at + s->length, bytes, count);
    s->length += count;
    s->at[s->length] = '\0';
}

void str_add(struct str *s, const char *text) { str_bytes(s, text, strlen(text)); }

void str_print(struct str *s, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = number_print(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        reserve(s, length);
        number_print(s->at + s->length, (size_t)length + 1, format, again);
        s->length += length;
    }
    va_end(again);
}

bool token_next(const char **at, struct token *token)
{
    const char *from = *at;
    while (*from == ' ') from++;
    const char *to = from;
    while (*to && *to != ' ') to++;
    *token = (struct token){ from, to - from };
    *at = to;
    return to > from;
}

int token_count(const char *sentence)
{
    struct token token;
    int count = 0;
    while (token_next(&sentence, &token)) count++;
    return count;
}
