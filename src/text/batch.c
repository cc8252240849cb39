#include "text/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "text/bitext.h"

/* What a pair takes of a batch's size. */
static int cost(const struct bitext *b, const struct batch_plan *plan, int pair)
{
    return plan->unit == BATCH_WORDS ? bitext_target_length(b, pair) : 1;
}

/* Where the pairs from `from` on that fit together in `size` end, at `to` at the latest; one fits
 * always. */
static int fill(const struct bitext *b, const struct batch_plan *plan, const int *pair, int from,
                int to, long size)
{
    int end = from;
    for (long used = 0; end < to; end++) {
        used += cost(b, plan, pair[end]);
        if (used > size && end > from) break;
    }
    return end;
}

struct key {
    int target, source, place, pair;
};

static int compare(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->target != y->target) return x->target < y->target ? -1 : 1;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return x->place - y->place;
}

/* By target length, which is what the decoder costs, then by source length. */
static void sort_window(const struct bitext *b, int *pair, int count, struct key *keys)
{
    for (int i = 0; i < count; i++)
        keys[i] = (struct key){ bitext_target_length(b, pair[i]), bitext_source_length(b, pair[i]),
                                i, pair[i] };
    qsort(keys, count, sizeof *keys, compare);
    for (int i = 0; i < count; i++) pair[i] = keys[i].pair;
}

static int count_batches(const struct bitext *b, const struct batch_plan *plan, const int *pair,
                         int count, long size)
{
    int batches = 0;
    for (int from = 0; from < count; batches++) from = fill(b, plan, pair, from, count, size);
    return batches;
}

/* The least size that cuts the pairs into no more batches than plan->size does: without it the last
 * batch of a window would be a small rest. */
static long even_size(const struct bitext *b, const struct batch_plan *plan, const int *pair,
                      int count)
{
    const int batches = count_batches(b, plan, pair, count, plan->size);
    long least = 1, most = plan->size;
    while (least < most) {
        const long middle = (least + most) / 2;
        if (count_batches(b, plan, pair, count, middle) > batches) least = middle + 1;
        else most = middle;
    }
    return most;
}

/* Cuts what is not yet cut, as far as `to`, into batches. */
static void cut(struct epoch *e, const struct bitext *b, const struct batch_plan *plan, int to,
                long size)
{
    for (int from = e->start[e->batches]; from < to;) {
        from = fill(b, plan, e->pair, from, to, size);
        e->start[++e->batches] = from;
    }
}

static void cut_windows(struct epoch *e, const struct bitext *b, const struct batch_plan *plan)
{
    const long size = (long)plan->size * plan->window;
    struct key *keys = memory_new(b->pairs, sizeof *keys);
    for (int from = 0, to; from < b->pairs; from = to) {
        to = fill(b, plan, e->pair, from, b->pairs, size);
        sort_window(b, e->pair + from, to - from, keys);
        cut(e, b, plan, to, even_size(b, plan, e->pair + from, to - from));
    }
    memory_free(keys);
}

/* Puts whole batches in a random order. */
static void shuffle_batches(struct epoch *e, struct rng *rng)
{
    const int pairs = e->start[e->batches];
    int *order = memory_new(e->batches, sizeof *order);
    int *pair = memory_new(pairs, sizeof *pair);
    int *start = memory_new((size_t)e->batches + 1, sizeof *start);
    for (int k = 0; k < e->batches; k++) order[k] = k;
    rng_shuffle(rng, order, e->batches);
    for (int k = 0; k < e->batches; k++) {
        const int from = e->start[order[k]], count = e->start[order[k] + 1] - from;
        memcpy(pair + start[k], e->pair + from, count * sizeof *pair);
        start[k + 1] = start[k] + count;
    }
    memory_free(order);
    memory_free(e->pair);
    memory_free(e->start);
    e->pair = pair;
    e->start = start;
}

uint64_t batch_plan_hash(const struct bitext *b, const struct batch_plan *plan)
{
    uint64_t hash = rng_hash(plan->seed, (uint64_t)plan->unit);
    hash = rng_hash(hash, (uint64_t)plan->size);
    hash = rng_hash(hash, (uint64_t)plan->window);
    return bitext_hash(b, hash);
}

