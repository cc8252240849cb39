#include "rnnsearch.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "text/utf8.h"

struct rns_lines {
    struct file *file;
    struct str line, repaired;
};

struct rns_lines *rns_lines_open(const char *path, struct rns_error *err)
{
    struct file *file = file_open(path, err);
    if (!file)
        return NULL;
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

bool rns_lines_waiting(struct rns_lines *lines)
{
    return file_waiting(lines->file);
}

void rns_lines_close(struct rns_lines *lines)
{
    if (!lines)
        return;
    file_close(lines->file);
    str_free(&lines->line);
    str_free(&lines->repaired);
    memory_free(lines);
}
