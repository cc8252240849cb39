/* sides.h -- files of lines: a whole one, or two read side by side. */
#ifndef CLI_SIDES_H
#define CLI_SIDES_H

#include <stdbool.h>

#include "rnnsearch.h"

/* So many lines are translated or scored at a time: enough for batches of equal lengths. */
enum { CHUNK_SIZE = 1000 };

/* Closes a file of lines, and says on standard error what of it was no UTF-8; NULL is fine. */
void lines_close(struct rns_lines *);

/* Some lines of a file.  Zero-initialised it is empty and ready. */
struct chunk {
    struct rns_lines *file;
    int count;
    const char *const *line; /* [count] */
};

bool chunk_read_file(struct chunk *, const char *path, struct rns_error *); /* all of it */
void chunk_close(struct chunk *);

/* Two files read side by side; as many lines in one as in the other. */
struct sides {
    const char *source_path, *target_path;
    struct chunk source, target;
    long count; /* pairs read before these */
};

/* Both standard input, "-", is a mistake. */
bool sides_check(const char *one, const char *other, struct rns_error *);
bool sides_open(struct sides *, const char *source, const char *target, struct rns_error *);
/* The next pairs; none at the end. */
bool sides_read(struct sides *, struct rns_error *);
void sides_close(struct sides *);

#endif
