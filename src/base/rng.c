#include "base/rng.h"

#include <math.h>

/* 2^64 / golden ratio: the step of splitmix64. */
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15;

/* Number b of the splitmix64 stream that starts at a. */
uint64_t rng_hash(uint64_t a, uint64_t b)
{
    uint64_t x = a + GOLDEN * (b + 1);
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

void rng_seed(struct rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) r->word[i] = rng_hash(seed, i);
}

static uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

/* xoshiro256** */
uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->word;
    const uint64_t next = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return next;
}

double rng_uniform(struct rng *r) { return (double)(rng_next(r) >> 11) * 0x1p-53; }

/* Box and Muller; one of the two numbers is thrown away so that a stream is its four words. */
double rng_normal(struct rng *r)
{
    const double u = 1 - rng_uniform(r), v = rng_uniform(r);
    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

/* The 2^64 mod n smallest numbers would favour some residues: they are drawn again. */
uint64_t rng_below(struct rng *r, uint64_t n)
{
    const uint64_t least = -n % n;
    uint64_t x = rng_next(r);
    while (x < least) x = rng_next(r);
    return x % n;
}

void rng_shuffle(struct rng *r, int *items, int count)
{
    for (int i = count - 1; i > 0; i--) {
        const int j = (int)rng_below(r, (uint64_t)i + 1), kept = items[i];
        items[i] = items[j];
        items[j] = kept;
    }
}
