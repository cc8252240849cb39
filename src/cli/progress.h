/* progress.h -- how training shows that it is under way, on standard error.
 *
 * A terminal has one line that is written over; anything else gets a line for each RNS_EVENT_LOG.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "rnnsearch.h"

struct progress {
    bool quiet, live;
    bool drawn;      /* the live line stands there */
    double drawn_at; /* when it was drawn last, in seconds of training */
};

struct progress progress_new(bool quiet);
void progress_report(struct progress *, const struct rns_report *);
void progress_clear(struct progress *); /* takes the live line away */

#endif
