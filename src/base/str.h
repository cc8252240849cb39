/* str.h -- a string that grows.
 *
 * Zero-initialised it is empty and ready.  `at` ends in a NUL once anything was added; str_text
 * gives "" before that.  A tokenized sentence is such a string with one blank between the tokens.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
    char *at;
    size_t length, room;
};

const char *str_text(const struct str *);
void str_clear(struct str *); /* empty, memory kept */
void str_free(struct str *);
char *str_take(struct str *); /* the caller's from now on (memory_free); s is empty again */
void str_byte(struct str *, char);
void str_bytes(struct str *, const char *, size_t);
void str_add(struct str *, const char *);
void str_print(struct str *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The next token of a tokenized sentence: *at moves behind it; false at the end.  Tokens are
 * separated by the byte 0x20 alone; runs of it count as one. */
struct token {
    const char *at;
    size_t length;
};
bool token_next(const char **at, struct token *);
int token_count(const char *sentence);

#endif
