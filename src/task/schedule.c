#include "task/schedule.h"

#include <math.h>

/* How much of training is done by its bounds in updates and epochs, 0 to 1. */
static double share_done(const struct rns_config *c, const struct progress *p, int batches)
{
    const double updates = (double)p->update,
                 epochs = (double)p->epoch + (double)p->batch / batches;
    double share = 0;
    if (c->train.max_updates > 0) share = updates / c->train.max_updates;
    if (c->train.max_epochs > 0) share = fmax(share, epochs / c->train.max_epochs);
    return fmin(share, 1);
}

/* 1 up to the share that is held, then in a line to 0 at the end. */
static double linear(double share, double hold)
{
    return share <= hold ? 1 : (1 - share) / (1 - hold);
}

double schedule_rate(const struct rns_config *c, const struct progress *p, int batches)
{
    const double eta = c->train.learning_rate * p->rate_factor, warmup = c->train.warmup;
    const double update = (double)p->update + 1;
    if (update < warmup) return eta * update / warmup;
    if (c->train.schedule == SCHEDULE_INVERSE_SQRT) return eta * sqrt(fmax(warmup, 1) / update);
    if (c->train.schedule == SCHEDULE_LINEAR)
        return eta * linear(share_done(c, p, batches), c->train.hold);
    return eta;
}

double schedule_alignment_weight(const struct rns_config *c, long epoch)
{
    return c->train.alignment_weight * pow(c->train.alignment_decay, (double)epoch);
}

void schedule_stalled(const struct rns_config *c, struct progress *p)
{
    const int patience = c->train.decay_patience > 0 ? c->train.decay_patience : 1;
    if (c->train.schedule == SCHEDULE_PLATEAU && p->stalled % patience == 0)
        p->rate_factor *= c->train.decay;
}

const char *schedule_end(const struct rns_config *c, const struct progress *p)
{
    if (c->train.max_epochs > 0 && p->epoch >= c->train.max_epochs)
        return "train.max_epochs reached";
    if (c->train.max_updates > 0 && p->update >= c->train.max_updates)
        return "train.max_updates reached";
    if (c->train.max_minutes > 0 && p->seconds >= 60 * c->train.max_minutes)
        return "train.max_minutes reached";
    if (c->train.patience > 0 && p->stalled >= c->train.patience)
        return "no better validation for train.patience validations";
    return NULL;
}

/* The nearer of two times, the first of which may be none (negative); a time gone by is now. */
static double nearer(double a, double b) { return a < 0 || b < a ? fmax(b, 0) : a; }

static long updates_of(const struct rns_config *c, long batches)
{
    return (batches + c->train.accumulate - 1) / c->train.accumulate;
}

double schedule_left(const struct rns_config *c, const struct progress *p, long batches)
{
    const double each = p->update > 0 ? p->seconds / (double)p->update : 0;
    const long of_epoch = updates_of(c, batches);
    double left = -1;
    if (c->train.max_epochs > 0)
        left = nearer(left, each * (double)((c->train.max_epochs - p->epoch) * of_epoch -
                                            updates_of(c, p->batch)));
    if (c->train.max_updates > 0)
        left = nearer(left, each * (double)(c->train.max_updates - p->update));
    if (c->train.max_minutes > 0) left = nearer(left, 60 * c->train.max_minutes - p->seconds);
    return left;
}
