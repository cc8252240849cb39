#include "text/bpe_learn.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "text/bpe_pairs.h"
#include "text/utf8.h"

struct word {
    int *symbol; /* [count] */
    int count;
    long seen;
};

struct learner {
    struct map symbol; /* text -> number, counting up as they came */
    struct pairs pairs;
    struct word *word;
    int words;
    struct arena mem; /* of the words' symbols */
    int *times;       /* [words] 0 but while one pair's words are found */
    int *before;      /* [longest word] */
};

static int symbol_of(struct learner *l, const char *text, size_t length)
{
    return *map_put(&l->symbol, text, length, l->symbol.count);
}

/* --- words to symbols ------------------------------------------------------------------------- */

static void split(struct learner *l, const char *text, size_t length, struct word *w)
{
    struct str last = { 0 };
    const char *end = text + length;
    w->symbol = arena_take(&l->mem, length, sizeof *w->symbol);
    for (const char *at = text, *next = text; at < end; at = next) {
        utf8_next(&next);
        if (next < end) {
            w->symbol[w->count++] = symbol_of(l, at, (size_t)(next - at));
            continue;
        }
        str_bytes(&last, at, (size_t)(end - at));
        str_add(&last, "</w>");
        w->symbol[w->count++] = symbol_of(l, last.at, last.length);
    }
    str_free(&last);
}

/* The words of all texts, one after the other in *all, each once. */
static void join(const struct map *const *words, int texts, struct map *place, struct word **all)
{
    size_t room = 0, length;
    for (int t = 0; t < texts; t++) {
        for (int i = 0; i < words[t]->count; i++) {
            const char *text = map_key(words[t], i, &length);
            if (memchr(text, '\r', length)) continue; /* no line of merges could hold it */
            const int new = place->count, k = *map_put(place, text, length, new);
            if (k == new) {
                *all = memory_grow(*all, (size_t) new, &room, sizeof **all);
                (*all)[new] = (struct word){ 0 };
            }
            (*all)[k].seen += map_value(words[t], i);
        }
    }
}

static void begin(struct learner *l, const struct map *const *words, int texts)
{
    struct map place = { 0 };
    size_t length, longest = 0;
    join(words, texts, &place, &l->word);
    l->words = place.count;
    l->pairs.symbol = &l->symbol;
    for (int i = 0; i < l->words; i++) {
        struct word *w = &l->word[i];
        const char *text = map_key(&place, i, &length);
        split(l, text, length, w);
        for (int k = 0; k + 1 < w->count; k++)
            pairs_change(&l->pairs, w->symbol + k, i, 1, w->seen);
        if ((size_t)w->count > longest) longest = (size_t)w->count;
    }
    l->times = memory_new((size_t)l->words, sizeof *l->times);
    l->before = memory_new(longest, sizeof *l->before);
    map_free(&place);
}

static void end(struct learner *l)
{
    pairs_free(&l->pairs);
    map_free(&l->symbol);
    arena_free(&l->mem);
    memory_free(l->word);
    memory_free(l->times);
    memory_free(l->before);
}

/* --- one merge -------------------------------------------------------------------------------- */

static bool stands_at(const int *symbol, int count, int i, const int pair[2])
{
    return i + 1 < count && symbol[i] == pair[0] && symbol[i + 1] == pair[1];
}

/* The pairs around each place that is merged are no more: in A B C D, where B C is, A B and C D.
 * A pair between two such places, C B in B C B C, goes once, as what stands before the second. */
static void take_neighbours(struct learner *l, int word, const int *old, int count,
                            const int pair[2])
{
    const long seen = l->word[word].seen;
    for (int i = 0; i < count; i++) {
        if (!stands_at(old, count, i, pair)) continue;
        if (i) pairs_change(&l->pairs, old + i - 1, word, -1, seen);
        if (i + 2 < count && !stands_at(old, count, i + 2, pair))
            pairs_change(&l->pairs, old + i + 1, word, -1, seen);
        i++;
    }
}

