#include "rnnsearch.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "text/utf8.h"

struct rns_lines {
    struct file *file;
    struct str line, repaired;
    char **kept; /* [count] by the last rns_lines_read */
    size_t count, room;
};

struct rns_lines *rns_lines_open(const char *path, struct rns_error *err)
{
    struct file *file = file_open(path, err);
    if (!file) return NULL;
    struct rns_lines *lines = memory_new(1, sizeof *lines);
    lines->file = file;
    return lines;
}

int rns_lines_next(struct rns_lines *lines, const char **line, struct rns_error *err)
{
    const int got = file_line(lines->file, &lines->line, err);
    const char *text = str_text(&lines->line);
    if (got == 1 && strlen(text) < lines->line.length) { /* a NUL would hide the rest */
        str_clear(&lines->repaired);
        utf8_repair(text, lines->line.length, &lines->repaired);
        text = str_text(&lines->repaired);
    }
    *line = text;
    return got;
}

static void forget(struct rns_lines *lines)
{
    while (lines->count > 0) memory_free(lines->kept[--lines->count]);
}

int rns_lines_read(struct rns_lines *l, int most, bool all, const char *const **lines,
                   struct rns_error *err)
{
    const char *line;
    int got = 1;
    forget(l);
    while ((long)l->count < most && (l->count == 0 || all || file_waiting(l->file))) {
        got = rns_lines_next(l, &line, err);
        if (got <= 0) break;
        l->kept = memory_grow(l->kept, l->count, &l->room, sizeof *l->kept);
        l->kept[l->count++] = memory_copy(line);
    }
    *lines = (const char *const *)l->kept;
    return got < 0 ? -1 : (int)l->count;
}

void rns_lines_close(struct rns_lines *lines)
{
    if (!lines) return;
    forget(lines);
    memory_free(lines->kept);
    file_close(lines->file);
    str_free(&lines->line);
    str_free(&lines->repaired);
    memory_free(lines);
}
