#include "task/confidence.h"

#include <math.h>

#include "base/memory.h"
#include "format_example.h"

static struct arena mem;
static void teardown(void) { arena_free(&mem); }

START_TEST(entropy_is_that_of_each_row)
{
    const struct rns_pair pair = example();
    const struct confidence c = confidence_new(&pair, &mem);
    ck_assert_double_eq_tol(c.entropy[0], -0.75 * log(0.75) - 0.2 * log(0.2) - 0.05 * log(0.05),
                            1e-12);
    ck_assert_double_eq_tol(c.entropy[1], -0.125 * log(0.125) - 0.875 * log(0.875), 1e-12);
    ck_assert_double_eq_tol(c.entropy[2], 1.5 * log(2), 1e-12);
    ck_assert_double_gt(c.entropy[3], 0);
}
END_TEST

START_TEST(coverage_is_what_the_target_words_give_without_their_end)
{
    const struct rns_pair pair = example();
    const struct confidence c = confidence_new(&pair, &mem);
    ck_assert_double_eq_tol(c.coverage[0], 1.125, 1e-12);
    ck_assert_double_eq_tol(c.coverage[1], 1.325, 1e-12);
    ck_assert_double_eq_tol(c.coverage[2], 0.55, 1e-12);
    ck_assert(!c.untranslated[0] && !c.untranslated[1]);
}
END_TEST

/* Word 0 is looked at most by one; 1 never most, but by all a little; 2 hardly; 3 is </s>. */
START_TEST(a_word_hardly_looked_at_seems_untranslated)
{
    double align[] = { 0.4, 0.3,  0.1,  0.2, /* target word 0 */
                       0,   0.25, 0.15, 0.6, /* looks at </s> most */
                       0,   0,    1,    0 /* what </s> looks at counts for nothing */ };
    const struct rns_pair pair = { .S = 3, .T = 2, .align = align };
    const struct confidence c = confidence_new(&pair, &mem);
    ck_assert(!c.untranslated[0]);
    ck_assert(!c.untranslated[1]);
    ck_assert(c.untranslated[2]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { entropy_is_that_of_each_row,
                                   coverage_is_what_the_target_words_give_without_their_end,
                                   a_word_hardly_looked_at_seems_untranslated, NULL };
    return unit_run("task/confidence", tests, NULL, teardown);
}