/* The pairs around the new symbol are new: in A BC D, A BC and BC D.  BC BC counts once.  Where BC
 * stood already its pairs count again, as they do in subword-nmt. */
static void give_neighbours(struct learner *l, int word, int whole)
{
    const struct word *w = &l->word[word];
    for (int i = 0; i < w->count; i++) {
        if (w->symbol[i] != whole) continue;
        if (i) pairs_change(&l->pairs, w->symbol + i - 1, word, 1, w->seen);
        if (i + 1 < w->count && w->symbol[i + 1] != whole)
            pairs_change(&l->pairs, w->symbol + i, word, 1, w->seen);
    }
}

static void merge_word(struct learner *l, int word, const int pair[2], int whole)
{
    struct word *w = &l->word[word];
    const int count = w->count;
    int *old = l->before;
    memcpy(old, w->symbol, (size_t)count * sizeof *old);
    w->count = 0;
    for (int i = 0; i < count; i++) {
        const bool here = stands_at(old, count, i, pair);
        w->symbol[w->count++] = here ? whole : old[i];
        i += here;
    }
    take_neighbours(l, word, old, count, pair);
    give_neighbours(l, word, whole);
}

/* In every word in which it stands, as far as its changes tell. */
static void merge(struct learner *l, int best, int whole)
{
    struct pair *p = &l->pairs.pair[best];
    const int pair[2] = { p->left, p->right };
    struct pair_change *change = p->change;
    const size_t changes = p->changes;
    p->change = NULL;
    p->changes = p->room = 0;
    for (size_t i = 0; i < changes; i++) l->times[change[i].word] += change[i].times;
    for (size_t i = 0; i < changes; i++) {
        const int word = change[i].word, times = l->times[word];
        l->times[word] = 0;
        if (times > 0) merge_word(l, word, pair, whole);
    }
    memory_free(change);
    pairs_zero(&l->pairs, best);
}

/* --- all merges ------------------------------------------------------------------------------- */

static int write_merge(struct learner *l, const struct pair *p, struct str *codes)
{
    size_t left, right;
    const size_t from = codes->length;
    const char *a = map_key(&l->symbol, p->left, &left);
    const char *b = map_key(&l->symbol, p->right, &right);
    struct str whole = { 0 };
    str_bytes(codes, a, left);
    str_byte(codes, ' ');
    str_bytes(codes, b, right);
    str_byte(codes, '\n');
    str_bytes(&whole, codes->at + from, left);
    str_bytes(&whole, codes->at + from + left + 1, right);
    const int symbol = symbol_of(l, whole.at, whole.length);
    str_free(&whole);
    return symbol;
}

/* The most frequent pair.  When it is so rare that one set aside may be more frequent, all come
 * back, and after i merges those below i / (i + 10000) of the best are set aside. */
static int find_best(struct pairs *p, int i, double *least)
{
    int best = pairs_best(p);
    if (best >= 0 && (i == 0 || (double)p->pair[best].count >= *least)) return best;
    pairs_prune(p, *least);
    pairs_restore(p);
    best = pairs_best(p);
    if (best < 0) return best;
    *least = (double)(p->pair[best].count * i) / (i + 10000.0);
    pairs_prune(p, *least);
    return best;
}

void bpe_learn(const struct map *const *words, int texts, int merges, int min_frequency,
               struct str *codes)
{
    struct learner l = { 0 };
    struct pairs *p = &l.pairs;
    assert(min_frequency >= 1);
    str_add(codes, "#version: 0.2\n");
    begin(&l, words, texts);
    pairs_remember(p);
    double least = pairs_best(p) < 0 ? 0 : (double)p->pair[pairs_best(p)].count / 10;
    for (int i = 0; i < merges; i++) {
        const int best = find_best(p, i, &least);
        if (best < 0 || p->pair[best].count < min_frequency) break;
        merge(&l, best, write_merge(&l, &p->pair[best], codes));
        if (i % 100 == 0) pairs_prune(p, least);
    }
    end(&l);
}
