#include "rnnsearch.h"

#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { S = 2, T = 3 };

/* The model looks at a as x and b as z; the reverse one agrees and gives y to nobody. */
static double ours[(T + 1) * (S + 1)] = { 0.8, 0.1, 0.1,          /* x    */
                                          0.4, 0.4, 0.2,          /* y    */
                                          0.1, 0.9, 0.0,          /* z    */
                                          0.0, 0.1, 0.9 };        /* </s> */
static double theirs[(S + 1) * (T + 1)] = { 0.9, 0.0, 0.1, 0.0,   /* a    */
                                            0.0, 0.1, 0.9, 0.0,   /* b    */
                                            0.0, 0.3, 0.0, 0.7 }; /* </s> */
static struct rns_pair forward, reverse;

static void setup(void)
{
    forward = (struct rns_pair){ .S = S, .T = T, .align = ours };
    reverse = (struct rns_pair){ .S = T, .T = S, .align = theirs };
}

START_TEST(without_rounds_it_is_the_mean)
{
    double before[(T + 1) * (S + 1)];
    memcpy(before, ours, sizeof before);
    ck_assert(rns_pair_join(&forward, &reverse, 0, NULL));
    for (int i = 0; i <= T; i++)
        for (int j = 0; j <= S; j++)
            ck_assert_double_eq_tol(ours[i * (S + 1) + j],
                                    (before[i * (S + 1) + j] + theirs[j * (T + 1) + i]) / 2, 1e-15);
    memcpy(ours, before, sizeof before);
}
END_TEST

START_TEST(after_competition_both_agree_on_the_links)
{
    double before[(T + 1) * (S + 1)];
    memcpy(before, ours, sizeof before);
    ck_assert(rns_pair_join(&forward, &reverse, 3, NULL));
    ck_assert_double_gt(ours[0], 0.8);
    ck_assert_double_lt(ours[1], 0.2);
    ck_assert_double_gt(ours[2 * (S + 1) + 1], 0.6);
    ck_assert_double_lt(ours[S + 1], 0.4);
    memcpy(ours, before, sizeof before);
}
END_TEST

START_TEST(other_words_are_refused)
{
    struct rns_error err = { 0 };
    reverse.S = T - 1;
    ck_assert(!rns_pair_join(&forward, &reverse, 3, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_str_eq(err.message, "it is 2 and 3 words to the model and 2 and 2 to the reverse "
                                  "one; train both with the same [text] settings");
}
END_TEST

START_TEST(a_model_that_does_not_look_is_refused)
{
    struct rns_error err = { 0 };
    reverse.align = NULL;
    ck_assert(!rns_pair_join(&forward, &reverse, 3, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
}
END_TEST

/* One model cut a word in two, the other did not. */
START_TEST(pieces_that_cannot_be_joined_are_none)
{
    double before[(T + 1) * (S + 1)];
    struct rns_pair other = { .S = T + 1, .T = S, .align = theirs };
    memcpy(before, ours, sizeof before);
    forward.pieces = memory_new(1, sizeof *forward.pieces);
    *forward.pieces = (struct rns_pair){ .S = S, .T = T };
    reverse.pieces = &other;
    ck_assert(rns_pair_join(&forward, &reverse, 0, NULL));
    ck_assert_ptr_null(forward.pieces);
    memcpy(ours, before, sizeof before);
}
END_TEST

START_TEST(a_blank_pair_has_nothing_to_join)
{
    struct rns_pair blank = { 0 }, other = { 0 };
    ck_assert(rns_pair_join(&blank, &other, 3, NULL));
    ck_assert_ptr_null(blank.align);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { without_rounds_it_is_the_mean,
                                   after_competition_both_agree_on_the_links,
                                   pieces_that_cannot_be_joined_are_none,
                                   other_words_are_refused,
                                   a_model_that_does_not_look_is_refused,
                                   a_blank_pair_has_nothing_to_join,
                                   NULL };
    return unit_run("task/directions", tests, setup, NULL);
}
