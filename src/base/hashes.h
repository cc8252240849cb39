/* hashes.h -- which texts were seen before, told by their hashes alone.
 *
 * Open addressing, 12 bytes a place, at most three quarters full.  The memory is bounded: when
 * `most` places are not enough, only the hashes divisible by 2 are kept, then by 4 and so on.  What
 * is left is a fair sample, for a text is in it each time or never; until then nothing is missed,
 * and of n texts about n²/2^65 are taken for another.
 */
#ifndef BASE_HASHES_H
#define BASE_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const char *text, size_t length);

struct hashes {
    uint64_t *hash;  /* [room] 0: a free place */
    uint32_t *value; /* [room] */
    size_t room, most, count;
    uint64_t step; /* hashes that it does not divide are left out; a power of two */
};

struct hashes hashes_new(size_t most); /* places, a power of two */
void hashes_free(struct hashes *);
/* The value of this hash; a new one begins with `initial`, as *is_new says.  NULL when the hash is
 * left out.  Good until the next call. */
uint32_t *hashes_put(struct hashes *, uint64_t hash, uint32_t initial, bool *is_new);
uint32_t *hashes_get(const struct hashes *, uint64_t hash); /* NULL when it is not there */

#endif
