/* output.h -- results on their way out: to standard output, or to a file that is complete or not
 * there at all.
 *
 * A file is written beside its place, as FILE.PROCESS.tmp, and renamed when it is whole; what is
 * not a plain file (a device, a pipe, a link) is written as it is.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "rnnsearch.h"

struct output {
    FILE *file;
    const char *path;     /* NULL: standard output */
    char temporary[4096]; /* "": written in place */
};

/* Is this a plain file, or nothing yet? */
bool output_is_plain(const char *path);
bool output_open(struct output *, const char *path, struct rns_error *); /* NULL, "-": stdout */
/* Everything so far has reached the system, or err says why not; a reader that went away is a
 * failure without a message. */
bool output_check(FILE *, const char *name, struct rns_error *);
bool output_flush(struct output *, struct rns_error *);
/* With ok the file takes its place, without it goes.  Returns ok, if all went well. */
bool output_close(struct output *, bool ok, struct rns_error *);

#endif
