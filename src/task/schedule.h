/* schedule.h -- the learning rate of an update, and when training ends.
 *
 *     constant       η
 *     inverse-sqrt   η √(w / u) after w updates of warm-up               [Vaswani et al. 2017, 5.3]
 *     plateau        η d^k, k: how often `decay_patience` validations passed without a new best
 *
 * Any of them warms up: η u / w for the first w updates.
 */
#ifndef TASK_SCHEDULE_H
#define TASK_SCHEDULE_H

#include "model/checkpoint.h"
#include "model/config.h"

double schedule_rate(const struct rns_config *, long update, double factor);
/* After a validation that was not the best: lowers progress->rate_factor when it is time. */
void schedule_stalled(const struct rns_config *, struct progress *);
/* Why training should end now; NULL when it should not. */
const char *schedule_end(const struct rns_config *, const struct progress *);
/* Seconds until the first bound of epochs, updates or time; negative when there is none. */
double schedule_left(const struct rns_config *, const struct progress *, long batches);

#endif