/* a b .. becomes a a b b ..; batches have the same pairs as before. */
static void stand_twice(struct epoch *e)
{
    const int pairs = e->start[e->batches];
    int *pair = memory_new(2 * (size_t)pairs, sizeof *pair);
    for (int i = 0; i < pairs; i++) pair[2 * i] = pair[2 * i + 1] = e->pair[i];
    for (int k = 0; k <= e->batches; k++) e->start[k] *= 2;
    memory_free(e->pair);
    e->pair = pair;
}

static struct epoch new_order(const struct bitext *b, const struct batch_plan *plan, int number)
{
    struct rng rng;
    struct epoch e = { .pair = memory_new(b->pairs, sizeof *e.pair),
                       .start = memory_new((size_t)b->pairs + 1, sizeof *e.start) };
    for (int i = 0; i < b->pairs; i++) e.pair[i] = i;
    if (plan->window == 0) {
        cut(&e, b, plan, b->pairs, plan->size);
        return e;
    }
    rng_seed(&rng, rng_hash(plan->seed, number));
    rng_shuffle(&rng, e.pair, b->pairs);
    cut_windows(&e, b, plan);
    shuffle_batches(&e, &rng);
    return e;
}

struct epoch epoch_new(const struct bitext *b, const struct batch_plan *plan, int number)
{
    struct epoch e = new_order(b, plan, number);
    if (plan->twice) stand_twice(&e);
    return e;
}

void epoch_free(struct epoch *e)
{
    memory_free(e->pair);
    memory_free(e->start);
    *e = (struct epoch){ 0 };
}

/* Where each target column finds its source: both know which pair they came from. */
static int *match_columns(struct arena *mem, const struct packed *source,
                          const struct packed *target)
{
    int *column_of = arena_take(mem, source->B, sizeof *column_of);
    int *column = arena_take(mem, target->B, sizeof *column);
    for (int c = 0; c < source->B; c++) column_of[source->origin[c]] = c;
    for (int c = 0; c < target->B; c++) column[c] = column_of[target->origin[c]];
    return column;
}

struct batch batch_of(struct arena *mem, int B, const int *const *source,
                      const int *source_length_of, const int *const *target,
                      const int *target_length_of)
{
    struct batch batch = { .B = B };
    batch.source = packed_new(mem, B, source, source_length_of);
    batch.target = packed_new(mem, target ? B : 0, target, target_length_of);
    batch.column = match_columns(mem, &batch.source, &batch.target);
    batch.pair = batch.target.origin;
    return batch;
}

static int link_count(const struct bitext *b, int pair)
{
    int count;
    bitext_links(b, pair, &count);
    return count;
}

/* What is left of a pair's links. */
struct rest {
    const struct piece_link *at;
    int count;
};

/* The links of a batch's pairs by the rows of its target. */
static struct guide guide_new(const struct bitext *b, const struct batch *batch, struct arena *mem)
{
    const struct packed *w = &batch->target;
    size_t links = 0;
    for (int c = 0; c < w->B; c++) links += (size_t)link_count(b, batch->pair[c]);
    if (links == 0) return (struct guide){ 0 };

    struct rest *rest = arena_take(mem, (size_t)w->B, sizeof *rest);
    int *at = arena_take(mem, (size_t)w->rows + 1, sizeof *at), count = 0;
    struct guide_link *link = arena_take(mem, links, sizeof *link);
    for (int c = 0; c < w->B; c++) rest[c].at = bitext_links(b, batch->pair[c], &rest[c].count);
    for (int t = 0; t < w->T; t++)
        for (int c = 0; c < packed_count(w, t); c++) {
            at[packed_row(w, t, c)] = count;
            for (; rest[c].count > 0 && rest[c].at->i == t; rest[c].at++, rest[c].count--)
                link[count++] = (struct guide_link){ rest[c].at->j, rest[c].at->share };
        }
    at[w->rows] = count;
    return (struct guide){ at, link };
}

