/* Lines are cut into spans (nearly always one a line), the spans searched longest first in
 * batches of about the same length, and put together again in the order of the lines. */
#include "rnnsearch.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/str.h"
#include "model/model.h"
#include "task/ensemble.h"
#include "task/lexicon.h"
#include "task/span.h"
#include "task/search.h"
#include "task/sentence.h"
#include "task/wording.h"
#include "task/words.h"

enum { MOST_BEAM = 1000 };

struct span {
    const struct sentence *of;
    int from, count;               /* words */
    const struct sentence *prefix; /* NULL: none */
    struct rns_pairs found;
};

struct job {
    const struct rns_model *model;
    const struct network **net; /* [nets] of the model and of its ensemble */
    int nets;
    const struct rns_search *how;
    int lines, spans;
    struct sentence *sentence; /* [lines] */
    struct sentence *prefix;   /* [lines] or NULL */
    struct span *span;         /* [spans] those of each line side by side */
    int *first;                /* [lines + 1] of each line in span */
    struct search_memory mem;
};

struct rns_search rns_search_default(void)
{
    return (struct rns_search){
        .beam = 5,
        .n_best = 1,
        .alpha = 1,
        .max_length_factor = 2,
        .allow_unk = false,
        .batch = 64,
        .shortlist_first = 100,
        .shortlist_best = 400,
        .temperature = 1,
    };
}

static bool check_constraints(const struct rns_search *how, struct rns_error *err)
{
    if (!(how->min_length_factor >= 0 && how->min_length_factor <= how->max_length_factor))
        return fail(err, RNS_USAGE,
                    "minimal length factor %g is out of range: 0 to the maximal, %g",
                    how->min_length_factor, how->max_length_factor);
    if (!(how->length_reward >= 0 && how->length_reward <= 100))
        return fail(err, RNS_USAGE, "length reward %g is out of range: 0 to 100",
                    how->length_reward);
    if (!(how->coverage_penalty >= 0 && how->coverage_penalty <= 100))
        return fail(err, RNS_USAGE, "coverage penalty %g is out of range: 0 to 100",
                    how->coverage_penalty);
    if (how->no_repeat_ngram < 0)
        return fail(err, RNS_USAGE, "n-grams of %d words cannot repeat; take 1 or more, 0 for none",
                    how->no_repeat_ngram);
    if (how->sample && how->beam > 1)
        return fail(err, RNS_USAGE,
                    "sampling draws one translation, a beam of %d keeps more; "
                    "take a beam of 1",
                    how->beam);
    if (!(how->temperature > 0 && how->temperature <= 100))
        return fail(err, RNS_USAGE, "temperature %g is out of range: above 0, at most 100",
                    how->temperature);
    if (how->prefix && how->lexicon)
        return fail(err, RNS_USAGE,
                    "a prefix may have words that a shortlist has not; use one or the other");
    return true;
}

static bool check_models(const struct rns_model *model, const struct rns_search *how,
                         struct rns_error *err)
{
    const bool attends = model->network.sizes.decoder != DECODER_ENCDEC;
    for (int k = 0; k < how->ensemble_count; k++)
        if (!ensemble_fits(model, how->ensemble[k]))
            return fail(err, RNS_USAGE,
                        "model %d of the ensemble has another vocabulary or tokenizer than the "
                        "first; train them on the same text with the same [text] settings",
                        k + 2);
    if (how->replace_unk && (!attends || model->target_segmenter.bpe))
        return fail(err, RNS_USAGE, "<unk> cannot be replaced: this model %s",
                    attends ? "is of subwords, which leave none" : "has no attention");
    if (how->coverage_penalty > 0 && !attends)
        return fail(err, RNS_USAGE, "there is no coverage: this model has no attention");
    if (how->coverage_penalty > 0 && model->network.sizes.attention.window != WINDOW_GLOBAL)
        return fail(err, RNS_USAGE,
                    "a coverage penalty is for attention that sees whole sentences, not for "
                    "attention.window = local-m or local-p");
    return true;
}

static bool check(const struct rns_model *model, const struct rns_search *how,
                  struct rns_error *err)
{
    if (how->beam < 1 || how->beam > MOST_BEAM)
        return fail(err, RNS_USAGE, "a beam of %d cannot be searched; take 1 to %d", how->beam,
                    MOST_BEAM);
    if (how->n_best < 1 || how->n_best > how->beam)
        return fail(err, RNS_USAGE, "n-best %d is out of range: at least 1, at most the beam, %d",
                    how->n_best, how->beam);
    if (!(how->alpha >= 0 && how->alpha <= 100))
        return fail(err, RNS_USAGE, "length normalisation %g is out of range: 0 to 100",
                    how->alpha);
    if (!(how->max_length_factor >= 0 && how->max_length_factor <= 1000))
        return fail(err, RNS_USAGE, "maximal length factor %g is out of range: 0 to 1000",
                    how->max_length_factor);
    if (how->batch < 1)
        return fail(err, RNS_USAGE, "a batch of %d cannot be searched; take 1 or more", how->batch);
    if (how->shortlist_first < 0 || how->shortlist_best < 0)
        return fail(err, RNS_USAGE, "a shortlist of the first %d and the best %d; take 0 or more",
                    how->shortlist_first, how->shortlist_best);
    if (how->lexicon && !lexicon_fits(how->lexicon, model))
        return fail(err, RNS_USAGE, "the lexicon was read for another model");
    return check_constraints(how, err) && check_models(model, how, err);
}

