/* map.h -- strings to ints. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

#include "base/memory.h"

/* Zero-initialised it is empty and ready. */
struct map {
    struct map_entry *entry; /* [room] the first `count` are in use, in the order they came */
    int count, room;
    struct arena keys;
    char *free; /* what is left of the piece of `keys` that new keys go to */
    size_t left;
};

int map_get(const struct map *, const char *key, size_t length); /* -1 when it is not there */
/* Where the value of this key stands, good until the next call; a new key begins with `initial`. */
int *map_put(struct map *, const char *key, size_t length, int initial);
/* Walks the entries in the order they came: i from 0 to count - 1.  A key stays where it is as
 * long as the map lives. */
const char *map_key(const struct map *, int i, size_t *length); /* NUL-terminated */
int map_value(const struct map *, int i);
void map_free(struct map *);

#endif
