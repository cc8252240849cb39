/* keep.h -- the last models of a run, each in a file named by its update. */
#ifndef TASK_KEEP_H
#define TASK_KEEP_H

#include "model/model.h"

/* Saves the model as run.dir/model.UPDATE.safetensors and removes such files of earlier updates but
 * for the last run.keep, this one included; nothing when that is 0. */
bool keep_model(const struct rns_model *, const struct rns_config *, long update,
                struct rns_error *);

/* How many such files there are; 0 where they cannot be listed. */
int keep_count(const char *folder);

#endif
