/* A file of lines, plain or .gz, whole or cut off. */
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

/* The lines are the text of the file at once. */
static void compare(const char *path, const struct str *whole)
{
    struct rns_error err = { 0 };
    struct file *f = file_open(path, &err);
    struct str line = { 0 };
    const char *at = str_text(whole), *const end = at + whole->length;
    int got;
    while ((got = file_line(f, &line, &err)) > 0) {
        const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (!stop) stop = end;
        const size_t length = (size_t)(stop - at) - (stop > at && stop[-1] == '\r');
        fuzz_must(line.length == length && !memcmp(str_text(&line), at, length));
        at = stop < end ? stop + 1 : end;
    }
    fuzz_must(got == 0 && at == end);
    file_close(f);
    str_free(&line);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str whole = { 0 };
    const char *path = fuzz_file(0, bytes, size), *line;
    if (fuzz_told(file_read(path, &whole, &err), &err)) compare(path, &whole);
    struct rns_lines *lines = rns_lines_open(path, &err);
    while (rns_lines_next(lines, &line, &err) > 0)
        ;
    rns_lines_close(lines);
    str_free(&whole);
    return 0;
}
