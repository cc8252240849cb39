#include "text/bpe_learn.h"

#include <string.h>

#include "text/vocab.h"
#include "unit.h"

static struct vocab *first, *second;
static struct str codes;

static void setup(void)
{
    first = vocab_new();
    second = vocab_new();
}

static void teardown(void)
{
    vocab_free(first);
    vocab_free(second);
    str_free(&codes);
}

static void count(struct vocab *v, const char *word, int times)
{
    while (times-- > 0) vocab_count(v, word);
}

static const char *learned(int texts, int merges, int min_frequency)
{
    const struct map *const words[] = { &first->map, &second->map };
    str_clear(&codes);
    bpe_learn(words, texts, merges, min_frequency, &codes);
    ck_assert_int_eq(strncmp(str_text(&codes), "#version: 0.2\n", 14), 0);
    return str_text(&codes) + 14;
}

START_TEST(the_most_frequent_pair_goes_first_and_of_equals_the_largest)
{
    count(first, "low", 5);
    count(first, "lower", 2);
    count(first, "newest", 6);
    count(first, "widest", 3);
    ck_assert_str_eq(learned(1, 100, 2),
                     "s t</w>\ne st</w>\nl o\nw est</w>\nn e\nne west</w>\nlo w</w>\nw i\nwi d\n"
                     "wid est</w>\nw e\nwe r</w>\nlo wer</w>\n");
}
END_TEST

START_TEST(it_ends_after_so_many_merges_or_with_rarer_pairs)
{
    count(first, "low", 5);
    count(first, "hi", 3);
    ck_assert_str_eq(learned(1, 1, 2), "o w</w>\n");
    ck_assert_str_eq(learned(1, 100, 4), "o w</w>\nl ow</w>\n");
    ck_assert_str_eq(learned(1, 0, 1), "");
}
END_TEST

START_TEST(texts_are_learned_together_as_if_they_were_one)
{
    count(first, "ab", 2);
    count(second, "ab", 2);
    count(second, "cd", 3);
    ck_assert_str_eq(learned(1, 1, 2), "a b</w>\n");
    ck_assert_str_eq(learned(2, 1, 2), "a b</w>\n");
    ck_assert_str_eq(learned(2, 9, 4), "a b</w>\n");
}
END_TEST

START_TEST(characters_are_those_of_utf8)
{
    count(first, "été", 2);
    ck_assert_str_eq(learned(1, 9, 2), "é t\nét é</w>\n");
}
END_TEST

/* a a a a a</w>: two pairs that share no letter, of the three that were counted. */
START_TEST(overlapping_pairs_are_merged_from_the_left)
{
    count(first, "aaaaa", 3);
    ck_assert_str_eq(learned(1, 9, 2), "a a\naa aa\naaaa a</w>\n");
}
END_TEST

START_TEST(nothing_is_learned_from_nothing)
{
    ck_assert_str_eq(learned(2, 10, 2), "");
    count(first, "a", 5);
    ck_assert_str_eq(learned(1, 10, 1), "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_most_frequent_pair_goes_first_and_of_equals_the_largest,
                                   it_ends_after_so_many_merges_or_with_rarer_pairs,
                                   texts_are_learned_together_as_if_they_were_one,
                                   characters_are_those_of_utf8,
                                   overlapping_pairs_are_merged_from_the_left,
                                   nothing_is_learned_from_nothing,
                                   NULL };
    return unit_run("text/bpe_learn", tests, setup, teardown);
}
