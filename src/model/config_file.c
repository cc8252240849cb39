#include "model/config.h"

#include <ini.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "model/option.h"

/* INI text on its way into a config.  inih asks for the next line, then hands us what it made of
 * it, so `number` is the line of both. */
struct reading {
    struct rns_config *config;
    const char *text;       /* what is still to be read */
    const char *name;       /* of the file, for messages */
    const char *from;       /* what paths are beside; NULL for a model's own text */
    int number;             /* of the line last read */
    int line[OPTION_MOST];  /* where each option was given; 0: not yet */
    struct rns_error error; /* the first, without its place */
    int error_line;
};

/* Where a comment begins that stands behind a value: a blank, then '#'.  (';' is inih's.) */
static size_t find_comment(const char *line, size_t length)
{
    for (size_t i = 1; i < length; i++)
        if (line[i] == '#' && (line[i - 1] == ' ' || line[i - 1] == '\t')) return i;
    return length;
}

/* As fgets.  Leading blanks go, or inih would take the line for a continued one. */
static char *read_line(char *line, int room, void *self)
{
    struct reading *r = self;
    if (!*r->text || r->error.message[0]) return NULL;
    r->number++;
    const size_t whole = strcspn(r->text, "\n");
    const size_t blank = strspn(r->text, " \t\r");
    const char *start = r->text + (blank < whole ? blank : whole);
    size_t length = find_comment(start, whole - (size_t)(start - r->text));
    r->text += whole + (r->text[whole] == '\n');
    if (length + 2 >= (size_t)room) {
        r->error_line = r->number;
        fail(&r->error, RNS_USAGE, "the line is longer than %d bytes", room - 3);
        length = 0;
    }
    memcpy(line, start, length);
    memcpy(line + length, "\n", 2);
    return line;
}

static bool put(struct reading *r, const char *section, const char *key, const char *value)
{
    const struct option *o = option_find(section, key);
    if (!o || (!r->from && !o->of_model)) return option_unknown(section, key, &r->error);
    int *line = &r->line[o - option_table];
    if (*line)
        return fail(&r->error, RNS_USAGE, "%s.%s is given twice, first at line %d",
                    o->shown.section, o->shown.key, *line);
    *line = r->number;
    return option_set(o, r->config, value, r->from, &r->error);
}

/* What inih calls for each key; after an error it gets no more lines. */
static int take_key(void *self, const char *section, const char *key, const char *value)
{
    struct reading *r = self;
    const bool ok = put(r, section, key, value);
    r->error_line = ok ? 0 : r->number;
    return ok;
}

static bool read_text(struct reading *r, enum rns_status status, struct rns_error *err)
{
    const int bad = ini_parse_stream(read_line, r, take_key, r);
    if (bad > 0 && (!r->error_line || bad < r->error_line))
        return fail(err, status, "%s:%d: the line is neither [section] nor key = value", r->name,
                    bad);
    if (r->error_line)
        return fail(err, status, "%s:%d: %s", r->name, r->error_line, r->error.message);
    return true;
}

/* runs/NAME for configs/NAME.conf */
static char *name_run(const char *path)
{
    struct str dir = { 0 };
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    str_add(&dir, "runs/");
    str_bytes(&dir, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
    return str_take(&dir);
}

bool rns_config_read(struct rns_config *c, const char *path, struct rns_error *err)
{
    struct str text = { 0 };
    struct reading r = { .config = c, .name = path, .from = path };
    bool ok = file_read(path, &text, err);
    r.text = str_text(&text);
    if (ok && strlen(r.text) != text.length)
        ok = fail(err, RNS_USAGE, "%s: not a config: it holds NUL bytes", path);
    ok = ok && read_text(&r, RNS_USAGE, err);
    str_free(&text);
    if (!ok) return false;
    memory_free(c->file);
    c->file = memory_copy(path);
    if (!c->run.dir) c->run.dir = name_run(path);
    return true;
}

bool config_parse(struct rns_config *c, const char *text, const char *name, struct rns_error *err)
{
    struct reading r = { .config = c, .text = text, .name = name };
    return read_text(&r, RNS_BAD_MODEL, err);
}
