/* memory.h -- the only callers of malloc, and memory that lives as long as a batch.
 *
 * Out of memory ends the program here, with one line and exit status 1: there is nothing useful a
 * caller could do.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t count, size_t size);               /* zeroed */
void *memory_resize(void *old, size_t count, size_t size); /* what is new is not zeroed */
char *memory_copy(const char *text);                       /* strdup; NULL gives NULL */
void memory_free(void *);                                  /* NULL is fine */

/* From now on what is freed in large pieces goes back to the system at once; otherwise it may be
 * kept for later, in pieces that do not fit what is asked for then. */
void memory_return_freed(void);

/* Room for one more in an array that doubles: `x = memory_grow(x, n, &room, sizeof *x)`. */
void *memory_grow(void *old, size_t count, size_t *room, size_t size);

/* An arena: memory taken by moving a pointer and given back all at once.  Zero-initialised it is
 * empty and ready.  After a reset the blocks are merged into one of the size that was needed. */
struct arena {
    struct arena_block *block;
    size_t used, peak; /* bytes in all blocks now; the most there ever were */
};

struct arena_mark {
    struct arena_block *block;
    size_t at, used;
};

void *arena_take(struct arena *, size_t count, size_t size); /* aligned to 64 bytes, not zeroed */
void *arena_zero(struct arena *, size_t count, size_t size); /* aligned to 64 bytes, zeroed */
struct arena_mark arena_mark(const struct arena *);
void arena_release(struct arena *, struct arena_mark); /* back to the mark */
void arena_reset(struct arena *);                      /* empty, memory kept */
/* Gives an arena that has no memory yet so many bytes in one block, if the system has them. */
void arena_reserve(struct arena *, size_t bytes);
void arena_free(struct arena *); /* empty, memory given back */

#endif
