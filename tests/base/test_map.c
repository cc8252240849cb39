#include "base/map.h"

#include <stdio.h>
#include <string.h>

#include "base/hashes.h"
#include "base/rng.h"
#include "unit.h"

static struct map map;

static void teardown(void) { map_free(&map); }

static int *put(const char *key, int initial) { return map_put(&map, key, strlen(key), initial); }
static int get(const char *key) { return map_get(&map, key, strlen(key)); }

START_TEST(an_empty_map_knows_nothing)
{
    ck_assert_int_eq(get("chat"), -1);
}
END_TEST

START_TEST(a_new_key_begins_with_the_initial_value_and_an_old_one_keeps_its_own)
{
    *put("chat", 5) += 1;
    ck_assert_int_eq(*put("chat", 100), 6);
    ck_assert_int_eq(get("chat"), 6);
    ck_assert_int_eq(map.count, 1);
}
END_TEST

START_TEST(keys_are_copied_and_may_hold_any_byte)
{
    char key[] = "cat";
    *put(key, 0) = 1;
    key[0] = 'b';
    *put(key, 0) = 2;
    map_put(&map, "a\0b", 3, 3);
    map_put(&map, "a\0c", 3, 4);
    *put("", 0) = 5;
    ck_assert_int_eq(get("cat"), 1);
    ck_assert_int_eq(get("bat"), 2);
    ck_assert_int_eq(map_get(&map, "a\0b", 3), 3);
    ck_assert_int_eq(map_get(&map, "a\0c", 3), 4);
    ck_assert_int_eq(get(""), 5);
    ck_assert_int_eq(get("ca"), -1);
}
END_TEST

START_TEST(many_keys_are_all_found_and_stand_in_the_order_they_came)
{
    enum { KEYS = 300000 };
    char key[32];
    const char *first = NULL;
    for (int i = 0; i < KEYS; i++) {
        snprintf(key, sizeof key, "word-%d", i);
        *put(key, -7) = i;
        if (!i) first = map_key(&map, 0, NULL);
    }
    ck_assert_int_eq(map.count, KEYS);
    ck_assert_ptr_eq(map_key(&map, 0, NULL), first);
    for (int i = 0; i < KEYS; i++) {
        size_t length;
        snprintf(key, sizeof key, "word-%d", i);
        ck_assert_int_eq(get(key), i);
        ck_assert_str_eq(map_key(&map, i, &length), key);
        ck_assert_uint_eq(length, strlen(key));
        ck_assert_int_eq(map_value(&map, i), i);
    }
    ck_assert_int_eq(get("word-300000"), -1);
}
END_TEST

/* rng_hash(a, b) hides a + GOLDEN (b + 1): what a second number must be for that to be `sum`. */
static uint64_t number_for(uint64_t a, uint64_t sum)
{
    const uint64_t GOLDEN = 0x9E3779B97F4A7C15;
    uint64_t inverse = GOLDEN; /* each step doubles its right bits, three at first */
    for (int i = 0; i < 5; i++) inverse *= 2 - GOLDEN * inverse;
    return (sum - a) * inverse - 1;
}

/* Keys of one hash are made by going backwards from the last of a hash's steps. */
START_TEST(keys_of_one_hash_are_told_apart)
{
    const uint64_t GOLDEN = 0x9E3779B97F4A7C15, one = 7, sum = sizeof one + GOLDEN * (one + 1);
    const uint64_t two[2] = { 1, number_for(rng_hash(sizeof two, 1), sum) };
    const uint64_t three[2] = { 2, number_for(rng_hash(sizeof three, 2), sum) };
    const char *keys[] = { (const char *)&one, (const char *)two, (const char *)three };
    const size_t size[] = { sizeof one, sizeof two, sizeof three };
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(hash_bytes(keys[i], size[i]), hash_bytes(keys[0], size[0]));
        map_put(&map, keys[i], size[i], i);
    }
    for (int i = 0; i < 3; i++) ck_assert_int_eq(map_get(&map, keys[i], size[i]), i);
}
END_TEST

START_TEST(a_key_longer_than_a_piece_is_kept)
{
    static char key[200000];
    memset(key, 'x', sizeof key - 1);
    *put("before", 1) = 1;
    *put(key, 0) = 2;
    *put("after", 3) = 3;
    ck_assert_int_eq(get(key), 2);
    ck_assert_int_eq(get("before") + get("after"), 4);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        an_empty_map_knows_nothing,
        a_new_key_begins_with_the_initial_value_and_an_old_one_keeps_its_own,
        keys_are_copied_and_may_hold_any_byte,
        many_keys_are_all_found_and_stand_in_the_order_they_came,
        keys_of_one_hash_are_told_apart,
        a_key_longer_than_a_piece_is_kept,
        NULL,
    };
    return unit_run("base/map", tests, NULL, teardown);
}
