#include "base/packed.h"

#include "base/memory.h"
#include "unit.h"

static struct arena mem;

static void teardown(void) { arena_free(&mem); }

START_TEST(steps_follow_each_other_from_the_longest_column_to_the_shortest)
{
    const int a[] = { 11, 12 }, b[] = { 21, 22, 23 }, c[] = { 31 };
    const int *id[] = { a, b, c };
    const int length[] = { 2, 3, 1 };
    const struct packed p = packed_new(&mem, 3, id, length);
    const int expected[] = { 21, 11, 31, 22, 12, 23 }, at[] = { 0, 3, 5, 6 };
    ck_assert_int_eq(p.B, 3);
    ck_assert_int_eq(p.T, 3);
    ck_assert_int_eq(p.rows, 6);
    for (int i = 0; i < 6; i++) ck_assert_int_eq(p.id[i], expected[i]);
    for (int t = 0; t <= 3; t++) ck_assert_int_eq(p.at[t], at[t]);
    ck_assert_int_eq(packed_count(&p, 1), 2);
    ck_assert_int_eq(p.id[packed_row(&p, 1, 1)], 12);
}
END_TEST

START_TEST(equal_lengths_keep_their_order)
{
    const int word[] = { 1, 2, 3 };
    const int *id[] = { word, word, word, word, word };
    const int length[] = { 2, 3, 2, 3, 2 }, origin[] = { 1, 3, 0, 2, 4 };
    const struct packed p = packed_new(&mem, 5, id, length);
    for (int c = 0; c < 5; c++) {
        ck_assert_int_eq(p.origin[c], origin[c]);
        ck_assert_int_eq(p.length[c], length[origin[c]]);
    }
}
END_TEST

START_TEST(nothing_packs_to_nothing)
{
    const struct packed p = packed_new(&mem, 0, NULL, NULL);
    ck_assert_int_eq(p.T, 0);
    ck_assert_int_eq(p.rows, 0);
    ck_assert_int_eq(p.at[0], 0);
}
END_TEST

START_TEST(an_empty_sequence_is_a_column_without_words)
{
    const int word[] = { 5 };
    const int *id[] = { word, word };
    const int length[] = { 0, 1 };
    const struct packed p = packed_new(&mem, 2, id, length);
    ck_assert_int_eq(p.rows, 1);
    ck_assert_int_eq(p.origin[0], 1);
    ck_assert_int_eq(p.length[1], 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        steps_follow_each_other_from_the_longest_column_to_the_shortest,
        equal_lengths_keep_their_order,
        nothing_packs_to_nothing,
        an_empty_sequence_is_a_column_without_words,
        NULL,
    };
    return unit_run("base/packed", tests, NULL, teardown);
}