/* --- lines to spans -------------------------------------------------------------------------- */

static void read_prefixes(struct job *job)
{
    const struct rns_model *model = job->model;
    if (!job->how->prefix) return;
    job->prefix = memory_new((size_t)job->lines, sizeof *job->prefix);
    for (int i = 0; i < job->lines; i++)
        sentence_read(&job->prefix[i], &model->target_segmenter, model->target_vocab,
                      job->how->prefix[i]);
}

static void cut(struct job *job, const char *const *line)
{
    size_t room = 0;
    job->sentence = memory_new((size_t)job->lines, sizeof *job->sentence);
    job->first = memory_new((size_t)job->lines + 1, sizeof *job->first);
    for (int i = 0; i < job->lines; i++) {
        struct sentence *s = &job->sentence[i];
        sentence_read(s, &job->model->source_segmenter, job->model->source_vocab, line[i]);
        for (int from = 0, end; from < s->count; from = end) {
            end = span_end(s, from);
            job->span = memory_grow(job->span, (size_t)job->spans, &room, sizeof *job->span);
            job->span[job->spans++] = (struct span){
                .of = s,
                .from = from,
                .count = end - from,
                .prefix = job->prefix && from == 0 ? &job->prefix[i] : NULL,
            };
        }
        job->first[i + 1] = job->spans;
    }
}

static int by_length(const void *a, const void *b)
{
    const struct span *p = *(struct span *const *)a, *q = *(struct span *const *)b;
    return p->count != q->count ? (p->count < q->count) - (p->count > q->count) : (p > q) - (p < q);
}

static struct span **sort_spans(const struct job *job)
{
    struct span **order = memory_new((size_t)job->spans, sizeof(struct span *));
    for (int p = 0; p < job->spans; p++) order[p] = &job->span[p];
    qsort(order, (size_t)job->spans, sizeof *order, by_length);
    return order;
}

/* --- hypotheses to pairs ---------------------------------------------------------------------- */

/* The rows of T words and </s>: a word of the hypothesis has its row as often as `words` says. */
static double *copy_align(const struct hypothesis *h, const int *words, int T)
{
    const struct mat alpha = h->alpha;
    if (!alpha.at) return NULL;
    double *align = memory_new(((size_t)T + 1) * (size_t)alpha.cols, sizeof *align), *to = align;
    for (int i = 0; i <= h->T; i++)
        for (int k = 0; k < (i < h->T ? words[i] : 1); k++)
            for (int j = 0; j < alpha.cols; j++) *to++ = row(alpha, i)[j];
    return align;
}

/* Words that stand for one share its log p. */
static double *copy_log_p(const struct hypothesis *h, const int *words, int T)
{
    double *log_p = memory_new((size_t)T + 1, sizeof *log_p), *to = log_p;
    for (int i = 0; i < h->T; i++)
        for (int k = 0; k < words[i]; k++) *to++ = h->word_log_p[i] / words[i];
    *to = h->word_log_p[h->T];
    return log_p;
}

static struct rns_pair pair_new(const struct job *job, const struct span *span,
                                const struct hypothesis *h)
{
    struct str tokens = { 0 }, text = { 0 };
    struct rns_pair pair = { .S = span->count, .log_p = h->log_p, .score = h->score };
    const struct wording wording = { job->how, job->model->target_vocab,
                                     span->of->word + span->from, span->prefix };
    int *words = memory_new((size_t)h->T + 1, sizeof *words);
    wording_write(&wording, h, &tokens, words);
    desegment(&job->model->target_segmenter, str_text(&tokens), &text);
    pair.source = words_copy(span->of->word + span->from, span->count);
    pair.target = words_split(str_text(&tokens), &pair.T);
    pair.align = copy_align(h, words, pair.T);
    pair.word_log_p = copy_log_p(h, words, pair.T);
    pair.text = memory_copy(str_text(&text));
    memory_free(words);
    str_free(&tokens);
    str_free(&text);
    return pair;
}

static bool holds_text(const struct rns_pairs *pairs, const char *text)
{
    for (int i = 0; i < pairs->count; i++)
        if (strcmp(pairs->at[i].text, text) == 0) return true;
    return false;
}