struct batch batch_new(const struct bitext *b, const int *given, int B, struct arena *mem)
{
    const int **source = arena_take(mem, B, sizeof *source);
    const int **target = arena_take(mem, B, sizeof *target);
    int *S = arena_take(mem, B, sizeof *S), *T = arena_take(mem, B, sizeof *T);
    for (int i = 0; i < B; i++) {
        source[i] = bitext_source(b, given[i], &S[i]);
        target[i] = bitext_target(b, given[i], &T[i]);
    }
    struct batch batch = batch_of(mem, B, source, S, target, T);
    int *pair = arena_take(mem, B, sizeof *pair);
    for (int c = 0; c < B; c++) pair[c] = given[batch.target.origin[c]];
    batch.pair = pair;
    batch.guide = guide_new(b, &batch, mem);
    return batch;
}

struct batch batch_of_epoch(const struct bitext *b, const struct epoch *e, int k, struct arena *mem)
{
    assert(0 <= k && k < e->batches);
    return batch_new(b, e->pair + e->start[k], e->start[k + 1] - e->start[k], mem);
}

/* --- how much ---------------------------------------------------------------------------------*/

static int max_int(int a, int b) { return a > b ? a : b; }

struct batch_shape batch_shape_add(struct batch_shape s, int S, int T)
{
    return (struct batch_shape){
        s.B + 1, max_int(s.S, S), max_int(s.T, T), s.source_words + S, s.target_words + T, s.links
    };
}

struct batch_shape batch_shape_add_pair(struct batch_shape s, const struct bitext *b, int pair)
{
    s = batch_shape_add(s, bitext_source_length(b, pair), bitext_target_length(b, pair));
    s.links += link_count(b, pair);
    return s;
}

struct batch_shape batch_shape_twice(struct batch_shape s)
{
    return (struct batch_shape){ 2 * s.B,    s.S, s.T, 2 * s.source_words, 2 * s.target_words,
                                 2 * s.links };
}

/* Something a pair brings, and what it takes of a batch's size for that. */
struct worth {
    double ratio;
    int value, cost;
};

static int compare_worth(const void *a, const void *b)
{
    const struct worth *x = a, *y = b;
    return (x->ratio < y->ratio) - (x->ratio > y->ratio);
}

/* Leaves those that bring most for what they take, `most` of them. */
static size_t select_best(struct worth *each, size_t count, size_t most)
{
    qsort(each, count, sizeof *each, compare_worth);
    return count < most ? count : most;
}

/* At least the sum of a value of any pairs that fit together in a batch: those that bring most for
 * what they take, up to the first that does not fit and with it.  Each takes 1 or more, so that no
 * more than plan->size of them count. */
static long most(const struct bitext *b, const struct batch_plan *plan,
                 int (*value)(const struct bitext *, int pair))
{
    const size_t size = (size_t)plan->size, pairs = (size_t)b->pairs;
    const size_t room = 2 * size < pairs ? 2 * size : pairs;
    long sum = 0, used = 0;
    int largest = 0;
    size_t count = 0;
    struct worth *each = memory_new(room, sizeof *each);
    for (int k = 0; k < b->pairs; k++) {
        const int brings = value(b, k), takes = cost(b, plan, k);
        if (count == room) count = select_best(each, count, size);
        each[count++] = (struct worth){ (double)brings / takes, brings, takes };
        largest = max_int(largest, brings);
    }
    count = select_best(each, count, size);
    for (size_t i = 0; i < count && used < plan->size; i++) {
        sum += each[i].value;
        used += each[i].cost;
    }
    memory_free(each);
    return sum > largest ? sum : largest;
}

static int one(const struct bitext *b, int pair)
{
    (void)b;
    (void)pair;
    return 1;
}

struct batch_shape batch_shape_most(const struct bitext *b, const struct batch_plan *plan)
{
    struct batch_shape s = { 0 };
    for (int k = 0; k < b->pairs; k++) s = batch_shape_add_pair(s, b, k);
    if (s.links) s.links = most(b, plan, link_count);
    s.source_words = most(b, plan, bitext_source_length);
    s.target_words = most(b, plan, bitext_target_length);
    s.B = (int)most(b, plan, one);
    return plan->twice ? batch_shape_twice(s) : s;
}
