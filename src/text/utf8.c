#include "text/utf8.h"

#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"

enum { REPLACEMENT = 0xFFFD };

size_t utf8_decode(const char *text, size_t length, uint32_t *character)
{
    utf8proc_int32_t c;
    const utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &c);
    if (n <= 0) return 0;
    *character = (uint32_t)c;
    return (size_t)n;
}

uint32_t utf8_next_wide(const char **at)
{
    uint32_t c = REPLACEMENT;
    const size_t n = utf8_decode(*at, 1 + strnlen(*at + 1, 3), &c);
    *at += n ? n : 1;
    return c;
}

void utf8_put(struct str *s, uint32_t character)
{
    utf8proc_uint8_t bytes[4];
    if (character < 0x80) {
        str_byte(s, (char)character);
        return;
    }
    const utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)character, bytes);
    str_bytes(s, (const char *)bytes, (size_t)n);
}

/* --- NFC ------------------------------------------------------------------------------------- */

/* Says what the byte that is no UTF-8 may be.  A letter of Latin-1 stands without the continuation
 * bytes that UTF-8 would want; 0x80 to 0x9F are letters and quotes in CP1252 alone. */
static const char *encoding_of(const char *at, size_t left)
{
    const unsigned char byte = (unsigned char)at[0], next = left > 1 ? (unsigned char)at[1] : 0;
    if (byte < 0xA0) return "; try iconv -f cp1252 -t utf8";
    if (next < 0x80 || next >= 0xC0) return "; try iconv -f latin1 -t utf8";
    return "";
}

static bool fail_at(const char *at, size_t left, long column, struct rns_error *err)
{
    if (!*at)
        return fail(err, RNS_BAD_DATA,
                    "column %ld: a NUL byte; if the file is UTF-16, try iconv -f utf-16 -t utf8",
                    column);
    return fail(err, RNS_BAD_DATA, "column %ld: invalid UTF-8 (byte 0x%02X)%s", column,
                (unsigned)(unsigned char)*at, encoding_of(at, left));
}

/* Composed whatever stands beside it: all below the combining marks, and common punctuation. */
static bool is_composed(uint32_t c) { return c < 0x300 || (c >= 0x2002 && c < 0x20D0); }

static void compose(const char *line, size_t length, struct str *out)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)line;
    const utf8proc_ssize_t room =
        utf8proc_decompose(bytes, (utf8proc_ssize_t)length, NULL, 0, options);
    utf8proc_int32_t *buffer = memory_new((size_t)room + 1, sizeof *buffer);
    utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)length, buffer, room, options);
    n = utf8proc_normalize_utf32(buffer, n, options);
    for (utf8proc_ssize_t i = 0; i < n; i++) utf8_put(out, (uint32_t)buffer[i]);
    memory_free(buffer);
}

bool utf8_normalize(const char *line, size_t length, struct str *out, struct rns_error *err)
{
    bool composed = true;
    long column = 1;
    for (size_t i = 0; i < length; column++) {
        uint32_t c = (unsigned char)line[i];
        size_t n = 1;
        if (c >= 0x80) n = utf8_decode(line + i, length - i, &c);
        if (!n || !c) return fail_at(line + i, length - i, column, err);
        composed = composed && is_composed(c);
        i += n;
    }
    if (composed) str_bytes(out, line, length);
    else compose(line, length, out);
    return true;
}

void utf8_lowercase(const char *line, struct str *out)
{
    for (uint32_t c; (c = utf8_next(&line));)
        if (c < 0x80) str_byte(out, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
        else utf8_put(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
}

void utf8_repair(const char *line, size_t length, struct str *out)
{
    for (size_t i = 0; i < length;) {
        uint32_t c = REPLACEMENT;
        const size_t n = utf8_decode(line + i, length - i, &c);
        utf8_put(out, c ? c : REPLACEMENT);
        i += n ? n : 1;
    }
}

/* --- classes --------------------------------------------------------------------------------- */

static utf8proc_category_t category(uint32_t c) { return utf8proc_category((utf8proc_int32_t)c); }

bool utf8_is_letter(uint32_t c)
{
    if (c < 0x80) return (c | 32) - 'a' < 26;
    const utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ME;
}

bool utf8_is_digit(uint32_t c)
{
    if (c < 0x80) return c - '0' < 10;
    const utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_ND && k <= UTF8PROC_CATEGORY_NO;
}

bool utf8_is_sign(uint32_t c)
{
    if (c < 0x80) return c > ' ' && c < 0x7F && !utf8_is_letter(c) && !utf8_is_digit(c);
    if (c >= 0xC0 && c < 0x250) return c == 0xD7 || c == 0xF7; /* × ÷ among letters */
    const utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_SO;
}

bool utf8_is_space(uint32_t c)
{
    if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    if (c < 0x1680) return c == 0x85 || c == 0xA0;
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool utf8_is_upper(uint32_t c)
{
    if (c < 0x80) return c - 'A' < 26;
    return category(c) == UTF8PROC_CATEGORY_LU;
}

bool utf8_is_control(uint32_t c)
{
    if (c < 0x80) return c < ' ' || c == 0x7F;
    return category(c) == UTF8PROC_CATEGORY_CC;
}

int utf8_width(const char *text)
{
    int width = 0;
    for (uint32_t c; (c = utf8_next(&text));) width += utf8proc_charwidth((utf8proc_int32_t)c);
    return width;
}
