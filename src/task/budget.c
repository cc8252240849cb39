#include "task/budget.h"

#include <stdint.h>

#include "base/memory.h"
#include "model/model.h"
#include "task/span.h"
#include "task/search.h"

enum { MEGABYTE = 1 << 20, VALID_BATCH = 64 };
enum {
    PROGRAM = 16 * MEGABYTE, /* code, libraries, BLAS's own memory, buffers of files */
    BYTES_A_WORD = 128,      /* of a vocabulary */
    GROWTH = 2,              /* of a text whose merges are dropped; a tenth of them: 1.27 */
};

static size_t megabytes(size_t bytes) { return (bytes + MEGABYTE - 1) / MEGABYTE; }

static size_t fixed_bytes(const struct network_sizes *s, const struct rns_config *config,
                          const struct corpora *c)
{
    const struct optimizer optimizer = config_optimizer(config);
    const size_t words = (size_t)(s->source_words + s->target_words);
    size_t bytes = PROGRAM + BYTES_A_WORD * words + footprint_network(s, &optimizer);
    bytes += bitext_bytes(c->train) + (size_t)c->train->pairs * BYTES_OF_ORDER;
    if (c->valid) bytes += 2 * bitext_bytes(c->valid); /* as lines, too */
    return bytes;
}

static size_t dropped_bytes_of(long words, int pairs, long links)
{
    return GROWTH * (size_t)words * sizeof(int) + (size_t)pairs * sizeof(struct sentence_pair) +
           GROWTH * GROWTH * (size_t)links * sizeof(struct piece_link);
}

/* The pairs of an update in other pieces, in arrays that doubled. */
static size_t dropped_text_bytes(const struct rns_config *config, const struct bitext *b,
                                 const struct batch_plan *plan)
{
    const struct batch_shape s = batch_shape_most(b, plan);
    const size_t update = dropped_bytes_of(s.source_words + s.target_words, s.B, s.links) *
                          (size_t)config->train.accumulate;
    const size_t all = dropped_bytes_of(b->source_words + b->target_words, b->pairs, b->links) *
                       (plan->twice ? 2 : 1);
    return 2 * (update < all ? update : all);
}

/* --- the training text ------------------------------------------------------------------------ */

static size_t pair_bytes(const struct budget *m, const struct bitext *b, int pair)
{
    const struct batch_shape once = batch_shape_add_pair((struct batch_shape){ 0 }, b, pair),
                             shape = m->twice ? batch_shape_twice(once) : once;
    return footprint_learn(&m->sizes, &m->regular, &shape);
}

static bool check_least(const struct budget *m, const struct rns_config *config,
                        const struct bitext *b, struct rns_error *err)
{
    size_t least = SIZE_MAX;
    for (int k = 0; k < b->pairs; k++) {
        const size_t bytes = pair_bytes(m, b, k);
        if (bytes < least) least = bytes;
    }
    if (m->fixed + least <= (size_t)config->train.memory * MEGABYTE) return true;
    return fail(err, RNS_USAGE,
                "train.memory = %d is too little: training takes %zu MB before the first batch and "
                "%zu with the shortest pair; raise it, or make the sizes in [model] or "
                "text.source_vocabulary and target_vocabulary smaller",
                config->train.memory, megabytes(m->fixed), megabytes(m->fixed + least));
}

static void leave_out_long(struct budget *m, struct bitext *b)
{
    bool *kept = memory_new((size_t)b->pairs, sizeof *kept);
    size_t most = 0;
    for (int k = 0; k < b->pairs; k++) {
        const size_t bytes = pair_bytes(m, b, k);
        kept[k] = bytes <= m->room;
        m->left_out += !kept[k];
        if (kept[k] || bytes <= most) continue;
        most = bytes;
        m->longest = bitext_pair(b, k).line;
    }
    if (m->left_out) bitext_keep(b, kept);
    memory_free(kept);
}

/* --- the largest batch ------------------------------------------------------------------------ */

static size_t learn_bytes(const struct budget *m, struct batch_shape shape)
{
    return footprint_learn(&m->sizes, &m->regular, &shape);
}

/* A pair of so many pieces and </s> on both sides, all of them linked. */
static struct batch_shape long_pair(const struct budget *m, const struct bitext *b, int pieces)
{
    const int words = pieces + 1;
    struct batch_shape s = batch_shape_add((struct batch_shape){ 0 }, words, words);
    if (b->links) s.links = (long)words * words;
    return m->twice ? batch_shape_twice(s) : s;
}

/* As many as data.max_length, the text and the room allow. */
static int most_pieces(const struct budget *m, const struct rns_config *config,
                       const struct bitext *b, const struct batch_shape *s)
{
    const int longest = GROWTH * GROWTH * (s->S > s->T ? s->S : s->T);
    int pieces = config->data.max_length < longest ? config->data.max_length : longest;
    while (pieces > 0 && learn_bytes(m, long_pair(m, b, pieces)) > m->room) pieces--;
    return pieces;
}

