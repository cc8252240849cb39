/* An n-best list, scored again and put in the new order:
 *
 *     0 ||| le chat ||| F0= -1.25 Score= -1.5 ||| -0.5       id ||| text ||| features ||| score
 */
#include "rnnsearch.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/str.h"
#include "task/score.h"

enum { FIELDS = 4, TOGETHER = 1000 };

struct entry {
    int id, number; /* line of the source; of the list */
    struct token field[FIELDS];
    char *text;
    double log_p, score;
};

static bool split(const char *line, struct token *field)
{
    for (int k = 0; k < FIELDS; k++) {
        const char *end = strstr(line, " ||| ");
        if (!end && k + 1 < FIELDS) return false;
        field[k] = (struct token){ line, end ? (size_t)(end - line) : strlen(line) };
        line = end ? end + 5 : line;
    }
    return true;
}

static bool read_entry(struct entry *e, const char *line, int number, int sources,
                       struct rns_error *err)
{
    char *end;
    if (!split(line, e->field))
        return fail(err, RNS_BAD_DATA,
                    "n-best line %d: four fields expected, id ||| text ||| features ||| score",
                    number);
    const long id = strtol(line, &end, 10);
    if (end == line || end != line + e->field[0].length || id < 0 || id >= sources)
        return fail(err, RNS_BAD_DATA, "n-best line %d: '%.*s' is no line of the source, 0 to %d",
                    number, (int)(e->field[0].length < 60 ? e->field[0].length : 60), line,
                    sources - 1);
    struct str text = { 0 };
    str_bytes(&text, e->field[1].at, e->field[1].length);
    e->text = text.at ? str_take(&text) : memory_copy("");
    e->id = (int)id;
    e->number = number;
    return true;
}

static bool score(const struct rns_model *model, const char *const *source, struct entry *entry,
                  int n, struct rns_error *err)
{
    const char *from[TOGETHER] = { 0 }, *to[TOGETHER] = { 0 };
    struct rns_pair pair[TOGETHER];
    for (int i = 0; i < n; i++) {
        from[i] = source[entry[i].id];
        to[i] = entry[i].text;
    }
    if (!score_hypotheses(model, from, to, n, pair, err)) return false;
    for (int i = 0; i < n; i++) {
        entry[i].log_p = pair[i].log_p;
        entry[i].score = pair[i].score;
        rns_pair_free(&pair[i]);
    }
    return true;
}

/* By sentence, then the best first; of equal ones the one that stood first. */
static int by_score(const void *a, const void *b)
{
    const struct entry *p = a, *q = b;
    if (p->id != q->id) return p->id < q->id ? -1 : 1;
    if (p->score != q->score) return p->score > q->score ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

/* The features but the one of that name, "name= number number ..". */
static void add_others(struct token features, const char *name, struct str *out)
{
    const char *at = features.at;
    struct token token;
    bool own = false;
    while (token_next(&at, &token) && token.at < features.at + features.length) {
        if (token.at[token.length - 1] == '=')
            own = token.length == strlen(name) + 1 && !strncmp(token.at, name, strlen(name));
        if (!own) str_print(out, "%.*s ", (int)token.length, token.at);
    }
}

static void write_entry(const struct entry *e, const char *name, struct str *out)
{
    str_print(out, "%d ||| %s ||| ", e->id, e->text);
    add_others(e->field[2], name, out);
    str_print(out, "%s= %.6f ||| %.6f\n", name, e->log_p + 0.0, e->score + 0.0);
}

/* A name is followed by "=", and blanks and bars part what stands in a list. */
static bool check_feature(const char *name, struct rns_error *err)
{
    if (*name && !name[strcspn(name, "= \t\r\n|")]) return true;
    return fail(err, RNS_USAGE,
                "'%s' cannot name a feature: no blanks, '=' or '|', and not nothing", name);
}

char *rns_rescore(const struct rns_model *model, const struct rns_text *source,
                  const struct rns_text *list, const char *feature, struct rns_error *err)
{
    const int n = list->count;
    if (!check_feature(feature, err)) return NULL;
    struct entry *entry = memory_new((size_t)n, sizeof *entry);
    struct str out = { 0 };
    bool ok = true;
    for (int i = 0; i < n && ok; i++)
        ok = read_entry(&entry[i], list->line[i], i + 1, source->count, err);
    for (int i = 0; i < n && ok; i += TOGETHER)
        ok = score(model, source->line, entry + i, n - i < TOGETHER ? n - i : TOGETHER, err);
    if (ok) qsort(entry, (size_t)n, sizeof *entry, by_score);
    for (int i = 0; i < n && ok; i++) write_entry(&entry[i], feature, &out);
    for (int i = 0; i < n; i++) memory_free(entry[i].text);
    memory_free(entry);
    if (ok && out.at) return str_take(&out);
    str_free(&out);
    return ok ? memory_copy("") : NULL;
}
