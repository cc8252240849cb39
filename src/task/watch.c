#include "task/watch.h"

#include <math.h>

#include "model/config.h"
#include "task/schedule.h"

void watch_update(struct watch *w, const struct update *u, double seconds)
{
    w->seconds += seconds;
    w->last.rate = u->rate;
    w->last.norm = u->norm;
    if (w->words == 0) w->last.cross_entropy = w->last.alignment_loss = NAN;
    if (!u->learned) return;
    w->nll += u->loss.nll;
    w->words += u->loss.words;
    w->last.cross_entropy = w->nll / (double)w->words;
    w->alignment.sum += u->loss.alignment.sum;
    w->alignment.rows += u->loss.alignment.rows;
    w->last.alignment_loss = w->alignment.sum / (double)w->alignment.rows;
    w->last.words_per_second = (double)w->words / w->seconds;
}

void watch_restart(struct watch *w)
{
    w->nll = w->seconds = 0;
    w->words = 0;
    w->alignment = (struct guide_loss){ 0, 0 };
}

/* Of a score that is the larger the better (task/validate.h). */
static double metric_value(const struct rns_config *c, double score)
{
    return c->valid.metric == METRIC_CROSS_ENTROPY ? -score : score;
}

struct rns_report watch_report(const struct watch *w, enum rns_event event)
{
    const struct progress *p = w->progress;
    struct rns_report r = w->last;
    r.event = event;
    r.text = NULL;
    r.update = p->update;
    const bool ended = p->batch == 0 && p->epoch > 0; /* the epoch just now: it is told of still */
    r.epoch = p->epoch + !ended;
    r.batches = w->order->batches;
    r.batch = ended ? r.batches : p->batch;
    r.seconds = p->seconds;
    r.seconds_left = schedule_left(w->config, p, w->order->batches);
    r.valid_cross_entropy = r.valid_bleu = NAN;
    r.valid_best = p->best_update == 0 ? NAN : metric_value(w->config, p->best);
    return r;
}

void watch_tell(const struct watch *w, const struct rns_report *r)
{
    if (w->watcher && w->watcher->report) w->watcher->report(w->watcher->self, r);
}

void watch_tell_text(const struct watch *w, enum rns_event event, const char *text)
{
    struct rns_report r = watch_report(w, event);
    r.text = text;
    watch_tell(w, &r);
}

bool watch_stops(const struct watch *w)
{
    return w->watcher && w->watcher->stop && w->watcher->stop(w->watcher->self);
}
