#include "cli/sides.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static bool read_some(struct chunk *c, int most, bool all, struct rns_error *err)
{
    c->count = rns_lines_read(c->file, most, all, &c->line, err);
    return c->count >= 0;
}

bool chunk_read_file(struct chunk *c, const char *path, struct rns_error *err)
{
    c->file = rns_lines_open(path, err);
    return c->file && read_some(c, INT_MAX, true, err);
}

void lines_close(struct rns_lines *lines)
{
    const struct rns_repairs r = lines ? rns_lines_repairs(lines) : (struct rns_repairs){ 0 };
    if (r.bytes)
        fprintf(stderr,
                "rnnsearch: %s:%ld:%ld: %s (byte 0x%02X) was read as U+FFFD; %ld such byte%s in "
                "all; rnnsearch check says more\n",
                r.file, r.line, r.column, r.byte ? "invalid UTF-8" : "a NUL", r.byte, r.bytes,
                r.bytes == 1 ? "" : "s");
    rns_lines_close(lines);
}

void chunk_close(struct chunk *c)
{
    lines_close(c->file);
    *c = (struct chunk){ 0 };
}

bool sides_check(const char *one, const char *other, struct rns_error *err)
{
    return strcmp(one, "-") != 0 || strcmp(other, "-") != 0 ||
           complain(err, RNS_USAGE,
                    "only one of the two files can be standard input; name the other");
}

bool sides_open(struct sides *s, const char *source, const char *target, struct rns_error *err)
{
    *s = (struct sides){ .source_path = source, .target_path = target };
    if (!sides_check(source, target, err)) return false;
    s->source.file = rns_lines_open(source, err);
    s->target.file = s->source.file ? rns_lines_open(target, err) : NULL;
    return s->target.file;
}

/* Adds the lines that are left to *count. */
static bool count_rest(struct rns_lines *file, long *count, struct rns_error *err)
{
    const char *line;
    int got;
    while ((got = rns_lines_next(file, &line, err)) > 0) ++*count;
    return got == 0;
}

static bool refuse_counts(struct sides *s, struct rns_error *err)
{
    long source = s->count + s->source.count, target = s->count + s->target.count;
    if (!count_rest(s->source.file, &source, err) || !count_rest(s->target.file, &target, err))
        return false;
    return complain(err, RNS_BAD_DATA,
                    "%s has %ld lines and %s has %ld; each line must be the other's translation",
                    s->source_path, source, s->target_path, target);
}

bool sides_read(struct sides *s, struct rns_error *err)
{
    s->count += s->source.count;
    if (!read_some(&s->source, CHUNK_SIZE, false, err)) return false;
    const int most = s->source.count > 0 ? s->source.count : 1;
    if (!read_some(&s->target, most, true, err)) return false;
    return s->source.count == s->target.count || refuse_counts(s, err);
}

void sides_close(struct sides *s)
{
    chunk_close(&s->source);
    chunk_close(&s->target);
}
