/* chunk.h -- lines that are kept, because they are needed together. */
#ifndef CLI_CHUNK_H
#define CLI_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "rnnsearch.h"

/* So many lines are translated or scored at a time: enough for batches of equal lengths. */
enum { CHUNK_SIZE = 1000 };

/* Zero-initialised it is empty and ready. */
struct chunk {
    int count;
    char *text, *index; /* the lines with their ends as NULs; where each begins */
};

/* Replaces what it holds by up to `most` lines more.  Waits for the first only, unless `all`: then
 * fewer than `most` means that the file has ended.  False when reading failed. */
bool chunk_read(struct chunk *, struct rns_lines *from, int most, bool all, struct rns_error *);
bool chunk_read_file(struct chunk *, const char *path, struct rns_error *); /* all of it */
const char *const *chunk_at(const struct chunk *);
void chunk_free(struct chunk *);

/* Two files read side by side; as many lines in one as in the other. */
struct sides {
    const char *source_path, *target_path;
    struct rns_lines *source_file, *target_file;
    struct chunk source, target;
    long count; /* pairs read before these */
};

bool sides_open(struct sides *, const char *source, const char *target, struct rns_error *);
/* The next pairs; none at the end. */
bool sides_read(struct sides *, struct rns_error *);
void sides_close(struct sides *);

#endif
