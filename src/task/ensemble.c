#include "task/ensemble.h"

#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "model/model.h"
#include "nn/vec.h"
#include "task/lexicon.h"
#include "task/search.h"
#include "text/bpe.h"

static bool attends(const struct member *m) { return m->net->sizes.decoder != DECODER_ENCDEC; }

static void begin(struct member *m, const struct rns_search *how, const struct packed *source,
                  struct search_memory *mem)
{
    const struct decoder *decoder = &m->net->decoder;
    const struct encoder_tape tape =
        encoder_forward(&m->net->encoder, source, &(struct encoder_dropout){ 0 }, &mem->work);
    m->decoding.decoder = decoder;
    m->decoding.memory = decoder_look_at(decoder, source, tape.h, &mem->kept);
    m->state = decoder_begin(&m->decoding, &mem->now);
    decoder_look_through(decoder, &m->decoding.memory, &mem->kept);
    arena_reset(&mem->work);
    if (!how->lexicon) return;
    struct word_set *words = lexicon_words(how, source, &mem->kept);
    m->list = shortlist_new(&decoder->out, words, source->B, &mem->kept);
    m->decoding.list = &m->list;
}

struct ensemble ensemble_begin(const struct network *const *net, int count,
                               const struct rns_search *how, const struct packed *source,
                               struct search_memory *mem)
{
    struct ensemble e = { .count = count };
    e.member = arena_zero(&mem->kept, (size_t)count, sizeof *e.member);
    for (int k = 0; k < count; k++) {
        e.member[k].net = net[k];
        begin(&e.member[k], how, source, mem);
        e.attending += attends(&e.member[k]);
    }
    return e;
}

static void scale(struct mat m, real factor)
{
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++) row(m, i)[j] *= factor;
}

void ensemble_step(struct ensemble *e, const int *word, struct mat alpha, struct arena *mem)
{
    int seen = 0;
    for (int k = 0; k < e->count; k++) {
        struct member *m = &e->member[k];
        struct mat own = { 0 };
        if (attends(m)) own = seen ? mat_take(mem, alpha.rows, alpha.cols) : alpha;
        m->state = decoder_step(&m->decoding, &m->state, word, own, mem);
        if (own.at && seen++) add(own, alpha);
    }
    if (seen > 1) scale(alpha, 1 / (real)seen);
}

static struct words_row pick(const struct member *m, int r, real *logit)
{
    const struct shortlist *list = m->decoding.list;
    const int count =
        list ? shortlist_pick(list, m->state.column[r], logit) : m->net->sizes.target_words;
    return (struct words_row){ logit, count, vec_log_sum_exp(logit, count) };
}

/* sum += (logit − log_z) / N */
static void add_log_p(struct words_row w, real share, real *sum)
{
    for (int v = 0; v < w.count; v++) sum[v] += share * (w.logit[v] - (real)w.log_z);
}

void ensemble_words(const struct ensemble *e, int from, struct mat logits, struct words_row *words,
                    struct arena *mem)
{
    const int n = logits.rows;
    const struct arena_mark mark = arena_mark(mem);
    const struct mat own = e->count > 1 ? mat_take(mem, n, logits.cols) : logits;
    for (int i = 0; i < n && e->count > 1; i++)
        memset(row(logits, i), 0, (size_t)logits.cols * sizeof(real));
    for (int k = 0; k < e->count; k++) {
        const struct member *m = &e->member[k];
        decoder_words(&m->decoding, mat_rows(m->state.t, from, n), own);
#pragma omp parallel for schedule(static) if (mat_worth(own))
        for (int i = 0; i < n; i++) {
            const struct words_row w = pick(m, from + i, row(own, i));
            const double before = k ? words[i].log_z : 0;
            words[i] = w;
            if (e->count == 1) continue;
            add_log_p(w, 1 / (real)e->count, row(logits, i));
            /* what is added is 0, or NaN when a member's numbers are none */
            words[i] = (struct words_row){ row(logits, i), w.count, before + 0 * w.log_z };
        }
    }
    arena_release(mem, mark);
}

int ensemble_width(const struct ensemble *e)
{
    const struct member *m = e->member;
    return m->decoding.list ? m->list.count : m->net->sizes.target_words;
}

void ensemble_select(struct ensemble *e, const int *parent, int n, struct arena *mem)
{
    for (int k = 0; k < e->count; k++)
        e->member[k].state = decoder_select(&e->member[k].state, parent, n, mem);
}

/* --- which models go together ----------------------------------------------------------------- */

static bool same_words(const struct vocab *a, const struct vocab *b)
{
    bool same = a->count == b->count;
    for (int v = 0; v < a->count && same; v++) same = strcmp(a->word[v], b->word[v]) == 0;
    return same;
}

static bool same_segments(const struct segmenter *a, const struct segmenter *b)
{
    return a->tokenizer.kind == b->tokenizer.kind &&
           a->tokenizer.language == b->tokenizer.language && a->lowercase == b->lowercase &&
           !a->bpe == !b->bpe &&
           (!a->bpe || strcmp(str_text(bpe_codes(a->bpe)), str_text(bpe_codes(b->bpe))) == 0);
}

bool ensemble_fits(const struct rns_model *a, const struct rns_model *b)
{
    return same_words(a->source_vocab, b->source_vocab) &&
           same_words(a->target_vocab, b->target_vocab) &&
           same_segments(&a->source_segmenter, &b->source_segmenter) &&
           same_segments(&a->target_segmenter, &b->target_segmenter);
}
