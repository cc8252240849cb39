/* skip.h -- an update whose loss or gradient is not a number, of which nothing is learned.
 *
 * Every third in a row halves the learning rate, for good; the twentieth ends training.  The lines
 * of its pairs are told, for one of them may be to blame.
 */
#ifndef TASK_SKIP_H
#define TASK_SKIP_H

#include "model/checkpoint.h"
#include "text/batch.h"
#include "text/bitext.h"

enum { SKIPS_HALVE = 3, SKIPS_END = 20 };

struct skip {
    int *line; /* [lines] of the corpus, rising */
    int lines;
    char *text; /* one line that says what happened, and some of the lines */
};

/* Of the next update, which is of so many batches; counts it in progress->skipped and lowers the
 * rate where that is due. */
struct skip skip_new(const struct bitext *, const struct epoch *, struct progress *, int batches);
void skip_free(struct skip *);

#endif
