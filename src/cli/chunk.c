#include "cli/chunk.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

void chunk_free(struct chunk *l)
{
    free(l->text);
    free(l->index);
    *l = (struct chunk){ 0 };
}

const char *const *chunk_at(const struct chunk *l) { return (const char *const *)(void *)l->index; }

static bool close_memory(FILE *stream, struct rns_error *err)
{
    const bool ok = stream && !ferror(stream);
    const bool closed = stream && fclose(stream) == 0;
    return (ok && closed) || complain(err, RNS_FAILED, "out of memory for the lines");
}

static bool build_index(struct chunk *l, struct rns_error *err)
{
    size_t size;
    FILE *index = open_memstream(&l->index, &size);
    const char *line = l->text;
    for (int i = 0; index && i < l->count; i++) {
        fwrite(&line, sizeof line, 1, index);
        line += strlen(line) + 1;
    }
    return close_memory(index, err);
}

bool chunk_read(struct chunk *l, struct rns_lines *from, int most, bool all, struct rns_error *err)
{
    size_t size;
    const char *line;
    int got = 1;
    chunk_free(l);
    FILE *text = open_memstream(&l->text, &size);
    while (text && l->count < most && (l->count == 0 || all || rns_lines_waiting(from))) {
        got = rns_lines_next(from, &line, err);
        if (got <= 0)
            break;
        fwrite(line, 1, strlen(line) + 1, text);
        l->count++;
    }
    return close_memory(text, err) && got >= 0 && build_index(l, err);
}

bool chunk_read_file(struct chunk *l, const char *path, struct rns_error *err)
{
    struct rns_lines *file = rns_lines_open(path, err);
    const bool ok = file && chunk_read(l, file, INT_MAX, true, err);
    rns_lines_close(file);
    return ok;
}

bool sides_open(struct sides *s, const char *source, const char *target, struct rns_error *err)
{
    *s = (struct sides){ .source_path = source, .target_path = target };
    if (strcmp(source, "-") == 0 && strcmp(target, "-") == 0)
        return complain(err, RNS_USAGE, "only one side can be read from standard input");
    s->source_file = rns_lines_open(source, err);
    s->target_file = s->source_file ? rns_lines_open(target, err) : NULL;
    return s->target_file;
}

/* Adds the lines that are left to *count. */
static bool count_rest(struct rns_lines *file, long *count, struct rns_error *err)
{
    const char *line;
    int got;
    while ((got = rns_lines_next(file, &line, err)) > 0)
        ++*count;
    return got == 0;
}

static bool refuse_counts(struct sides *s, struct rns_error *err)
{
    long source = s->count + s->source.count, target = s->count + s->target.count;
    if (!count_rest(s->source_file, &source, err) || !count_rest(s->target_file, &target, err))
        return false;
    return complain(err, RNS_BAD_DATA,
                    "%s has %ld lines and %s has %ld; each line must be the other's translation",
                    s->source_path, source, s->target_path, target);
}

bool sides_read(struct sides *s, struct rns_error *err)
{
    s->count += s->source.count;
    if (!chunk_read(&s->source, s->source_file, CHUNK_SIZE, false, err))
        return false;
    const int most = s->source.count > 0 ? s->source.count : 1;
    if (!chunk_read(&s->target, s->target_file, most, true, err))
        return false;
    return s->source.count == s->target.count || refuse_counts(s, err);
}

void sides_close(struct sides *s)
{
    chunk_free(&s->source);
    chunk_free(&s->target);
    rns_lines_close(s->source_file);
    rns_lines_close(s->target_file);
}
