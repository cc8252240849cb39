#include "task/update.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "nn/bf16.h"
#include "task/schedule.h"

/* Part 0 has the update's own seed, for it may be the whole batch. */
static struct regularization regularization_of(const struct rns_config *c, const struct progress *p,
                                               int part)
{
    const uint64_t seed = rng_hash(c->train.seed, (uint64_t)p->update);
    struct regularization r =
        config_regularization(c, part ? rng_hash(seed, (uint64_t)part) : seed);
    r.alignment_weight = schedule_alignment_weight(c, p->epoch);
    r.baseline = p->baseline;
    return r;
}

/* What an update learns from: batch k is the pairs [start[k], start[k + 1]) counted from start[0],
 * which is pair[0]. */
struct lesson {
    const struct bitext *text;
    const int *pair;  /* of text */
    const int *start; /* [batches + 1] */
    int batches;
};

static int pairs_before(const struct lesson *l, int k) { return l->start[k] - l->start[0]; }

/* What the gradient is a mean over; a copy is not another pair. */
static long count_units(const struct updater *u, const struct lesson *l)
{
    const int count = pairs_before(l, l->batches);
    long words = 0;
    for (int i = 0; i < count; i++) words += bitext_target_length(l->text, l->pair[i]);
    return (u->config->train.loss_unit == LOSS_WORDS ? words : count) / (u->budget.twice ? 2 : 1);
}

/* How many of the pairs make a part; never one without its copy. */
static int fit(const struct updater *u, const struct bitext *text, const int *pair, int count)
{
    const int n =
        footprint_fit(&u->budget.sizes, &u->budget.regular, text, pair, count, u->budget.room);
    return u->budget.twice && n % 2 ? (n > 1 ? n - 1 : 2) : n;
}

static struct network_loss learn_part(struct updater *u, const struct bitext *text, const int *pair,
                                      int count, struct regularization regular, double scale)
{
    arena_reset(&u->mem);
    const struct batch batch = batch_new(text, pair, count, &u->mem);
    regular.uniform = network_draw(u->network, &batch, regular.seed, &u->mem);
    return network_learn(u->network, &batch, &regular, scale, &u->mem);
}

static struct network_loss learn(struct updater *u, const struct lesson *l,
                                 const struct progress *p)
{
    struct network_loss sum = { 0 };
    const double scale = 1.0 / (double)count_units(u, l);
    for (int k = 0, at = 0, part = 0; k < l->batches; k++)
        for (int n; at < pairs_before(l, k + 1); at += n, part++) {
            n = fit(u, l->text, l->pair + at, pairs_before(l, k + 1) - at);
            const struct network_loss loss = learn_part(
                u, l->text, l->pair + at, n, regularization_of(u->config, p, part), scale);
            sum.nll += loss.nll;
            sum.loss += loss.loss;
            sum.words += loss.words;
            sum.alignment.sum += loss.alignment.sum;
            sum.alignment.rows += loss.alignment.rows;
        }
    return sum;
}

/* The same pairs in other pieces. */
static struct network_loss learn_dropped(struct updater *u, const struct lesson *l,
                                         const struct progress *p)
{
    const int count = pairs_before(l, l->batches);
    struct bitext *text = bpe_dropout_pairs(&u->dropout, l->text, l->pair, count, p->epoch);
    int *pair = memory_new((size_t)count, sizeof *pair);
    for (int i = 0; i < count; i++) pair[i] = i;
    const struct network_loss loss =
        learn(u, &(struct lesson){ text, pair, l->start, l->batches }, p);
    memory_free(pair);
    bitext_free(text);
    return loss;
}

/* How many batches the next update is of. */
static int batches_of(const struct updater *u, const struct epoch *order, const struct progress *p)
{
    const int left = order->batches - (int)p->batch, most = u->config->train.accumulate;
    return left < most ? left : most;
}

struct batch_plan update_plan(const struct rns_config *c)
{
    return (struct batch_plan){ c->train.batch_unit, c->train.batch_size, c->train.window,
                                c->train.seed, c->train.rdrop > 0 };
}

struct update update_next(struct updater *u, const struct epoch *order, const struct progress *p)
{
    const double clip = u->config->train.clip, decay = u->config->train.weight_decay;
    struct params *params = &u->network->params;
    struct update done = { .batches = batches_of(u, order, p) };
    const int *start = order->start + p->batch;
    const struct lesson lesson = { u->text, order->pair + start[0], start, done.batches };
    done.loss = (u->dropout.probability > 0 ? learn_dropped : learn)(u, &lesson, p);
    done.rate = schedule_rate(u->config, p, order->batches);
    done.norm = gradient_norm(params->gradients, params->size);
    done.learned = isfinite(done.norm) && isfinite(done.loss.loss);
    if (done.learned) {
        if (decay > 0) params_shrink(params, 1 - done.rate * decay);
        const double factor = clip > 0 && done.norm > clip ? clip / done.norm : 1;
        optimizer_step(&u->optimizer, params->values, params->gradients, factor, done.rate);
    } else {
        memset(params->gradients, 0, params->size * sizeof *params->gradients);
    }
    return done;
}

bool update_is_possible(const struct rns_config *c, struct rns_error *err)
{
    return c->train.precision != PRECISION_BF16 || bf16_have() ||
           fail(err, RNS_USAGE,
                "train.precision = bf16 needs a processor with AVX512-BF16; take float32");
}

void updater_begin(struct updater *u, const struct rns_config *c, const struct bitext *text,
                   struct rns_model *m)
{
    u->config = c;
    u->text = text;
    u->network = &m->network;
    u->network->params.bf16 = c->train.precision == PRECISION_BF16 && bf16_have();
    u->optimizer = config_optimizer(c);
    optimizer_alloc(&u->optimizer, u->network->params.size);
    /* its seed is none of those that order the pairs and make masks */
    u->dropout = (struct bpe_dropout){ .probability = c->train.bpe_dropout,
                                       .seed = ~c->train.seed,
                                       .longest = u->budget.pieces,
                                       .source = { m->source_segmenter.bpe, m->source_vocab },
                                       .target = { m->target_segmenter.bpe, m->target_vocab } };
}

void updater_rest(struct updater *u) { arena_free(&u->mem); }

void updater_ready(struct updater *u) { arena_reserve(&u->mem, u->budget.most); }

void updater_free(struct updater *u)
{
    optimizer_free(&u->optimizer);
    arena_free(&u->mem);
}
