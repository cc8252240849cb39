/* settings.h -- a config file, and --section.key VALUE over it. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "rnnsearch.h"

/* What was set on the command line goes over what the config file says, which is read later. */
bool settings_keep(const char *name, const char *value, struct rns_error *);
/* Reads the file, unless path is NULL, then what was kept, then --threads. */
bool settings_apply(struct rns_config *, const char *path, struct rns_error *);

#endif
