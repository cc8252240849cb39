/* prompt.h -- translating at a terminal: lines are edited, remembered and answered. */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include <stdbool.h>

#include "rnnsearch.h"

/* Until end of file or :quit; `align` shows heat maps from the start. */
bool prompt_run(const struct rns_model *, struct rns_search, bool align, struct rns_error *);

#endif
