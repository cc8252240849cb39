#include "base/hashes.h"

#include <string.h>

#include "base/rng.h"
#include "unit.h"

START_TEST(what_was_put_is_found_and_nothing_else)
{
    struct hashes h = hashes_new(1 << 14);
    bool is_new;
    for (uint32_t i = 0; i < 5000; i++) {
        ck_assert_uint_eq(*hashes_put(&h, rng_hash(1, i), i, &is_new), i);
        ck_assert(is_new);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        ck_assert_uint_eq(*hashes_get(&h, rng_hash(1, i)), i);
        ck_assert_ptr_null(hashes_get(&h, rng_hash(2, i)));
        ck_assert_uint_eq(*hashes_put(&h, rng_hash(1, i), 7, &is_new), i);
        ck_assert(!is_new);
    }
    ck_assert_uint_eq(h.count, 5000);
    ck_assert_uint_eq(h.step, 1);
    hashes_free(&h);
}
END_TEST

START_TEST(the_hash_zero_is_a_hash_like_others)
{
    struct hashes h = hashes_new(1 << 10);
    bool is_new;
    ck_assert_ptr_null(hashes_get(&h, 0));
    hashes_put(&h, 0, 5, &is_new);
    ck_assert(is_new);
    ck_assert_uint_eq(*hashes_get(&h, 0), 5);
    hashes_free(&h);
}
END_TEST

/* Of 40000 a table of 1024 places keeps a part, of which each is met each time. */
START_TEST(a_full_table_keeps_a_fair_sample)
{
    struct hashes h = hashes_new(1 << 10);
    bool is_new;
    int kept = 0;
    for (uint32_t i = 0; i < 40000; i++) hashes_put(&h, rng_hash(3, i), i, &is_new);
    ck_assert_uint_eq(h.room, 1 << 10);
    ck_assert_uint_eq(h.step, 64);
    for (uint32_t i = 0; i < 40000; i++) {
        const uint32_t *found = hashes_get(&h, rng_hash(3, i));
        ck_assert(!found || *found == i);
        kept += found != NULL;
    }
    ck_assert_uint_eq(h.count, kept);
    ck_assert_int_gt(kept, 40000 / 64 - 100);
    ck_assert_int_lt(kept, 40000 / 64 + 100);
    hashes_free(&h);
}
END_TEST

START_TEST(texts_that_differ_have_different_hashes)
{
    const char *const text[] = { "", "a", "b", "ab", "a\0", "abcdefgh", "abcdefgi", "abcdefghi" };
    const size_t length[] = { 0, 1, 1, 2, 2, 8, 8, 9 };
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++)
            ck_assert((hash_bytes(text[i], length[i]) == hash_bytes(text[j], length[j])) ==
                      (i == j));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { what_was_put_is_found_and_nothing_else,
                                   the_hash_zero_is_a_hash_like_others,
                                   a_full_table_keeps_a_fair_sample,
                                   texts_that_differ_have_different_hashes, NULL };
    return unit_run("base/hashes", tests, NULL, NULL);
}
