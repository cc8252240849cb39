/* Pairs are scored in batches of about the same source length, so that little is kept at once. */
#include "rnnsearch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "model/model.h"
#include "task/score.h"
#include "task/sentence.h"
#include "task/words.h"
#include "text/batch.h"
#include "text/utf8.h"

/* The most a batch holds: pairs, words of both sides, and numbers of attention (S times T). */
enum { PAIRS_MOST = 64, WORDS_MOST = 6400, LINKS_MOST = 1 << 22 };

/* What is asked for: attention, where the model has it, and log p; or attention alone, or the
 * posterior alone. */
struct forcing {
    const struct rns_model *model;
    bool scored, posterior;
    bool blank; /* targets of no words count, too: what they say is </s> */
};

struct entry {
    struct sentence source, target;
    struct rns_pair *pair;
};

static char *repair(const char *line)
{
    struct str text = { 0 };
    utf8_repair(line, strlen(line), &text);
    return text.at ? str_take(&text) : memory_copy("");
}

/* Reads both sides; what is left to fill in is what the network says.  False when one is blank. */
static bool read_entry(struct entry *e, const struct forcing *f, const char *source,
                       const char *target)
{
    const struct rns_model *model = f->model;
    sentence_read(&e->source, &model->source_segmenter, model->source_vocab, source);
    sentence_read(&e->target, &model->target_segmenter, model->target_vocab, target);
    *e->pair = (struct rns_pair){ .text = repair(target) };
    if (e->source.count == 0 || (e->target.count == 0 && !f->blank)) return false;
    e->pair->S = e->source.count;
    e->pair->T = e->target.count;
    e->pair->source = words_copy(e->source.word, e->source.count);
    e->pair->target = words_copy(e->target.word, e->target.count);
    return true;
}

static void free_entry(struct entry *e)
{
    sentence_free(&e->source);
    sentence_free(&e->target);
}

static int by_length(const void *a, const void *b)
{
    const struct rns_pair *p = ((const struct entry *)a)->pair;
    const struct rns_pair *q = ((const struct entry *)b)->pair;
    if (p->S != q->S) return (p->S < q->S) - (p->S > q->S);
    if (p->T != q->T) return (p->T < q->T) - (p->T > q->T);
    return (p > q) - (p < q);
}

/* How many of the entries, sorted longest source first, go together. */
static int fill(const struct entry *entry, int count)
{
    long words = 0, T = 0;
    int B = 0;
    while (B < count && B < PAIRS_MOST) {
        words += entry[B].pair->S + entry[B].pair->T + 2;
        T += entry[B].pair->T + 1;
        if (B > 0 && (words > WORDS_MOST || T * (entry->pair->S + 1) > LINKS_MOST)) break;
        B++;
    }
    return B;
}

static struct batch pack(const struct entry *entry, int B, struct arena *mem)
{
    const int **source = arena_take(mem, (size_t)B, sizeof *source);
    const int **target = arena_take(mem, (size_t)B, sizeof *target);
    int *S = arena_take(mem, (size_t)B, sizeof *S), *T = arena_take(mem, (size_t)B, sizeof *T);
    for (int b = 0; b < B; b++) {
        source[b] = entry[b].source.id;
        target[b] = entry[b].target.id;
        S[b] = entry[b].source.count + 1;
        T[b] = entry[b].target.count + 1;
    }
    return batch_of(mem, B, source, S, target, T);
}

static double *gather_align(const struct packed *target, int column, struct mat alpha, int S)
{
    const int T = target->length[column];
    double *align = memory_new((size_t)T * (size_t)S, sizeof *align), *to = align;
    for (int i = 0; i < T; i++)
        for (int j = 0; j < S; j++) *to++ = row(alpha, packed_row(target, i, column))[j];
    return align;
}

static double *gather_log_p(const struct packed *target, int column, const double *nll)
{
    const int T = target->length[column];
    double *log_p = memory_new((size_t)T, sizeof *log_p);
    for (int i = 0; i < T; i++) log_p[i] = -nll[packed_row(target, i, column)];
    return log_p;
}

/* Fills in log p; gives α. */
static struct mat score_batch(const struct rns_model *model, const struct batch *batch,
                              const struct entry *entry, struct arena *mem)
{
    double *nll = arena_take(mem, (size_t)batch->B, sizeof *nll);
    double *word_nll = arena_take(mem, (size_t)batch->target.rows, sizeof *nll);
    struct mat alpha;
    network_score(&model->network, batch, nll, word_nll, &alpha, mem);
    for (int c = 0; c < batch->B; c++) {
        struct rns_pair *pair = entry[batch->target.origin[c]].pair;
        pair->log_p = -nll[c];
        pair->score = pair->log_p / pow(pair->T + 1, rns_search_default().alpha);
        pair->word_log_p = gather_log_p(&batch->target, c, word_nll);
    }
    return alpha;
}

