#include "text/bpe_pairs.h"

#include <string.h>

#include "base/memory.h"

void pairs_free(struct pairs *p)
{
    for (int i = 0; i < p->number.count; i++) memory_free(p->pair[i].change);
    map_free(&p->number);
    memory_free(p->pair);
    memory_free(p->heap);
    *p = (struct pairs){ 0 };
}

/* --- heap: no pair is before the one above it ------------------------------------------------- */

static int compare_symbols(const struct pairs *p, int a, int b)
{
    return a == b ? 0 : strcmp(map_key(p->symbol, a, NULL), map_key(p->symbol, b, NULL));
}

static bool is_before(const struct pairs *p, int a, int b)
{
    const struct pair *x = &p->pair[a], *y = &p->pair[b];
    if (x->count != y->count) return x->count > y->count;
    const int left = compare_symbols(p, x->left, y->left);
    return left ? left > 0 : compare_symbols(p, x->right, y->right) > 0;
}

static void put(struct pairs *p, int place, int pair)
{
    p->heap[place] = pair;
    p->pair[pair].place = place;
}

static void rise(struct pairs *p, int place)
{
    const int pair = p->heap[place];
    for (int above; place > 0 && is_before(p, pair, p->heap[above = (place - 1) / 2]);
         place = above)
        put(p, place, p->heap[above]);
    put(p, place, pair);
}

static void sink(struct pairs *p, int place)
{
    const int pair = p->heap[place];
    for (int below; (below = 2 * place + 1) < p->queued; place = below) {
        if (below + 1 < p->queued && is_before(p, p->heap[below + 1], p->heap[below])) below++;
        if (!is_before(p, p->heap[below], pair)) break;
        put(p, place, p->heap[below]);
    }
    put(p, place, pair);
}

static void append(struct pairs *p, int pair)
{
    p->heap = memory_grow(p->heap, (size_t)p->queued, &p->heap_room, sizeof *p->heap);
    put(p, p->queued++, pair);
}

static void order_heap(struct pairs *p)
{
    for (int place = p->queued / 2; place-- > 0;) sink(p, place);
}

int pairs_best(const struct pairs *p) { return p->queued ? p->heap[0] : -1; }

/* --- counts ----------------------------------------------------------------------------------- */

static int number_of(struct pairs *p, const int pair[2])
{
    const int new = p->number.count;
    const int number = *map_put(&p->number, (const char *)pair, 2 * sizeof *pair, new);
    if (number != new) return number;
    p->pair = memory_grow(p->pair, (size_t) new, &p->room, sizeof *p->pair);
    p->pair[new] = (struct pair){ .left = pair[0], .right = pair[1], .place = -1 };
    return new;
}

void pairs_change(struct pairs *p, const int pair[2], int word, int times, long seen)
{
    const int number = number_of(p, pair);
    struct pair *x = &p->pair[number];
    x->change = memory_grow(x->change, x->changes, &x->room, sizeof *x->change);
    x->change[x->changes++] = (struct pair_change){ word, times };
    x->count += times * seen;
    if (x->place < 0) append(p, number);
    rise(p, x->place);
    sink(p, x->place);
}

void pairs_zero(struct pairs *p, int pair)
{
    p->pair[pair].count = 0;
    sink(p, p->pair[pair].place);
}

/* --- what is set aside ------------------------------------------------------------------------ */

static void set_aside(struct pair *x)
{
    x->aside = x->count < 0 ? x->aside + x->count : x->count;
    x->is_aside = true;
}

void pairs_remember(struct pairs *p)
{
    for (int i = 0; i < p->queued; i++) set_aside(&p->pair[p->heap[i]]);
}

void pairs_prune(struct pairs *p, double least)
{
    const int queued = p->queued;
    p->queued = 0;
    for (int i = 0; i < queued; i++) {
        struct pair *x = &p->pair[p->heap[i]];
        if ((double)x->count >= least) {
            put(p, p->queued++, p->heap[i]);
            continue;
        }
        set_aside(x);
        x->count = 0;
        x->place = -1;
    }
    order_heap(p);
}

void pairs_restore(struct pairs *p)
{
    for (int i = 0; i < p->number.count; i++) {
        struct pair *x = &p->pair[i];
        if (!x->is_aside || x->place >= 0) continue;
        x->count = x->aside;
        append(p, i);
    }
    order_heap(p);
}
