#include "text/inspect.h"

#include <string.h>

#include "text/utf8.h"

static void note(struct inspection *in, enum oddity odd, uint32_t what)
{
    if (in->odd[odd].count++) return;
    in->odd[odd].column = in->characters;
    in->odd[odd].what = what;
}

static bool is_break(uint32_t c)
{
    return c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Lead bytes of UTF-8 read as letters, C2 to C5 and E2, are followed by what a continuation byte
 * reads as: U+0080 to U+00BF, or what CP1252 has at 0x80 (the euro sign, of which quotes are
 * made).  The third byte of a quote is a control character in Latin-1. */
static bool is_double(uint32_t before, uint32_t c)
{
    const bool lead = (before >= 0xC2 && before <= 0xC5) || before == 0xE2;
    if (c >= 0x80 && c < 0xA0) return lead || before == 0x80;
    if (before == 0xC3) return (c >= 0xA0 && c < 0xC0) || c == 0x20AC;
    if (before == 0xC2) return c > 0xA0 && c < 0xC0 && c != 0xAB && c != 0xBB;
    return before == 0xE2 && c == 0x20AC;
}

static void look_at(struct inspection *in, uint32_t before, uint32_t c)
{
    if (is_double(before, c)) note(in, ODD_DOUBLE, before);
    else if (is_break(c)) note(in, ODD_BREAK, c);
    else if (c == '\r') note(in, ODD_RETURN, c);
    else if (c != '\t' && (c < ' ' || (c >= 0x7F && c < 0xA0))) note(in, ODD_CONTROL, c);
    else if (c == 0xFEFF) note(in, ODD_MARK, c);
    else if (c == 0xFFFD) note(in, ODD_LOST, c);
}

static bool is_entity(const char *at, size_t left)
{
    static const char *const name[] = { "&amp;", "&quot;", "&apos;", "&lt;",  "&gt;",
                                        "&#39;", "&#124;", "&#91;",  "&#93;", "&nbsp;" };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (left >= strlen(name[i]) && !memcmp(at, name[i], strlen(name[i]))) return true;
    return false;
}

static bool is_subword(const char *at, size_t left)
{
    return left >= 3 && at[1] == '@' && at[2] == ' ';
}

/* The character at line[i], of so many bytes; 0 bytes: it is not UTF-8. */
static size_t read(const char *line, size_t i, size_t length, uint32_t *c)
{
    *c = (unsigned char)line[i];
    return *c < 0x80 ? 1 : utf8_decode(line + i, length - i, c);
}

void inspect(const char *line, size_t length, struct inspection *in)
{
    uint32_t before = ' ', c;
    memset(in, 0, sizeof *in);
    for (size_t i = 0, n; i < length; i += n ? n : 1, before = c) {
        n = read(line, i, length, &c);
        in->characters++;
        if (c > ' ' && c < 0x7F && c != '&' && c != '@') {
            in->words += before == ' ' || before == '\t';
            continue;
        }
        if (!n) note(in, ODD_INVALID, c);
        else if (c == 0) note(in, ODD_NUL, c);
        else if (c != ' ') look_at(in, before, c);
        if (c != ' ' && c != '\t') in->words += before == ' ' || before == '\t';
        in->foreign |= n > 1;
        if (c == '&' && is_entity(line + i, length - i)) note(in, ODD_ENTITY, c);
        if (c == '@' && is_subword(line + i, length - i)) note(in, ODD_SUBWORD, c);
    }
}

/* --- encodings -------------------------------------------------------------------------------- */

void encoding_add(struct encoding *e, const char *line, size_t length, const struct inspection *in)
{
    if (!e->bytes && length >= 2) {
        e->little = !memcmp(line, "\xFF\xFE", 2);
        e->big = !memcmp(line, "\xFE\xFF", 2);
    }
    const size_t from = (size_t)e->bytes;
    e->bytes += (long)length + 1;
    e->foreign += in->foreign && !in->odd[ODD_INVALID].count;
    if (!in->odd[ODD_INVALID].count && !in->odd[ODD_NUL].count) return;
    uint32_t c;
    for (size_t i = 0, n; i < length; i += n ? n : 1) {
        n = read(line, i, length, &c);
        if (!n) *(c < 0xA0 ? &e->low : &e->high) += 1;
        if (c == 0) *((from + i) % 2 ? &e->odd : &e->even) += 1;
    }
}

/* In UTF-16 every other byte of most European text is a NUL. */
const char *encoding_guess(const struct encoding *e)
{
    const long invalid = e->low + e->high;
    if (e->little || e->big) return "utf-16";
    if (4 * (e->even + e->odd) > e->bytes) return e->odd >= e->even ? "utf-16le" : "utf-16be";
    if (!invalid || e->foreign > invalid) return NULL;
    return e->low ? "cp1252" : "latin1";
}
