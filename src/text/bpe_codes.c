#include "text/bpe_codes.h"

#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

static bool is_blank(char c) { return c == ' ' || c == '\r'; }

/* --- lines of two fields ---------------------------------------------------------------------- */

/* The next line without blanks at its ends; the text after it. */
static const char *next_line(struct bpe_fields *f, size_t *length)
{
    const char *line = f->at, *end = memchr(line, '\n', (size_t)(f->end - line));
    f->at = end ? end + 1 : f->end;
    if (!end) end = f->end;
    while (line < end && is_blank(*line)) line++;
    while (line < end && is_blank(end[-1])) end--;
    f->number++;
    *length = (size_t)(end - line);
    return line;
}

static void drop_last_newlines(struct bpe_fields *f)
{
    while (f->at < f->end && (f->end[-1] == '\n' || is_blank(f->end[-1]))) f->end--;
}

static int refuse(const struct bpe_fields *f, const char *line, size_t length,
                  struct rns_error *err)
{
    if (memchr(line, '\0', length))
        fail(err, RNS_BAD_DATA, "%s:%ld: NUL byte; is it a text file?", f->name, f->number);
    else
        fail(err, RNS_BAD_DATA,
             "%s:%ld: two fields with a blank between them expected, not "
             "\"%.*s\"",
             f->name, f->number, length < 100 ? (int)length : 100, line);
    return -1;
}

int bpe_fields_next(struct bpe_fields *f, struct rns_error *err)
{
    size_t length;
    drop_last_newlines(f);
    if (f->at == f->end) return 0;
    const char *line = next_line(f, &length), *blank = memchr(line, ' ', length);
    if (!blank || memchr(blank + 1, ' ', (size_t)(line + length - blank - 1)) ||
        memchr(line, '\0', length))
        return refuse(f, line, length, err);
    f->left = line;
    f->left_length = (size_t)(blank - line);
    f->right = blank + 1;
    f->right_length = length - f->left_length - 1;
    return 1;
}

/* --- codes ------------------------------------------------------------------------------------ */

/* Does the line, which begins with "#version:", end in this one? */
static bool is_version(const char *line, size_t length, const char *version)
{
    const size_t size = strlen(version);
    return line[length - size - 1] == ' ' && !memcmp(line + length - size, version, size);
}

/* The first line, when it tells the version. */
static bool read_version(struct bpe_codes *c, struct bpe_fields *f, struct rns_error *err)
{
    static const char mark[] = "#version:";
    size_t length;
    c->separate_end = true;
    if ((size_t)(f->end - f->at) < strlen(mark) || memcmp(f->at, mark, strlen(mark))) return true;
    const char *line = next_line(f, &length);
    c->separate_end = is_version(line, length, "0.1");
    return c->separate_end || is_version(line, length, "0.2") ||
           fail(err, RNS_BAD_DATA,
                "%s:1: codes of another kind, \"%.*s\"; versions 0.1 and 0.2 of "
                "characters are known",
                f->name, length < 60 ? (int)length : 60, line);
}

static int symbol_of(struct bpe_codes *c, const char *text, size_t length)
{
    return *map_put(&c->symbol, text, length, c->symbol.count);
}

static bool add_merge(struct bpe_codes *c, const struct bpe_fields *f, struct str *whole,
                      size_t *room)
{
    str_clear(whole);
    str_bytes(whole, f->left, f->left_length);
    str_bytes(whole, f->right, f->right_length);
    const int pair[2] = { symbol_of(c, f->left, f->left_length),
                          symbol_of(c, f->right, f->right_length) };
    const int made = symbol_of(c, whole->at, whole->length);
    if (c->symbol.count >= INT_MAX / 4) return false;
    if (*map_put(&c->rank, (const char *)pair, sizeof pair, c->merges) != c->merges) return true;
    c->merge = memory_grow(c->merge, (size_t)c->merges, room, sizeof *c->merge);
    c->merge[c->merges++] = (struct merge){ pair[0], pair[1], made };
    return true;
}

static void find_origins(struct bpe_codes *c)
{
    c->origin = memory_new((size_t)c->symbol.count, sizeof *c->origin);
    for (int i = 0; i < c->symbol.count; i++) c->origin[i] = BPE_NONE;
    for (int i = c->merges; i-- > 0;) c->origin[c->merge[i].whole] = i;
}

bool bpe_codes_parse(struct bpe_codes *c, const char *text, size_t size, const char *name,
                     struct rns_error *err)
{
    struct bpe_fields f = { .at = text, .end = text + size, .name = name };
    struct str whole = { 0 };
    size_t room = 0;
    int got = read_version(c, &f, err) ? 1 : -1;
    while (got > 0 && (got = bpe_fields_next(&f, err)) > 0) {
        if (add_merge(c, &f, &whole, &room)) continue;
        fail(err, RNS_BAD_DATA, "%s:%ld: too many merges", name, f.number);
        got = -1;
    }
    str_free(&whole);
    find_origins(c);
    if (got == 0 && f.number == 0) fail(err, RNS_BAD_DATA, "%s: empty; not a codes file", name);
    return got == 0 && f.number > 0;
}

void bpe_codes_free(struct bpe_codes *c)
{
    map_free(&c->symbol);
    map_free(&c->rank);
    memory_free(c->merge);
    memory_free(c->origin);
    *c = (struct bpe_codes){ 0 };
}

int bpe_codes_rank(const struct bpe_codes *c, int left, int right)
{
    const int pair[2] = { left, right };
    if (left == BPE_NONE || right == BPE_NONE) return BPE_NONE;
    return map_get(&c->rank, (const char *)pair, sizeof pair);
}
