#include "task/update.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "task/schedule.h"

/* Part 0 has the update's own seed, for it may be the whole batch. */
static struct regularization regularization_of(const struct rns_config *c, long update, int part)
{
    const uint64_t seed = rng_hash(c->train.seed, (uint64_t)update);
    return (struct regularization){ c->train.dropout_embedding, c->train.dropout_readout,
                                    c->train.label_smoothing,
                                    part ? rng_hash(seed, (uint64_t)part) : seed };
}

/* What the gradient is a mean over. */
static long count_units(const struct updater *u, const int *pair, int count)
{
    long words = 0;
    for (int i = 0, T; i < count; i++) {
        bitext_target(u->text, pair[i], &T);
        words += T;
    }
    return u->config->train.loss_unit == LOSS_WORDS ? words : count;
}

static struct network_loss learn(struct updater *u, const int *pair, int count, long update)
{
    struct network_loss sum = { 0 };
    const double scale = 1.0 / (double)count_units(u, pair, count);
    for (int from = 0, part = 0, n; from < count; from += n, part++) {
        n = footprint_fit(&u->budget.sizes, u->text, pair + from, count - from, u->budget.room);
        arena_reset(&u->mem);
        const struct batch batch = batch_new(u->text, pair + from, n, &u->mem);
        const struct regularization regular = regularization_of(u->config, update, part);
        const struct network_loss loss =
            network_learn(u->network, &batch, &regular, scale, &u->mem);
        sum.nll += loss.nll;
        sum.loss += loss.loss;
        sum.words += loss.words;
    }
    return sum;
}

struct update update_next(struct updater *u, const struct epoch *order, const struct progress *p)
{
    const double clip = u->config->train.clip, decay = u->config->train.weight_decay;
    struct params *params = &u->network->params;
    const int from = order->start[p->batch], count = order->start[p->batch + 1] - from;
    struct update done = { .loss = learn(u, order->pair + from, count, p->update) };
    done.rate = schedule_rate(u->config, p, order->batches);
    done.norm = gradient_norm(params->gradients, params->size);
    if (isfinite(done.norm)) {
        if (decay > 0) params_shrink(params, 1 - done.rate * decay);
        const double factor = clip > 0 && done.norm > clip ? clip / done.norm : 1;
        optimizer_step(&u->optimizer, params->values, params->gradients, factor, done.rate);
    } else {
        memset(params->gradients, 0, params->size * sizeof *params->gradients);
    }
    return done;
}

void updater_rest(struct updater *u) { arena_free(&u->mem); }

void updater_ready(struct updater *u) { arena_reserve(&u->mem, u->budget.most); }

void updater_free(struct updater *u)
{
    optimizer_free(&u->optimizer);
    arena_free(&u->mem);
}
