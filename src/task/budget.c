#include "task/budget.h"

#include <stdint.h>

#include "base/memory.h"
#include "model/model.h"
#include "task/piece.h"
#include "task/search.h"

enum { MEGABYTE = 1 << 20, VALID_BATCH = 64 };
enum {
    PROGRAM = 16 * MEGABYTE, /* code, libraries, BLAS's own memory, buffers of files */
    BYTES_A_WORD = 128,      /* of a vocabulary */
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

/* --- the validation text ---------------------------------------------------------------------- */

/* Scoring so many pairs together, or searching for their translations. */
static size_t valid_bytes(const struct budget *m, const struct rns_config *config,
                          const struct bitext *valid, int batch)
{
    const struct batch_plan plan = { .unit = BATCH_SENTENCES, .size = batch };
    const struct batch_shape given = batch_shape_most(valid, &plan);
    struct rns_search how = rns_search_default();
    how.beam = config->valid.beam;
    struct batch_shape step = given; /* of the search, which takes what is longer in pieces */
    if (step.S > PIECE_WHOLE + 1) step.S = PIECE_WHOLE + 1;
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
    if (config->train.memory) {
        if (!check_least(m, config, c->train, err)) return false;
        memory_return_freed();
        m->room = (size_t)config->train.memory * MEGABYTE - m->fixed;
        leave_out_long(m, c->train);
    }
    if (c->valid && !fit_validation(m, config, c->valid, err)) return false;
    const struct batch_shape shape = batch_shape_most(c->train, &plan);
    m->most = footprint_learn(&m->sizes, &m->regular, &shape);
    if (m->most > m->room) m->most = m->room;
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
