/* rng.h -- random numbers that are the same everywhere.
 *
 * Two kinds.  A `struct rng` is a stream (xoshiro256**), whose four words can be saved.  rng_hash
 * is a function of its arguments alone: dropout asks it by (seed, update, place, index), so that
 * masks do not depend on threads or on what was drawn before, and resuming needs no state.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t word[4];
};

void rng_seed(struct rng *, uint64_t seed);
uint64_t rng_next(struct rng *);
double rng_uniform(struct rng *);             /* [0, 1) */
double rng_normal(struct rng *);              /* mean 0, variance 1 */
uint64_t rng_below(struct rng *, uint64_t n); /* [0, n), without bias */
void rng_shuffle(struct rng *, int *items, int count);
uint64_t rng_hash(uint64_t a, uint64_t b); /* mixes two words into one (splitmix64) */

#endif
