/* nearest.h -- did you mean ...? */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

struct nearest {
    const char *word; /* what was typed */
    char best[64];    /* the nearest name offered so far */
    int distance;     /* from word to best, plus 1; 0 before the first offer */
};

void nearest_offer(struct nearest *, const char *name);
/* "; did you mean PREFIXbest?", or "" when nothing offered is near; good until the next call. */
const char *nearest_question(const struct nearest *, const char *prefix);

#endif
