/* schedule.h -- the learning rate of an update, the weight of alignments, and when training ends.
 *
 *     constant       η
 *     inverse-sqrt   η √(w / u) after w updates of warm-up               [Vaswani et al. 2017, 5.3]
 *     plateau        η d^k, k: how often `decay_patience` validations passed without a new best
 *     linear         η min(1, (1 − done) / (1 − hold)), done: the share of training before u, which
 *                    is the larger of those of max_updates and max_epochs
 *
 * Any of them warms up: η u / w for the first w updates.  The weight of the alignment loss is
 * w d^epoch.
 */
#ifndef TASK_SCHEDULE_H
#define TASK_SCHEDULE_H

#include "model/checkpoint.h"
#include "model/config.h"

/* Of the update after so much progress, in an epoch of so many batches. */
double schedule_rate(const struct rns_config *, const struct progress *, int batches);
/* Of the alignment loss in an epoch, the first of which is 0. */
double schedule_alignment_weight(const struct rns_config *, long epoch);
/* After a validation that was not the best: lowers progress->rate_factor when it is time. */
void schedule_stalled(const struct rns_config *, struct progress *);
/* Why training should end now; NULL when it should not. */
const char *schedule_end(const struct rns_config *, const struct progress *);
/* Seconds until the first bound of epochs, updates or time; negative when there is none. */
double schedule_left(const struct rns_config *, const struct progress *, long batches);

#endif
