#include "text/links.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"

static int compare(const void *left, const void *right)
{
    const struct link *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    if (a->target != b->target) return a->target < b->target ? -1 : 1;
    return b->sure - a->sure;
}

void links_add(struct links *links, struct link link)
{
    links->at = memory_grow(links->at, (size_t)links->count, &links->room, sizeof link);
    links->at[links->count++] = link;
}

void links_sort(struct links *links)
{
    int kept = 0;
    if (links->count) qsort(links->at, (size_t)links->count, sizeof *links->at, compare);
    for (int k = 0; k < links->count; k++) {
        const struct link link = links->at[k];
        if (kept && links->at[kept - 1].source == link.source &&
            links->at[kept - 1].target == link.target)
            continue;
        links->at[kept++] = link;
    }
    links->count = kept;
}

const struct link *links_find(const struct links *links, int source, int target)
{
    int low = 0, high = links->count;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        const struct link *l = &links->at[middle];
        if (l->source == source && l->target == target) return l;
        if (l->source < source || (l->source == source && l->target < target)) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static bool parse_index(const char **at, int *index)
{
    long value = 0;
    const char *digit = *at;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        value = 10 * value + (*digit - '0');
        if (value > INT_MAX) return false;
    }
    const bool found = digit > *at;
    *at = digit;
    *index = (int)value;
    return found;
}

static bool parse_link(const char *at, size_t length, enum links_kind kind, struct link *link)
{
    const char *const end = at + length;
    if (!parse_index(&at, &link->source)) return false;
    link->sure = *at == '-';
    if (!link->sure && !(kind == LINKS_GOLD && *at == 'p')) return false;
    at++;
    return parse_index(&at, &link->target) && at == end;
}

static bool parse_all(struct links *links, const char *line, enum links_kind kind, int base,
                      struct rns_error *err)
{
    struct token t;
    while (token_next(&line, &t)) {
        struct link link;
        if (!parse_link(t.at, t.length, kind, &link))
            return fail(err, RNS_BAD_DATA, "'%.*s' is not a link; write %s", (int)t.length, t.at,
                        kind == LINKS_GOLD ? "i-j (sure) or ipj (possible)" : "i-j");
        if (link.source < base || link.target < base)
            return fail(err, RNS_BAD_DATA,
                        "link '%.*s' counts from 0, but this file was said to count from %d",
                        (int)t.length, t.at, base);
        link.source -= base;
        link.target -= base;
        links_add(links, link);
    }
    return true;
}

bool links_parse(struct links *links, const char *line, enum links_kind kind, int base,
                 struct rns_error *err)
{
    *links = (struct links){ 0 };
    if (!parse_all(links, line, kind, base, err)) {
        links_free(links);
        return false;
    }
    links_sort(links);
    return true;
}

static void add_above(struct links *links, const double *row, int columns, int j, double threshold)
{
    for (int i = 0; i < columns; i++)
        if (row[i] > threshold) links_add(links, (struct link){ i, j, true });
}

/* A row of zeros has no best. */
static void add_best(struct links *links, const double *row, int columns, int j)
{
    int best = -1;
    for (int i = 0; i < columns; i++)
        if (row[i] > (best < 0 ? 0 : row[best])) best = i;
    if (best >= 0) links_add(links, (struct link){ best, j, true });
}

struct links links_from_matrix(const double *weight, int rows, int columns, double threshold)
{
    struct links links = { 0 };
    for (int j = 0; weight && j < rows; j++) {
        const double *row = weight + (size_t)j * columns;
        if (threshold > 0) add_above(&links, row, columns, j, threshold);
        else add_best(&links, row, columns, j);
    }
    links_sort(&links);
    return links;
}

void links_cut(struct links *links, int S, int T)
{
    int kept = 0;
    for (int k = 0; k < links->count; k++)
        if (links->at[k].source < S && links->at[k].target < T) links->at[kept++] = links->at[k];
    links->count = kept;
}

void links_write(const struct links *links, struct str *out)
{
    for (int k = 0; k < links->count; k++)
        str_print(out, "%s%d-%d", k ? " " : "", links->at[k].source, links->at[k].target);
}

void links_free(struct links *links)
{
    memory_free(links->at);
    *links = (struct links){ 0 };
}
