#include "text/piece_links.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/str.h"
#include "text/bpe.h"
#include "text/links.h"

/* Word w is the pieces [start[w], start[w + 1]). */
struct words {
    int count, *start;
};

static struct words find_words(const struct pieces *p)
{
    const char *at = p->sentence;
    struct words w = { 0, memory_new((size_t)token_count(at) + 1, sizeof *w.start) };
    struct token token;
    int piece = 0;
    for (bool inside = false; token_next(&at, &token); piece++) {
        if (!inside) w.start[w.count++] = piece;
        inside = p->subwords && bpe_goes_on(token.at, token.length);
    }
    w.start[w.count] = piece;
    return w;
}

static int compare(const void *left, const void *right)
{
    const struct piece_link *a = left, *b = right;
    return a->i != b->i ? (a->i > b->i) - (a->i < b->i) : (a->j > b->j) - (a->j < b->j);
}

static void add(struct piece_links *to, struct piece_link link)
{
    to->at = memory_grow(to->at, to->count, &to->room, sizeof *to->at);
    to->at[to->count++] = link;
}

/* Every piece of the one word to every piece of the other; `fan` source words share the weight. */
static void add_link(struct piece_links *to, const struct link *l, const struct words *source,
                     const struct words *target, int fan)
{
    const int from = source->start[l->source], end = source->start[l->source + 1];
    for (int i = target->start[l->target]; i < target->start[l->target + 1]; i++)
        for (int j = from; j < end; j++) add(to, (struct piece_link){ i, j, fan * (end - from) });
}

static bool check_link(const struct link *l, const struct words *source, const struct words *target,
                       struct rns_error *err)
{
    return (l->source < source->count && l->target < target->count) ||
           fail(err, RNS_BAD_DATA,
                "link %d-%d is outside the pair of %d source and %d target words (words count from "
                "0, as tokenized)",
                l->source, l->target, source->count, target->count);
}

bool piece_links_add(struct piece_links *to, const struct links *links,
                     const struct pieces *source_pieces, const struct pieces *target_pieces,
                     struct rns_error *err)
{
    const struct words source = find_words(source_pieces), target = find_words(target_pieces);
    const size_t before = to->count;
    int *fan = memory_new((size_t)target.count + 1, sizeof *fan);
    bool ok = true;
    for (int k = 0; k < links->count && ok; k++) {
        ok = check_link(&links->at[k], &source, &target, err);
        if (ok) fan[links->at[k].target]++;
    }
    for (int k = 0; k < links->count && ok; k++)
        add_link(to, &links->at[k], &source, &target, fan[links->at[k].target]);
    if (to->count > before) qsort(to->at + before, to->count - before, sizeof *to->at, compare);
    memory_free(fan);
    memory_free(source.start);
    memory_free(target.start);
    return ok;
}

/* Target piece i looks where a piece did that had these links.  The first piece of a source word
 * tells of all of them. */
static void follow(struct piece_links *to, int i, const struct piece_link *link, int count,
                   const struct piece_cut *source)
{
    for (int k = 0, w = 0; k < count; k++) {
        while (source->before[w] < link[k].j) w++;
        if (source->before[w] > link[k].j) continue;
        const int fan = link[k].share / (source->before[w + 1] - link[k].j);
        const int from = source->after[w], end = source->after[w + 1];
        for (int j = from; j < end; j++) add(to, (struct piece_link){ i, j, fan * (end - from) });
    }
}

void piece_links_follow(struct piece_links *to, const struct piece_link *link, int count,
                        const struct piece_cut *source, const struct piece_cut *target)
{
    int from = 0;
    for (int w = 0; w < target->words; w++) {
        while (from < count && link[from].i < target->before[w]) from++;
        int end = from;
        while (end < count && link[end].i == target->before[w]) end++;
        for (int i = target->after[w]; i < target->after[w + 1]; i++)
            follow(to, i, link + from, end - from, source);
    }
}
