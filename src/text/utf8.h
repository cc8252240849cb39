/* utf8.h -- characters, and the one door to utf8proc. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

/* Composes the line (NFC).  False on invalid UTF-8 or NUL; err: "column 12: invalid UTF-8 (byte
 * 0xE9); try iconv -f latin1 -t utf8". */
bool utf8_normalize(const char *line, size_t length, struct str *out, struct rns_error *);
void utf8_lowercase(const char *line, struct str *out);
/* Puts U+FFFD for every byte that is not UTF-8, and for NUL; valid text stays. */
void utf8_repair(const char *line, size_t length, struct str *out);

/* Length in bytes of the character at text, 0 when it is not UTF-8. */
size_t utf8_decode(const char *text, size_t length, uint32_t *character);
uint32_t utf8_next_wide(const char **at); /* utf8_next for bytes beyond ASCII */

/* The character at *at, which moves behind it; 0 at the end.  Text should be valid: a byte that is
 * not is taken alone, as U+FFFD. */
static inline uint32_t utf8_next(const char **at)
{
    const unsigned char byte = (unsigned char)**at;
    if (byte >= 0x80) return utf8_next_wide(at);
    *at += byte != 0;
    return byte;
}

void utf8_put(struct str *, uint32_t character);

bool utf8_is_letter(uint32_t); /* letters and the marks that belong to them */
bool utf8_is_sign(uint32_t);   /* punctuation and symbols, of money and emoji too */
bool utf8_is_digit(uint32_t);
bool utf8_is_space(uint32_t); /* as Python's: NBSP and U+202F too, not U+200B, U+FEFF */
bool utf8_is_upper(uint32_t);
bool utf8_is_control(uint32_t);
int utf8_width(const char *text); /* columns at a terminal: 2 for wide, 0 for combining */

#endif
