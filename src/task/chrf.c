#include "task/chrf.h"

#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "task/ngrams.h"
#include "text/utf8.h"

enum { ORDERS = 6 };

/* The characters of a line but for white space. */
struct letters {
    struct str valid;
    uint32_t *at;
    size_t room;
};

static struct sequence read_letters(struct letters *l, const char *line)
{
    str_clear(&l->valid);
    utf8_repair(line, strlen(line), &l->valid);
    if (l->room < l->valid.length) {
        l->room = 2 * l->valid.length;
        l->at = memory_resize(l->at, l->room, sizeof *l->at);
    }
    struct sequence s = { l->at, 0 };
    const char *at = str_text(&l->valid);
    for (uint32_t c; (c = utf8_next(&at));)
        if (!utf8_is_space(c)) l->at[s.length++] = c;
    return s;
}

static void release(struct letters *l)
{
    str_free(&l->valid);
    memory_free(l->at);
}

/* Precision and recall are the means over the orders that both sides have n-grams of;
 * F = (1 + β²) P R / (β² P + R), β = 2. */
static double f_score(const struct ngram_count *total)
{
    double precision = 0, recall = 0;
    int orders = 0;
    for (int n = 0; n < ORDERS; n++) {
        if (!total[n].hypothesis || !total[n].reference) continue;
        precision += (double)total[n].matched / (double)total[n].hypothesis;
        recall += (double)total[n].matched / (double)total[n].reference;
        orders++;
    }
    if (precision + recall == 0) return 0;
    precision /= orders;
    recall /= orders;
    return 100 * (5 * precision * recall) / (4 * precision + recall);
}

double chrf(const char *const *hypothesis, const char *const *reference, int n)
{
    struct ngram_count total[ORDERS] = { { 0 } }, count[ORDERS];
    struct ngrams grams = { 0 };
    struct letters h = { 0 }, r = { 0 };
    for (int i = 0; i < n; i++) {
        ngrams_count(&grams, read_letters(&h, hypothesis[i]), read_letters(&r, reference[i]),
                     ORDERS, count);
        for (int k = 0; k < ORDERS; k++) {
            /* A line too short to have a reference n-gram does not count against precision. */
            if (count[k].reference) total[k].hypothesis += count[k].hypothesis;
            total[k].reference += count[k].reference;
            total[k].matched += count[k].matched;
        }
    }
    release(&h);
    release(&r);
    ngrams_free(&grams);
    return f_score(total);
}
