#include "task/ngrams.h"

#include <string.h>

#include "base/memory.h"

struct ngram {
    uint64_t key;
    uint32_t sweep, name;
    int left; /* occurrences in the reference not yet matched */
};

static void make_room(struct ngrams *g, size_t positions)
{
    if (g->room && g->room >= 2 * positions) return;
    for (g->room = 64; g->room < 2 * positions;) g->room *= 2;
    g->name = memory_resize(g->name, g->room / 2, sizeof *g->name);
    memory_free(g->slot);
    g->slot = memory_new(g->room, sizeof *g->slot);
    g->sweep = 0;
}

static void empty(struct ngrams *g)
{
    if (++g->sweep) return;
    memset(g->slot, 0, g->room * sizeof *g->slot);
    g->sweep = 1;
}

static struct ngram *find(struct ngrams *g, uint64_t key)
{
    const uint64_t mixed = (key ^ key >> 29) * 0x9E3779B97F4A7C15u;
    size_t i = (mixed >> 32) & (g->room - 1);
    while (g->slot[i].sweep == g->sweep && g->slot[i].key != key) i = (i + 1) & (g->room - 1);
    struct ngram *slot = &g->slot[i];
    if (slot->sweep != g->sweep) *slot = (struct ngram){ key, g->sweep, (uint32_t)i, 0 };
    return slot;
}

/* The key of the n-gram at `i`; name[i] is that of its first n-1 members. */
static uint64_t key_of(const uint32_t *name, struct sequence s, int i, int n)
{
    return (uint64_t)(n > 1 ? name[i] : 0) << 32 | s.at[i + n - 1];
}

static int positions(struct sequence s, int n) { return s.length < n ? 0 : s.length - n + 1; }

void ngrams_count(struct ngrams *g, struct sequence hypothesis, struct sequence reference,
                  int orders, struct ngram_count *count)
{
    make_room(g, (size_t)hypothesis.length + reference.length);
    uint32_t *const ours = g->name, *const theirs = g->name + hypothesis.length;
    for (int n = 1; n <= orders; n++) {
        struct ngram_count *c = &count[n - 1];
        *c = (struct ngram_count){ positions(hypothesis, n), positions(reference, n), 0 };
        empty(g);
        for (int i = 0; i < c->reference; i++) {
            struct ngram *slot = find(g, key_of(theirs, reference, i, n));
            slot->left++;
            theirs[i] = slot->name;
        }
        for (int i = 0; i < c->hypothesis; i++) {
            struct ngram *slot = find(g, key_of(ours, hypothesis, i, n));
            if (slot->left > 0) c->matched++;
            slot->left--;
            ours[i] = slot->name;
        }
    }
}

void ngrams_free(struct ngrams *g)
{
    memory_free(g->slot);
    memory_free(g->name);
    *g = (struct ngrams){ 0 };
}
