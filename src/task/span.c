#include "task/span.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "task/sentence.h"
#include "text/bpe.h"
#include "text/utf8.h"

/* --- cutting ---------------------------------------------------------------------------------- */

enum stop { STOP_INSIDE, STOP_NONE, STOP_MARK, STOP_FULL };

/* What a word is as a place to cut behind: a word with letters or digits is none, and neither is
 * the inside of a word. */
static enum stop stop_of(const char *word)
{
    enum stop stop = STOP_MARK;
    if (bpe_goes_on(word, strlen(word))) return STOP_INSIDE;
    uint32_t c;
    while ((c = utf8_next(&word)) != 0) {
        if (utf8_is_letter(c) || utf8_is_digit(c)) return STOP_NONE;
        if (strchr(".!?", (int)(c < 128 ? c : ' ')) || c == 0x2026 || c == 0x3002 || c == 0xFF01 ||
            c == 0xFF1F)
            stop = STOP_FULL;
    }
    return stop;
}

int span_end(const struct sentence *s, int from)
{
    const int longest = from + SPAN_LONGEST;
    int end[STOP_FULL + 1] = { 0 };
    enum stop best = STOP_FULL;
    if (s->count <= SPAN_WHOLE || s->count <= longest) return s->count;
    for (int i = from + SPAN_LONGEST / 2; i < longest; i++) end[stop_of(s->word[i])] = i + 1;
    while (!end[best]) best--;
    return best == STOP_INSIDE ? longest : end[best];
}

/* --- joining ---------------------------------------------------------------------------------- */

static void append_words(char **to, char *const *word, int count)
{
    for (int i = 0; i < count; i++) to[i] = memory_copy(word[i]);
}

/* Puts the rows of a span at (row, column) of the whole; its </s> row too, which the next span
 * then writes over. */
static void place_block(const struct rns_pair *span, int row, int column, struct rns_pair *whole)
{
    const size_t width = (size_t)whole->S + 1;
    for (int i = 0; i <= span->T; i++) {
        const double *from = span->align + (size_t)i * ((size_t)span->S + 1);
        double *to = whole->align + (size_t)(row + i) * width;
        memset(to, 0, width * sizeof *to);
        memcpy(to + column, from, (size_t)span->S * sizeof *to);
        to[whole->S] = from[span->S];
    }
}

static double normalised(const struct rns_pair *p, double alpha)
{
    return p->log_p / pow(p->T + 1, alpha);
}

static struct rns_pair join_kth(const struct rns_pairs *span, int count, int k, double alpha)
{
    struct rns_pair whole = { 0 };
    struct str text = { 0 };
    for (int p = 0; p < count; p++) {
        whole.S += span[p].at[k].S;
        whole.T += span[p].at[k].T;
    }
    whole.source = memory_new((size_t)whole.S, sizeof *whole.source);
    whole.target = whole.T ? memory_new((size_t)whole.T, sizeof *whole.target) : NULL;
    whole.word_log_p = memory_new((size_t)whole.T + 1, sizeof(double));
    const size_t weights = ((size_t)whole.T + 1) * ((size_t)whole.S + 1);
    if (span[0].at[k].align && weights <= RNS_ALIGN_MOST)
        whole.align = memory_new(weights, sizeof(double));
    for (int p = 0, i = 0, j = 0; p < count; p++) {
        const struct rns_pair *part = &span[p].at[k];
        append_words(whole.source + j, part->source, part->S);
        if (whole.target) append_words(whole.target + i, part->target, part->T);
        if (whole.align) place_block(part, i, j, &whole);
        memcpy(whole.word_log_p + i, part->word_log_p, (size_t)part->T * sizeof(double));
        whole.word_log_p[whole.T] += part->word_log_p[part->T];
        if (text.length && *part->text) str_byte(&text, ' ');
        str_add(&text, part->text);
        whole.log_p += part->log_p;
        whole.score += part->score - normalised(part, alpha);
        i += part->T;
        j += part->S;
    }
    whole.text = text.at ? str_take(&text) : memory_copy("");
    return whole;
}

/* Stable: of equal scores the first stays first. */
static void sort_by_score(struct rns_pair *pair, int count)
{
    for (int k = 1; k < count; k++) {
        const struct rns_pair moved = pair[k];
        int i = k;
        for (; i > 0 && pair[i - 1].score < moved.score; i--) pair[i] = pair[i - 1];
        pair[i] = moved;
    }
}

void spans_join(const struct rns_pairs *span, int count, double alpha, struct rns_pairs *whole)
{
    assert(count > 0);
    whole->count = span[0].count;
    for (int p = 1; p < count; p++)
        if (span[p].count < whole->count) whole->count = span[p].count;
    whole->at = memory_new((size_t)whole->count, sizeof *whole->at);
    for (int k = 0; k < whole->count; k++) {
        whole->at[k] = join_kth(span, count, k, alpha);
        whole->at[k].score += normalised(&whole->at[k], alpha);
    }
    sort_by_score(whole->at, whole->count);
}