/* A batch of which all words came in GROWTH times their pieces, or a pair as long as may be. */
static size_t dropped_bytes(const struct budget *m, const struct bitext *b, struct batch_shape s)
{
    const struct batch_shape pair = long_pair(m, b, m->pieces);
    s.source_words *= GROWTH;
    s.target_words *= GROWTH;
    s.links *= GROWTH * GROWTH;
    if (s.S < pair.S) s.S = pair.S;
    if (s.T < pair.T) s.T = pair.T;
    const size_t batch = learn_bytes(m, s), alone = learn_bytes(m, pair);
    return batch > alone ? batch : alone;
}

/* Dropped merges make batches of more pieces, how many is not known: beyond this they are computed
 * in parts. */
static void fit_training(struct budget *m, const struct rns_config *config, const struct bitext *b,
                         const struct batch_plan *plan)
{
    const struct batch_shape shape = batch_shape_most(b, plan);
    const bool drops = config->train.bpe_dropout > 0;
    if (drops) m->pieces = most_pieces(m, config, b, &shape);
    m->most = drops ? dropped_bytes(m, b, shape) : learn_bytes(m, shape);
    if (m->most > m->room) m->most = m->room;
    if (drops) m->room = m->most;
}

/* --- the validation text ---------------------------------------------------------------------- */

/* Scoring so many pairs together, or searching for their translations. */
static size_t valid_bytes(const struct budget *m, const struct rns_config *config,
                          const struct bitext *valid, int batch)
{
    const struct batch_plan plan = { .unit = BATCH_SENTENCES, .size = batch };
    const struct batch_shape given = batch_shape_most(valid, &plan);
    struct rns_search how = rns_search_default();
    how.beam = config->valid.beam;
    struct batch_shape step = given; /* of the search, which takes what is longer in spans */
    if (step.S > SPAN_WHOLE + 1) step.S = SPAN_WHOLE + 1;
    step.target_words = (long)given.B * how.beam;
    const size_t H = (size_t)m->sizes.H, M = (size_t)m->sizes.M;
    const size_t a_row = (size_t)m->sizes.target_words + 9 * H + 6 * M +
                         (size_t)search_limit(&how, step.S) * ((size_t)step.S + 4);
    const size_t score = footprint_score(&m->sizes, &given),
                 search = footprint_score(&m->sizes, &step) +
                          ((size_t)step.target_words * a_row +
                           (size_t)step.source_words * (3 * H + 2 * M)) *
                              sizeof(real);
    return score > search ? score : search;
}

static bool fit_validation(struct budget *m, const struct rns_config *config,
                           const struct bitext *valid, struct rns_error *err)
{
    m->valid_batch = 2 * VALID_BATCH;
    do {
        m->valid_batch /= 2;
        m->valid = valid_bytes(m, config, valid, m->valid_batch);
    } while (m->valid > m->room && m->valid_batch > 1);
    return m->valid <= m->room ||
           fail(err, RNS_USAGE,
                "train.memory = %d is too little to validate with: the longest pair of %s takes "
                "%zu MB; raise train.memory to %zu or shorten the pair",
                config->train.memory, config->valid.source, megabytes(m->valid),
                megabytes(m->fixed + m->valid));
}

/* --- all of it -------------------------------------------------------------------------------- */

bool budget_make(struct budget *m, const struct rns_config *config, struct corpora *c,
                 struct rns_error *err)
{
    const struct batch_plan plan = { .unit = config->train.batch_unit,
                                     .size = config->train.batch_size,
                                     .twice = config->train.rdrop > 0 };
    *m = (struct budget){ .room = SIZE_MAX, .twice = plan.twice };
    m->sizes = model_sizes(config, c->source_vocab->count, c->target_vocab->count);
    m->regular = config_regularization(config, 0);
    m->fixed = fixed_bytes(&m->sizes, config, c);
    if (config->train.bpe_dropout > 0) m->fixed += dropped_text_bytes(config, c->train, &plan);
    if (config->train.memory) {
        if (!check_least(m, config, c->train, err)) return false;
        memory_return_freed();
        m->room = (size_t)config->train.memory * MEGABYTE - m->fixed;
        leave_out_long(m, c->train);
    }
    if (c->valid && !fit_validation(m, config, c->valid, err)) return false;
    fit_training(m, config, c->train, &plan);
    return true;
}

void budget_describe(const struct budget *m, const struct rns_config *config, struct str *out)
{
    const size_t most = m->most > m->valid ? m->most : m->valid;
    str_print(out, "memory: at most %zu MB, %zu of them for a batch\n", megabytes(m->fixed + most),
              megabytes(m->most));
    if (m->left_out)
        str_print(out, "%ld pairs left out: too long for train.memory = %d; the longest is %s:%d\n",
                  m->left_out, config->train.memory, config->data.source, m->longest);
}
