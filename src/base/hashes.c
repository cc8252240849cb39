#include "base/hashes.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"

enum { LEAST = 1 << 10 };

uint64_t hash_bytes(const char *key, size_t length)
{
    uint64_t hash = length, word;
    for (; length >= sizeof word; key += sizeof word, length -= sizeof word) {
        memcpy(&word, key, sizeof word);
        hash = rng_hash(hash, word);
    }
    word = 0;
    memcpy(&word, key, length);
    return rng_hash(hash, word);
}

struct hashes hashes_new(size_t most)
{
    assert(most > 0 && (most & (most - 1)) == 0);
    return (struct hashes){ .most = most, .step = 1 };
}

void hashes_free(struct hashes *h)
{
    memory_free(h->hash);
    memory_free(h->value);
    *h = (struct hashes){ 0 };
}

/* Where the hash is, or the free place where it would be.  The upper half of its bits says where
 * to begin, for the lower ones say what is left out. */
static size_t place_of(const struct hashes *h, uint64_t hash)
{
    size_t i = (size_t)(hash >> 32) & (h->room - 1);
    while (h->hash[i] && h->hash[i] != hash) i = (i + 1) & (h->room - 1);
    return i;
}

static void arrange(struct hashes *h, size_t room)
{
    const struct hashes old = *h;
    h->room = room;
    h->count = 0;
    h->hash = memory_new(room, sizeof *h->hash);
    h->value = memory_new(room, sizeof *h->value);
    for (size_t i = 0; i < old.room; i++) {
        if (!old.hash[i] || old.hash[i] & (h->step - 1)) continue;
        const size_t to = place_of(h, old.hash[i]);
        h->hash[to] = old.hash[i];
        h->value[to] = old.value[i];
        h->count++;
    }
    memory_free(old.hash);
    memory_free(old.value);
}

static void make_room(struct hashes *h)
{
    while (4 * (h->count + 1) > 3 * h->room) {
        const size_t least = LEAST < h->most ? LEAST : h->most;
        if (h->room < h->most) {
            arrange(h, h->room ? 2 * h->room : least);
            continue;
        }
        h->step *= 2;
        arrange(h, h->room);
    }
}

/* 0 marks a free place, so another number stands for it. */
static uint64_t stored(uint64_t hash) { return hash ? hash : UINT64_C(1) << 63; }

uint32_t *hashes_put(struct hashes *h, uint64_t hash, uint32_t initial, bool *is_new)
{
    hash = stored(hash);
    make_room(h);
    if (hash & (h->step - 1)) return NULL;
    const size_t i = place_of(h, hash);
    *is_new = !h->hash[i];
    if (*is_new) {
        h->hash[i] = hash;
        h->value[i] = initial;
        h->count++;
    }
    return &h->value[i];
}

uint32_t *hashes_get(const struct hashes *h, uint64_t hash)
{
    if (!h->room) return NULL;
    const size_t i = place_of(h, stored(hash));
    return h->hash[i] ? &h->value[i] : NULL;
}
