#include "task/skip.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/str.h"

enum { SHOWN = 10 }; /* lines in the text */

static int compare(const void *a, const void *b)
{
    const int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Each line once: a pair may stand there with its copy. */
static void find_lines(struct skip *s, const struct bitext *b, const int *pair, int count)
{
    int *line = s->line = memory_new(count, sizeof *line);
    for (int i = 0; i < count; i++) line[i] = bitext_pair(b, pair[i]).line;
    qsort(line, count, sizeof *line, compare);
    for (int i = 0; i < count; i++)
        if (!s->lines || line[s->lines - 1] != line[i]) line[s->lines++] = line[i];
}

static char *describe(const struct skip *s, const struct progress *p)
{
    struct str text = { 0 };
    str_print(&text, "update %ld: the loss or the gradient is not a finite number; nothing learned",
              p->update + 1);
    str_print(&text, " from line%s", s->lines > 1 ? "s" : "");
    for (int i = 0; i < s->lines && i < SHOWN; i++)
        str_print(&text, "%s %d", i ? "," : "", s->line[i]);
    if (s->lines > SHOWN) str_print(&text, " and %d more (log.jsonl)", s->lines - SHOWN);
    if (p->skipped % SKIPS_HALVE == 0)
        str_print(&text, "; %ld in a row: the learning rate is halved", p->skipped);
    return str_take(&text);
}

struct skip skip_new(const struct bitext *b, const struct epoch *order, struct progress *p,
                     int batches)
{
    struct skip s = { 0 };
    const int *start = order->start + p->batch;
    find_lines(&s, b, order->pair + start[0], start[batches] - start[0]);
    if (++p->skipped % SKIPS_HALVE == 0) p->rate_factor /= 2;
    s.text = describe(&s, p);
    return s;
}

void skip_free(struct skip *s)
{
    memory_free(s->line);
    memory_free(s->text);
    *s = (struct skip){ 0 };
}