/* The n best; of those that read the same as raw text only the first. */
static void keep_best(const struct job *job, struct span *span, const struct hypotheses *found)
{
    span->found.at = memory_new((size_t)job->how->n_best, sizeof *span->found.at);
    for (int k = 0; k < found->count && span->found.count < job->how->n_best; k++) {
        struct rns_pair pair = pair_new(job, span, &found->at[k]);
        if (holds_text(&span->found, pair.text)) rns_pair_free(&pair);
        else span->found.at[span->found.count++] = pair;
    }
}

/* --- batches ---------------------------------------------------------------------------------- */

static bool translate_batch(struct job *job, struct span *const *span, int B, struct rns_error *err)
{
    struct arena *mem = &job->mem.out;
    const int **id = arena_take(mem, (size_t)B, sizeof *id);
    int *length = arena_take(mem, (size_t)B, sizeof *length);
    struct prefix *prefix = arena_zero(mem, (size_t)B, sizeof *prefix);
    struct hypotheses *found = arena_zero(mem, (size_t)B, sizeof *found);
    bool ok = true;
    for (int b = 0; b < B; b++) {
        const int count = span[b]->count;
        int *copy = arena_take(mem, (size_t)count + 1, sizeof *copy);
        memcpy(copy, span[b]->of->id + span[b]->from, (size_t)count * sizeof *copy);
        copy[count] = VOCAB_EOS;
        id[b] = copy;
        length[b] = count + 1;
        if (span[b]->prefix)
            prefix[b] = (struct prefix){ span[b]->prefix->count, span[b]->prefix->id };
    }
    const struct packed source = packed_new(mem, B, id, length);
    search(&(struct search_plan){ job->net, job->nets, job->how, &source, prefix }, found,
           &job->mem);
    for (int b = 0; b < B && ok; b++) {
        ok = found[b].count > 0 || fail(err, RNS_BAD_MODEL,
                                        "the model's probabilities are not numbers: its training "
                                        "diverged; take an earlier model");
        keep_best(job, span[b], &found[b]);
    }
    arena_reset(mem);
    return ok;
}

static bool translate_spans(struct job *job, struct rns_error *err)
{
    struct span **order = sort_spans(job);
    bool ok = true;
    for (int from = 0, B; from < job->spans && ok; from += B) {
        B = search_room(job->how, order[from]->count + 1);
        if (B > job->spans - from) B = job->spans - from;
        ok = translate_batch(job, order + from, B, err);
    }
    memory_free(order);
    return ok;
}

/* --- spans to lines -------------------------------------------------------------------------- */

static void give_blank(struct rns_pairs *result)
{
    result->count = 1;
    result->at = memory_new(1, sizeof *result->at);
    result->at[0].text = memory_copy("");
}

static void give(const struct job *job, int line, struct rns_pairs *result)
{
    const int count = job->first[line + 1] - job->first[line];
    struct span *span = count ? job->span + job->first[line] : NULL;
    *result = (struct rns_pairs){ 0 };
    if (count == 0) {
        give_blank(result);
    } else if (count == 1) {
        *result = span->found;
        span->found = (struct rns_pairs){ 0 };
    } else {
        struct rns_pairs *found = memory_new((size_t)count, sizeof *found);
        for (int p = 0; p < count; p++) found[p] = span[p].found;
        spans_join(found, count, job->how->alpha, result);
        memory_free(found);
    }
    for (int k = 0; k < result->count && job->model->target_segmenter.bpe; k++)
        words_join(&result->at[k]);
}

static void job_free(struct job *job)
{
    for (int p = 0; p < job->spans; p++) rns_pairs_free(&job->span[p].found);
    for (int i = 0; i < job->lines; i++) sentence_free(&job->sentence[i]);
    for (int i = 0; i < job->lines && job->prefix; i++) sentence_free(&job->prefix[i]);
    memory_free(job->prefix);
    memory_free(job->net);
    memory_free(job->span);
    memory_free(job->sentence);
    memory_free(job->first);
    search_memory_free(&job->mem);
}

static void take_networks(struct job *job)
{
    job->nets = 1 + job->how->ensemble_count;
    job->net = memory_new((size_t)job->nets, sizeof *job->net);
    job->net[0] = &job->model->network;
    for (int k = 1; k < job->nets; k++) job->net[k] = &job->how->ensemble[k - 1]->network;
}

bool rns_translate(const struct rns_model *model, const char *const *line, int n,
                   const struct rns_search *how, struct rns_pairs *result, struct rns_error *err)
{
    struct rns_search own = *how;
    struct job job = { .model = model, .how = &own, .lines = n };
    if (!check(model, how, err)) return false;
    own.allow_unk |= own.replace_unk;
    memory_return_freed();
    take_networks(&job);
    read_prefixes(&job);
    cut(&job, line);
    const bool ok = translate_spans(&job, err);
    for (int i = 0; i < n && ok; i++) give(&job, i, &result[i]);
    job_free(&job);
    return ok;
}
