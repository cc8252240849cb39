#include "base/map.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/hashes.h"

enum { NONE = -1, PIECE = 1 << 16 };

/* Entries stand in the order they came.  Bucket b's chain begins at entry[b].first, so that one
 * array holds both; room, a power of two, counts entries and buckets alike. */
struct map_entry {
    const char *key;
    size_t length;
    uint64_t hash;
    int value;
    int next;  /* of the same bucket */
    int first; /* of the bucket with this number */
};

static int find(const struct map *m, const char *key, size_t length, uint64_t hash)
{
    if (!m->room) return NONE;
    int i = m->entry[hash & (m->room - 1)].first;
    for (; i != NONE; i = m->entry[i].next) {
        const struct map_entry *e = m->entry + i;
        if (e->hash == hash && e->length == length && !memcmp(e->key, key, length)) break;
    }
    return i;
}

int map_get(const struct map *m, const char *key, size_t length)
{
    const int i = find(m, key, length, hash_bytes(key, length));
    return i == NONE ? -1 : m->entry[i].value;
}

static void link_entry(struct map *m, int i)
{
    int *first = &m->entry[m->entry[i].hash & (m->room - 1)].first;
    m->entry[i].next = *first;
    *first = i;
}

static void double_room(struct map *m)
{
    assert(m->room <= INT_MAX / 2);
    m->room = m->room ? 2 * m->room : 64;
    m->entry = memory_resize(m->entry, m->room, sizeof *m->entry);
    for (int b = 0; b < m->room; b++) m->entry[b].first = NONE;
    for (int i = 0; i < m->count; i++) link_entry(m, i);
}

static const char *keep_key(struct map *m, const char *key, size_t length)
{
    if (m->left <= length) {
        m->left = length < PIECE ? PIECE : length + 1;
        m->free = arena_take(&m->keys, m->left, 1);
    }
    char *kept = m->free;
    memcpy(kept, key, length);
    kept[length] = '\0';
    m->free += length + 1;
    m->left -= length + 1;
    return kept;
}

int *map_put(struct map *m, const char *key, size_t length, int initial)
{
    const uint64_t hash = hash_bytes(key, length);
    const int found = find(m, key, length, hash);
    if (found != NONE) return &m->entry[found].value;

    if (m->count == m->room) double_room(m);
    struct map_entry *e = m->entry + m->count;
    e->key = keep_key(m, key, length);
    e->length = length;
    e->hash = hash;
    e->value = initial;
    link_entry(m, m->count++);
    return &e->value;
}

const char *map_key(const struct map *m, int i, size_t *length)
{
    assert(0 <= i && i < m->count);
    if (length) *length = m->entry[i].length;
    return m->entry[i].key;
}

int map_value(const struct map *m, int i)
{
    assert(0 <= i && i < m->count);
    return m->entry[i].value;
}

void map_free(struct map *m)
{
    memory_free(m->entry);
    arena_free(&m->keys);
    *m = (struct map){ 0 };
}