/* The last weight is behind all that was computed. */
static bool is_sound(const struct rns_pair *p)
{
    return isfinite(p->log_p) &&
           (!p->align || isfinite(p->align[((size_t)p->T + 1) * ((size_t)p->S + 1) - 1]));
}

static bool force_batch(const struct forcing *f, const struct entry *entry, int B,
                        struct rns_error *err)
{
    struct arena mem = { 0 };
    const struct batch batch = pack(entry, B, &mem);
    const struct network *network = &f->model->network;
    const struct mat alpha = f->scored      ? score_batch(f->model, &batch, entry, &mem)
                             : f->posterior ? network_posterior(network, &batch, &mem)
                                            : network_align(network, &batch, &mem);
    bool ok = true;
    for (int c = 0; c < B; c++) {
        struct rns_pair *pair = entry[batch.target.origin[c]].pair;
        if (alpha.at) pair->align = gather_align(&batch.target, c, alpha, pair->S + 1);
        if (!is_sound(pair))
            ok = fail(err, RNS_BAD_MODEL,
                      "the model's probabilities are not numbers: its "
                      "training diverged; take an earlier model");
    }
    arena_free(&mem);
    return ok;
}

static bool force(const struct forcing *f, const char *const *source, const char *const *target,
                  int n, struct rns_pair *result, struct rns_error *err)
{
    struct entry *entry = memory_new((size_t)n, sizeof *entry);
    bool ok = true;
    int count = 0;
    for (int i = 0; i < n; i++) {
        entry[count].pair = &result[i];
        if (read_entry(&entry[count], f, source[i], target[i])) count++;
        else free_entry(&entry[count]);
        if ((result[i].S + 1.0) * (result[i].T + 1) > RNS_ALIGN_MOST)
            ok = fail(err, RNS_BAD_DATA, "a pair of %d and %d words is too long to align",
                      result[i].S, result[i].T);
    }
    qsort(entry, (size_t)count, sizeof *entry, by_length);
    for (int from = 0, B; from < count && ok; from += B) {
        B = fill(entry + from, count - from);
        ok = force_batch(f, entry + from, B, err);
    }
    for (int i = 0; i < count; i++) free_entry(&entry[i]);
    for (int i = 0; i < n && !ok; i++) rns_pair_free(&result[i]);
    memory_free(entry);
    return ok;
}

bool score_pieces(const struct rns_model *model, const char *const *source,
                  const char *const *target, int n, struct rns_pair *result, struct rns_error *err)
{
    return force(&(struct forcing){ .model = model, .scored = true }, source, target, n, result,
                 err);
}

bool score_hypotheses(const struct rns_model *model, const char *const *source,
                      const char *const *target, int n, struct rns_pair *result,
                      struct rns_error *err)
{
    const struct forcing f = { .model = model, .scored = true, .blank = true };
    return force(&f, source, target, n, result, err);
}

bool align_pieces(const struct rns_model *model, const char *const *source,
                  const char *const *target, int n, struct rns_pair *result, struct rns_error *err)
{
    return force(&(struct forcing){ .model = model }, source, target, n, result, err);
}

static void join_all(const struct rns_model *model, struct rns_pair *pair, int n)
{
    for (int i = 0; i < n && model->target_segmenter.bpe; i++) words_join(&pair[i]);
}

bool rns_score(const struct rns_model *model, const char *const *source, const char *const *target,
               int n, struct rns_pair *result, struct rns_error *err)
{
    if (!score_pieces(model, source, target, n, result, err)) return false;
    join_all(model, result, n);
    return true;
}

bool rns_align(const struct rns_model *model, const char *const *source, const char *const *target,
               int n, struct rns_pair *result, struct rns_error *err)
{
    if (!align_pieces(model, source, target, n, result, err)) return false;
    join_all(model, result, n);
    return true;
}

bool rns_posterior(const struct rns_model *model, const char *const *source,
                   const char *const *target, int n, struct rns_pair *result, struct rns_error *err)
{
    const struct forcing f = { .model = model, .posterior = true };
    if (!force(&f, source, target, n, result, err)) return false;
    join_all(model, result, n);
    return true;
}
