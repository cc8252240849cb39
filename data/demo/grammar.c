#include "grammar.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

const struct symbol *grammar_symbol(const struct grammar *g, const char *name, size_t length)
{
    const int i = map_get(&g->names, name, length);
    return i < 0 ? NULL : &g->symbol[i];
}

static void add_symbol(struct grammar *g, const char *name)
{
    *map_put(&g->names, name, strlen(name), 0) = (int)g->count;
    g->symbol = memory_grow(g->symbol, g->count, &g->room, sizeof *g->symbol);
    g->symbol[g->count++] = (struct symbol){ 0 };
}

/* Words and forms of a side; `labelled` becomes true when one has labels. */
static int count_words(const char *template, bool *labelled)
{
    struct token t;
    int count = 0;
    while (token_next(&template, &t)) {
        if (strchr("$%^.,?!", *t.at)) continue;
        count++;
        if (memchr(t.at, '/', t.length)) *labelled = true;
    }
    return count;
}

/* Weight and guard at the front of an alternative; returns what is left. */
static char *read_front(char *at, struct rule *r)
{
    char *colon;
    const long weight = strtol(at, &colon, 10);
    r->weight = 1;
    if (colon > at && colon[0] == ':') {
        r->weight = (int)weight;
        at = colon + 1 + strspn(colon + 1, " ");
    }
    if (strchr("!+", *at) && at[1] == ' ') {
        r->guard = *at;
        at += 2;
    }
    return at;
}

static bool add_rule(struct symbol *s, char *text)
{
    struct rule r = { 0 };
    bool labelled = false;
    text = read_front(text, &r);
    char *equals = strstr(text, " = ");
    r.same = equals == NULL;
    if (equals) *equals = '\0';
    r.en = text;
    r.fr = equals ? equals + 3 : text;
    const int en = count_words(r.en, &labelled), fr = count_words(r.fr, &labelled);
    r.ordered = !labelled;
    s->rule = memory_grow(s->rule, s->count, &s->room, sizeof *s->rule);
    s->rule[s->count++] = r;
    return labelled || en == fr;
}

static bool read_line(struct grammar *g, const char *line)
{
    const char *text = line + strspn(line, " ");
    if (*text == '\0' || *text == '#') return true;
    if (text == line) {
        add_symbol(g, text);
        return true;
    }
    return g->count > 0 && add_rule(&g->symbol[g->count - 1], memory_copy(text));
}

bool grammar_read(struct grammar *g, const char *path, struct rns_error *err)
{
    struct file *f = file_open(path, err);
    struct str line = { 0 };
    int more = -1;
    bool ok = f != NULL;
    while (ok && (more = file_line(f, &line, err)) > 0)
        if (!read_line(g, str_text(&line)))
            ok = fail(err, RNS_BAD_DATA, "%s:%ld: label the words, the sides have not equally many",
                      path, file_number(f));
    file_close(f);
    str_free(&line);
    return ok && more == 0;
}

static bool check_side(const struct grammar *g, const char *template, bool (*lexical)(const char *),
                       struct rns_error *err)
{
    struct token t;
    while (token_next(&template, &t)) {
        if (*t.at != '$' || t.length < 4 || t.at[2] != ':') continue;
        const char *name = t.at + 3;
        const size_t length = strcspn(name, "=@! ");
        if (!grammar_symbol(g, name, length) && !lexical(name))
            return fail(err, RNS_BAD_DATA, "no rule grows \"%.*s\"", (int)length, name);
    }
    return true;
}

bool grammar_check(const struct grammar *g, bool (*lexical)(const char *), struct rns_error *err)
{
    for (size_t i = 0; i < g->count; i++)
        for (size_t k = 0; k < g->symbol[i].count; k++)
            if (!check_side(g, g->symbol[i].rule[k].en, lexical, err) ||
                !check_side(g, g->symbol[i].rule[k].fr, lexical, err))
                return false;
    return true;
}
