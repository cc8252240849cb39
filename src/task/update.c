#include "task/update.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
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

/* What the gradient is a mean over; a copy is not another pair. */
static long count_units(const struct updater *u, const int *pair, int count)
{
    long words = 0;
    for (int i = 0; i < count; i++) words += bitext_target_length(u->text, pair[i]);
    return (u->config->train.loss_unit == LOSS_WORDS ? words : count) / (u->budget.twice ? 2 : 1);
}

/* How many of the pairs make a part; never one without its copy. */
static int fit(const struct updater *u, const int *pair, int count)
{
    const int n =
        footprint_fit(&u->budget.sizes, &u->budget.regular, u->text, pair, count, u->budget.room);
    return u->budget.twice && n % 2 ? (n > 1 ? n - 1 : 2) : n;
}

static struct network_loss learn_part(struct updater *u, const int *pair, int count,
                                      struct regularization regular, double scale)
{
    arena_reset(&u->mem);
    const struct batch batch = batch_new(u->text, pair, count, &u->mem);
    regular.uniform = network_draw(u->network, &batch, regular.seed, &u->mem);
    return network_learn(u->network, &batch, &regular, scale, &u->mem);
}

/* So many batches, the next ones. */
static struct network_loss learn(struct updater *u, const struct epoch *order,
                                 const struct progress *p, int batches)
{
    struct network_loss sum = { 0 };
    const int *start = order->start + p->batch, *pair = order->pair;
    const double scale = 1.0 / (double)count_units(u, pair + start[0], start[batches] - start[0]);
    for (int k = 0, part = 0; k < batches; k++)
        for (int at = start[k], n; at < start[k + 1]; at += n, part++) {
            n = fit(u, pair + at, start[k + 1] - at);
            const struct network_loss loss =
                learn_part(u, pair + at, n, regularization_of(u->config, p, part), scale);
            sum.nll += loss.nll;
            sum.loss += loss.loss;
            sum.words += loss.words;
            sum.alignment.sum += loss.alignment.sum;
            sum.alignment.rows += loss.alignment.rows;
        }
    return sum;
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
    done.loss = learn(u, order, p, done.batches);
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
