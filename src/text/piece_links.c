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

/* Every piece of the one word to every piece of the other; `fan` source words share the weight. */
static void add_link(struct piece_links *to, const struct link *l, const struct words *source,
                     const struct words *target, int fan)
{
    const int from = source->start[l->i], end = source->start[l->i + 1];
    for (int i = target->start[l->j]; i < target->start[l->j + 1]; i++)
        for (int j = from; j < end; j++) {
            to->at = memory_grow(to->at, to->count, &to->room, sizeof *to->at);
            to->at[to->count++] = (struct piece_link){ i, j, fan * (end - from) };
        }
}

static bool check_link(const struct link *l, const struct words *source, const struct words *target,
                       struct rns_error *err)
{
    return (l->i < source->count && l->j < target->count) ||
           fail(err, RNS_BAD_DATA,
                "link %d-%d is outside the pair of %d source and %d target words (words count from "
                "0, as tokenized)",
                l->i, l->j, source->count, target->count);
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
        if (ok) fan[links->at[k].j]++;
    }
    for (int k = 0; k < links->count && ok; k++)
        add_link(to, &links->at[k], &source, &target, fan[links->at[k].j]);
    if (to->count > before) qsort(to->at + before, to->count - before, sizeof *to->at, compare);
    memory_free(fan);
    memory_free(source.start);
    memory_free(target.start);
    return ok;
}
