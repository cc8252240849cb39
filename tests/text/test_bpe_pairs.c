#include "text/bpe_pairs.h"

#include "unit.h"

static struct map symbol;
static struct pairs pairs;

static void setup(void)
{
    static const char *const text[] = { "a", "b", "c" };
    for (int i = 0; i < 3; i++) map_put(&symbol, text[i], 1, i);
    pairs = (struct pairs){ .symbol = &symbol };
}

static void teardown(void)
{
    pairs_free(&pairs);
    map_free(&symbol);
}

static void change(int left, int right, int times, long seen)
{
    pairs_change(&pairs, (int[]){ left, right }, 0, times, seen);
}

static void expect_best(int left, int right, long count)
{
    ck_assert_int_ge(pairs_best(&pairs), 0);
    const struct pair *best = &pairs.pair[pairs_best(&pairs)];
    ck_assert_int_eq(best->left, left);
    ck_assert_int_eq(best->right, right);
    ck_assert_int_eq(best->count, count);
}

START_TEST(the_best_follows_every_change)
{
    ck_assert_int_eq(pairs_best(&pairs), -1);
    change(0, 1, 1, 5);
    change(1, 2, 1, 3);
    expect_best(0, 1, 5);
    change(1, 2, 1, 4);
    expect_best(1, 2, 7);
    change(1, 2, -1, 6);
    expect_best(0, 1, 5);
    pairs_zero(&pairs, pairs_best(&pairs));
    expect_best(1, 2, 1);
}
END_TEST

START_TEST(of_equals_the_largest_text_is_best)
{
    change(2, 0, 1, 4);
    change(2, 1, 1, 4);
    change(0, 2, 1, 4);
    expect_best(2, 1, 4);
}
END_TEST

START_TEST(what_is_set_aside_comes_back_as_it_was)
{
    change(0, 1, 1, 9);
    change(1, 2, 1, 2);
    pairs_prune(&pairs, 2.5);
    ck_assert_int_eq(pairs.queued, 1);
    expect_best(0, 1, 9);
    pairs_prune(&pairs, 10);
    ck_assert_int_eq(pairs_best(&pairs), -1);
    pairs_restore(&pairs);
    ck_assert_int_eq(pairs.queued, 2);
    expect_best(0, 1, 9);
}
END_TEST

START_TEST(what_is_not_set_aside_stays_as_it_is)
{
    change(0, 1, 1, 9);
    change(1, 2, 1, 2);
    pairs_remember(&pairs);
    pairs_prune(&pairs, 2.5);
    change(2, 0, 1, 5);
    pairs_restore(&pairs);
    ck_assert_int_eq(pairs.queued, 3);
    expect_best(0, 1, 9);
    pairs_zero(&pairs, pairs_best(&pairs));
    expect_best(2, 0, 5);
    pairs_zero(&pairs, pairs_best(&pairs));
    expect_best(1, 2, 2);
}
END_TEST

START_TEST(what_is_set_aside_is_lowered_by_what_is_taken_from_it)
{
    change(0, 1, 1, 9);
    pairs_prune(&pairs, 10);
    change(0, 1, -1, 2);
    pairs_prune(&pairs, 10);
    pairs_restore(&pairs);
    expect_best(0, 1, 7);
}
END_TEST

/* With many pairs, the heap gives them in falling order. */
START_TEST(the_heap_is_in_order_after_pruning)
{
    static const long seen[] = { 5, 3, 8, 1, 9, 2, 7, 4, 6 };
    for (int i = 0; i < 9; i++) change(i / 3, i % 3, 1, seen[i]);
    pairs_prune(&pairs, 4);
    ck_assert_int_eq(pairs.queued, 6);
    for (long count = 9; count >= 4; count--) {
        ck_assert_int_eq(pairs.pair[pairs_best(&pairs)].count, count);
        pairs_zero(&pairs, pairs_best(&pairs));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_best_follows_every_change,
                                   of_equals_the_largest_text_is_best,
                                   what_is_set_aside_comes_back_as_it_was,
                                   what_is_not_set_aside_stays_as_it_is,
                                   what_is_set_aside_is_lowered_by_what_is_taken_from_it,
                                   the_heap_is_in_order_after_pruning,
                                   NULL };
    return unit_run("text/bpe_pairs", tests, setup, teardown);
}
