#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <assert.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINE = 64, BLOCK = 1 << 20, HUGE_PAGE = 2 << 20 };

static _Noreturn void give_up(size_t count, size_t size)
{
    fprintf(
        stderr,
        "rnnsearch: out of memory (asked for %.0f bytes); take smaller sizes, batches or beams\n",
        (double)count * (double)size);
    exit(1);
}

/* count * size, at least 1 so that NULL always means failure. */
static size_t product(size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2) / size) give_up(count, size);
    const size_t bytes = count * size;
    return bytes ? bytes : 1;
}

/* Asks for huge pages within a large piece that nobody has touched: with small ones the processor
 * looks up a translation for every 4 KB of weights.  Where there are none they stay small. */
static void prefer_huge_pages(void *at, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    char *first = (char *)at + (HUGE_PAGE - (uintptr_t)at % HUGE_PAGE) % HUGE_PAGE;
    const char *end = (char *)at + bytes;
    if (first < end && end - first >= HUGE_PAGE)
        madvise(first, (size_t)(end - first) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#else
    (void)at, (void)bytes;
#endif
}

void *memory_new(size_t count, size_t size)
{
    const size_t bytes = product(count, size);
    void *new = calloc(1, bytes);
    if (!new) give_up(count, size);
    prefer_huge_pages(new, bytes);
    return new;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    void *new = realloc(old, product(count, size));
    if (!new) give_up(count, size);
    return new;
}

char *memory_copy(const char *text)
{
    if (!text) return NULL;
    const size_t size = strlen(text) + 1;
    return memcpy(memory_resize(NULL, size, 1), text, size);
}

void memory_free(void *old) { free(old); }

void memory_return_freed(void) { mallopt(M_MMAP_THRESHOLD, BLOCK / 2); }

void *memory_grow(void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room) return old;
    *room = count < 8 ? 16 : 2 * count;
    return memory_resize(old, *room, size);
}

/* The blocks form a list in the order they were made; arena->block is the one being filled.  Those
 * after it are free and wait to be used again, so a loop of mark and release asks the system for
 * memory once.  The data follow the header at a distance of one cache line. */
struct arena_block {
    struct arena_block *previous, *next;
    size_t size, at; /* bytes of data: in all, in use */
};

_Static_assert(sizeof(struct arena_block) <= LINE, "the header of a block fits its cache line");

static size_t round_up(size_t bytes) { return (bytes + LINE - 1) / LINE * LINE; }

static struct arena_block *try_block(size_t size)
{
    struct arena_block *b = aligned_alloc(LINE, LINE + size);
    if (!b) return NULL;
    prefer_huge_pages(b, LINE + size);
    *b = (struct arena_block){ .size = size };
    return b;
}

static struct arena_block *make_block(size_t size)
{
    struct arena_block *b = try_block(size);
    if (!b) give_up(LINE + size, 1);
    return b;
}

/* The next block with this much room: the one that waits behind, or a new one put in between. */
static struct arena_block *next_block(struct arena_block *last, size_t bytes, size_t used)
{
    struct arena_block *next = last ? last->next : NULL;
    if (next && next->size >= bytes) {
        next->at = 0;
        return next;
    }
    size_t size = used > BLOCK ? used : BLOCK;
    if (size < bytes) size = bytes;
    struct arena_block *new = make_block(round_up(size));
    new->previous = last;
    new->next = next;
    if (last) last->next = new;
    if (next) next->previous = new;
    return new;
}

void *arena_take(struct arena *a, size_t count, size_t size)
{
    const size_t bytes = round_up(product(count, size));
    if (!a->block || a->block->size - a->block->at < bytes)
        a->block = next_block(a->block, bytes, a->used);
    void *taken = (char *)a->block + LINE + a->block->at;
    a->block->at += bytes;
    a->used += bytes;
    if (a->used > a->peak) a->peak = a->used;
    return taken;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
    return memset(arena_take(a, count, size), 0, count * size);
}

static struct arena_block *first_block(struct arena_block *b)
{
    while (b && b->previous) b = b->previous;
    return b;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->block, a->block ? a->block->at : 0, a->used };
}

void arena_release(struct arena *a, struct arena_mark mark)
{
    assert(mark.used <= a->used);
    a->block = mark.block ? mark.block : first_block(a->block);
    if (a->block) a->block->at = mark.at;
    a->used = mark.used;
}

static void free_blocks(struct arena *a)
{
    struct arena_block *b = first_block(a->block);
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
    a->block = NULL;
}

void arena_reset(struct arena *a)
{
    struct arena_block *first = first_block(a->block);
    if (first && first->next) {
        free_blocks(a);
        first = make_block(a->peak > BLOCK ? a->peak : BLOCK);
    }
    a->block = first;
    if (first) first->at = 0;
    a->used = 0;
}

void arena_reserve(struct arena *a, size_t bytes)
{
    assert(!a->block);
    a->block = try_block(round_up(bytes));
}

void arena_free(struct arena *a)
{
    free_blocks(a);
    a->used = 0;
}
