#include "task/ngrams.h"

#include <string.h>

#include "base/rng.h"
#include "unit.h"

enum { ORDERS = 4, LONGEST = 40 };

static int same(const uint32_t *a, const uint32_t *b, int n)
{
    return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* By definition: each n-gram of the hypothesis takes one of the reference that is left. */
static long count_matches(struct sequence h, struct sequence r, int n)
{
    int taken[LONGEST] = { 0 };
    long matched = 0;
    for (int i = 0; i + n <= h.length; i++)
        for (int j = 0; j + n <= r.length; j++)
            if (!taken[j] && same(h.at + i, r.at + j, n)) {
                taken[j] = 1;
                matched++;
                break;
            }
    return matched;
}

START_TEST(matches_are_those_of_the_definition)
{
    struct ngrams grams = { 0 };
    struct rng rng;
    rng_seed(&rng, 5);
    for (int round = 0; round < 300; round++) {
        uint32_t a[LONGEST], b[LONGEST];
        const struct sequence h = { a, (int)rng_below(&rng, LONGEST) };
        const struct sequence r = { b, (int)rng_below(&rng, LONGEST) };
        for (int i = 0; i < LONGEST; i++) {
            a[i] = (uint32_t)rng_below(&rng, 3);
            b[i] = (uint32_t)rng_below(&rng, 3);
        }
        struct ngram_count count[ORDERS];
        ngrams_count(&grams, h, r, ORDERS, count);
        for (int n = 1; n <= ORDERS; n++)
            ck_assert_int_eq(count[n - 1].matched, count_matches(h, r, n));
    }
    ngrams_free(&grams);
}
END_TEST

START_TEST(a_sequence_shorter_than_n_has_no_n_grams)
{
    const uint32_t word[] = { 7, 8 };
    struct ngrams grams = { 0 };
    struct ngram_count count[ORDERS];
    ngrams_count(&grams, (struct sequence){ word, 2 }, (struct sequence){ word, 0 }, ORDERS, count);
    ck_assert_int_eq(count[0].hypothesis, 2);
    ck_assert_int_eq(count[1].hypothesis, 1);
    ck_assert_int_eq(count[2].hypothesis, 0);
    ck_assert_int_eq(count[0].reference, 0);
    ck_assert_int_eq(count[0].matched, 0);
    ngrams_free(&grams);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { matches_are_those_of_the_definition,
                                   a_sequence_shorter_than_n_has_no_n_grams, NULL };
    return unit_run("task/ngrams", tests, NULL, NULL);
}
