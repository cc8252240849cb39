/* watch.h -- what training tells its watcher. */
#ifndef TASK_WATCH_H
#define TASK_WATCH_H

#include "rnnsearch.h"
#include "task/update.h"

struct watch {
    const struct rns_config *config;
    const struct rns_watcher *watcher; /* NULL: nobody watches */
    const struct progress *progress;
    const struct epoch *order;
    struct rns_report last; /* of the last update                  */
    double nll, seconds;    /* since watch_restart, and so many    */
    long words;             /* target words                        */
    struct guide_loss alignment;
};

void watch_update(struct watch *, const struct update *, double seconds);
/* From now on means are taken anew. */
void watch_restart(struct watch *);

/* What there is to say now, of an event without text or validation. */
struct rns_report watch_report(const struct watch *, enum rns_event);
void watch_tell(const struct watch *, const struct rns_report *);
void watch_tell_text(const struct watch *, enum rns_event, const char *text);
/* Does the watcher want training to end? */
bool watch_stops(const struct watch *);

#endif
