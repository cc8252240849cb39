/* Corpus BLEU [Papineni et al. 2002], to the digits of sacreBLEU.
 *
 *     p_n  = 100 · matched n-grams / n-grams of the hypothesis       n = 1 .. 4
 *            100 / (2^k · n-grams) for the k-th order without a match (exp smoothing)
 *     BP   = 1 when c >= r, else exp(1 − r/c)       c, r: words of hypothesis and reference
 *     BLEU = BP · exp(¼ Σ ln p_n);  0 when nothing matches or an order has no n-grams
 */
#include "rnnsearch.h"

#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/str.h"
#include "task/chrf.h"
#include "task/ngrams.h"
#include "task/tokenize13a.h"
#include "text/utf8.h"

enum { ORDERS = 4 };

/* One side of a pair as numbers, and the strings on the way there. */
struct words {
    struct str valid, tokenized, work;
    uint32_t *at;
    size_t room;
};

static struct sequence read_words(struct words *w, struct map *seen, const char *line, bool cut)
{
    str_clear(&w->valid);
    utf8_repair(line, strlen(line), &w->valid);
    if (cut) tokenize_13a(str_text(&w->valid), &w->tokenized, &w->work);
    const char *at = str_text(cut ? &w->tokenized : &w->valid);
    size_t count = 0;
    for (;;) {
        const char *begin = at, *end = at;
        uint32_t c;
        while ((c = utf8_next(&at)) && !utf8_is_space(c)) end = at;
        if (end > begin) {
            w->at = memory_grow(w->at, count, &w->room, sizeof *w->at);
            w->at[count++] = (uint32_t)*map_put(seen, begin, (size_t)(end - begin), seen->count);
        }
        if (!c) return (struct sequence){ w->at, (int)count };
    }
}

static void release(struct words *w)
{
    str_free(&w->valid);
    str_free(&w->tokenized);
    str_free(&w->work);
    memory_free(w->at);
}

static void count_corpus(const char *const *hypothesis, const char *const *reference, int n,
                         bool tokenize, struct ngram_count *total)
{
    struct ngrams grams = { 0 };
    struct map seen = { 0 };
    struct words h = { 0 }, r = { 0 };
    for (int i = 0; i < n; i++) {
        struct ngram_count count[ORDERS];
        const struct sequence ours = read_words(&h, &seen, hypothesis[i], tokenize);
        const struct sequence theirs = read_words(&r, &seen, reference[i], tokenize);
        ngrams_count(&grams, ours, theirs, ORDERS, count);
        for (int k = 0; k < ORDERS; k++) {
            total[k].hypothesis += count[k].hypothesis;
            total[k].reference += count[k].reference;
            total[k].matched += count[k].matched;
        }
    }
    release(&h);
    release(&r);
    map_free(&seen);
    ngrams_free(&grams);
}

static double brevity(long c, long r)
{
    if (c >= r) return 1;
    return c ? exp(1 - (double)r / (double)c) : 0;
}

static void set_score(struct rns_bleu *b, const struct ngram_count *total)
{
    double sum = 0, smooth = 1;
    if (!total[0].matched) return;
    for (int k = 0; k < ORDERS && total[k].hypothesis; k++) {
        const double whole = (double)total[k].hypothesis;
        b->precision[k] = total[k].matched ? 100 * (double)total[k].matched / whole
                                           : 100 / ((smooth *= 2) * whole);
        sum += log(b->precision[k]);
    }
    if (total[ORDERS - 1].hypothesis) b->score = b->brevity_penalty * exp(sum / ORDERS);
}

struct rns_bleu rns_bleu(const char *const *hypothesis, const char *const *reference, int n,
                         bool tokenize)
{
    struct ngram_count total[ORDERS] = { { 0 } };
    count_corpus(hypothesis, reference, n, tokenize, total);
    struct rns_bleu b = { .hypothesis_length = total[0].hypothesis,
                          .reference_length = total[0].reference };
    b.brevity_penalty = brevity(b.hypothesis_length, b.reference_length);
    if (b.reference_length) b.ratio = (double)b.hypothesis_length / (double)b.reference_length;
    set_score(&b, total);
    b.chrf = chrf(hypothesis, reference, n);
    return b;
}
