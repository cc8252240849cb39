#include "rnnsearch.h"

#include "base/file.h"
#include "base/memory.h"
#include "text/inspect.h"
#include "text/utf8.h"

struct rns_lines {
    struct file *file;
    struct str line, repaired;
    char **kept; /* [count] by the last rns_lines_read */
    size_t count, room;
    struct rns_repairs repairs;
};

struct rns_lines *rns_lines_open(const char *path, struct rns_error *err)
{
    struct file *file = file_open(path, err);
    if (!file) return NULL;
    struct rns_lines *lines = memory_new(1, sizeof *lines);
    lines->file = file;
    lines->repairs.file = file_name(file);
    return lines;
}

/* Remembers what whoever takes the line will repair; true where that must be done at once, for a
 * NUL would hide the rest. */
static bool note_repairs(struct rns_lines *l)
{
    struct inspection in;
    struct rns_repairs *r = &l->repairs;
    inspect(str_text(&l->line), l->line.length, &in);
    const enum oddity odd[] = { ODD_INVALID, ODD_NUL };
    for (int i = 0; i < 2; i++) {
        const int column = in.odd[odd[i]].column;
        if (!in.odd[odd[i]].count) continue;
        if (!r->bytes || (r->line == file_number(l->file) && column < r->column)) {
            r->line = file_number(l->file);
            r->column = column;
            r->byte = in.odd[odd[i]].what;
        }
        r->bytes += in.odd[odd[i]].count;
    }
    return in.odd[ODD_NUL].count > 0;
}

int rns_lines_next(struct rns_lines *lines, const char **line, struct rns_error *err)
{
    const int got = file_line(lines->file, &lines->line, err);
    const char *text = str_text(&lines->line);
    if (got == 1 && note_repairs(lines)) {
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
        got = rns_lines_next(l, &line, l->count && !all ? NULL : err);
        if (got <= 0) break;
        l->kept = memory_grow(l->kept, l->count, &l->room, sizeof *l->kept);
        l->kept[l->count++] = memory_copy(line);
    }
    *lines = (const char *const *)l->kept;
    /* without `all` the caller comes again, and what failed fails again */
    return got < 0 && (all || l->count == 0) ? -1 : (int)l->count;
}

struct rns_repairs rns_lines_repairs(const struct rns_lines *lines) { return lines->repairs; }

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
