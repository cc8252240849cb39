#include "rnnsearch.h"

#include "base/memory.h"
#include "unit.h"

static char **new_words(int count)
{
    char **word = memory_new((size_t)count, sizeof *word);
    for (int i = 0; i < count; i++) word[i] = memory_copy("mot");
    return word;
}

/* The leak checker watches. */
START_TEST(freeing_gives_everything_back_and_leaves_an_empty_one)
{
    struct rns_pairs pairs = { 2, memory_new(2, sizeof *pairs.at) };
    pairs.at[0] = (struct rns_pair){ memory_copy("mot mot"),
                                     3,
                                     2,
                                     new_words(3),
                                     new_words(2),
                                     memory_new(12, sizeof(double)),
                                     -1,
                                     -1,
                                     memory_new(3, sizeof(double)),
                                     memory_new(1, sizeof(struct rns_pair)) };
    pairs.at[0].pieces->text = memory_copy("mo@@ t mot");
    rns_pairs_free(&pairs);
    ck_assert_int_eq(pairs.count, 0);
    ck_assert_ptr_null(pairs.at);
    rns_pairs_free(&pairs);
}
END_TEST

START_TEST(nothing_can_be_freed)
{
    rns_text_free(NULL);
    rns_pair_free(NULL);
    rns_pairs_free(NULL);
    struct rns_pair blank = { .text = memory_copy("") };
    rns_pair_free(&blank);
    ck_assert_ptr_null(blank.text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { freeing_gives_everything_back_and_leaves_an_empty_one,
                                   nothing_can_be_freed, NULL };
    return unit_run("task/pair", tests, NULL, NULL);
}
