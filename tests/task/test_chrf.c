#include "task/chrf.h"

#include "unit.h"

static double score(const char *hypothesis, const char *reference)
{
    return chrf(&hypothesis, &reference, 1);
}

START_TEST(the_same_text_scores_100_whatever_its_spaces)
{
    ck_assert_double_eq_tol(score("été", "été"), 100, 1e-9);
    ck_assert_double_eq_tol(score("un chat\u00a0noir", "u nchat noir "), 100, 1e-9);
}
END_TEST

/* ab in abc: precisions 1 and 1, recalls 2/3 and 1/2; there are no trigrams of ab.
 * F = 5 · 7/12 / (4 + 7/12) = 7/11. */
START_TEST(recall_weighs_more_and_orders_one_side_lacks_are_left_out)
{
    ck_assert_double_eq_tol(score("ab", "abc"), 700.0 / 11, 1e-9);
}
END_TEST

START_TEST(characters_count_not_bytes)
{
    ck_assert_double_eq_tol(score("éè", "éèê"), 700.0 / 11, 1e-9);
    ck_assert_double_eq(score("é", "è"), 0);
}
END_TEST

/* Line 1 matches whole: n = 1: 2/2, n = 2: 1/1.  Line 2, xyz for x: only its single characters are
 * held against it, 1/3.  P = (3/5 + 1/1) / 2, R = (3/3 + 1/1) / 2, F = 5 P / (4 P + 1). */
START_TEST(n_grams_of_a_line_whose_reference_has_none_do_not_count)
{
    const char *hypothesis[] = { "ab", "xyz" }, *reference[] = { "ab", "x" };
    ck_assert_double_eq_tol(chrf(hypothesis, reference, 2), 100 * 4 / 4.2, 1e-9);
}
END_TEST

START_TEST(nothing_scores_0)
{
    ck_assert_double_eq(score("", ""), 0);
    ck_assert_double_eq(score("", "abc"), 0);
    ck_assert_double_eq(chrf(NULL, NULL, 0), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_same_text_scores_100_whatever_its_spaces,
                                   recall_weighs_more_and_orders_one_side_lacks_are_left_out,
                                   characters_count_not_bytes,
                                   n_grams_of_a_line_whose_reference_has_none_do_not_count,
                                   nothing_scores_0,
                                   NULL };
    return unit_run("task/chrf", tests, NULL, NULL);
}
