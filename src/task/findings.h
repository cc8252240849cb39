/* findings.h -- what the data doctor found: rns_check's list while it grows. */
#ifndef TASK_FINDINGS_H
#define TASK_FINDINGS_H

#include "rnnsearch.h"

struct findings {
    struct rns_finding *at;
    size_t count, room;
};

/* Adds one; its file is copied, its text is made of its place and the format. */
void findings_add(struct findings *, const struct rns_finding *about, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Errors first, then warnings, then notes; otherwise as they came. */
void findings_sort(struct findings *);
void findings_free(struct findings *);
bool findings_any(const struct findings *, enum rns_severity);

#endif
