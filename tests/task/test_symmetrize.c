#include "rnnsearch.h"

#include <string.h>

#include "base/rng.h"
#include "base/str.h"
#include "unit.h"

static void check(const char *method, const char *forward, const char *reverse,
                  const char *expected)
{
    struct rns_error err = { 0 };
    char *line = rns_symmetrize(method, forward, reverse, &err);
    ck_assert_msg(line != NULL, "%s", err.message);
    ck_assert_str_eq(line, expected);
    rns_text_free(line);
}

/*      0 1 2 3        f: forward alone, r: reverse alone, b: both
 *    0 b f . .
 *    1 . b . .
 *    2 . . . r        two free words, no neighbour
 *    3 . f . f        3-1 joins one free word, 3-3 another; no neighbours among links
 */
static const char forward[] = "0-0 0-1 1-1 3-1 3-3", reverse[] = "0-0 1-1 2-3";

START_TEST(intersect_and_union_are_those_of_the_sets)
{
    check("intersect", forward, reverse, "0-0 1-1");
    check("union", forward, reverse, "0-0 0-1 1-1 2-3 3-1 3-3");
    check("intersect", "0-0", "0-1", "");
    check("union", "", "", "");
}
END_TEST

START_TEST(grow_diag_adds_what_touches_a_link_and_joins_a_free_word)
{
    check("grow-diag", forward, reverse, "0-0 1-1"); /* 0-1 touches, but both words have links */
    check("grow-diag", "0-0 1-0 1-2", "0-0", "0-0 1-0");
    check("grow-diag", "1-1 0-2", "1-1", "0-2 1-1");         /* a corner touches too */
    check("grow-diag", "0-0 1-1 2-2", "0-0", "0-0 1-1 2-2"); /* one leads to the next */
    check("grow-diag", "2-2 1-1 0-0", "2-2", "0-0 1-1 2-2"); /* backwards it takes more passes */
    check("grow-diag", "0-0 0-2", "0-0", "0-0");             /* two apart */
}
END_TEST

/* Once 0-1 and 1-0 are taken, 1-1 has no free word, in the same pass already. */
START_TEST(a_link_counts_from_the_moment_it_is_taken)
{
    check("grow-diag", "0-0 0-1 1-0", "0-0 1-1", "0-0 0-1 1-0");
    check("grow-diag", "0-0 0-1", "0-0 1-1", "0-0 0-1 1-1");
}
END_TEST

START_TEST(final_joins_a_free_word_and_final_and_two)
{
    /* forward 3-1 joins source 3, then 3-3 joins target 3; reverse 2-3 joins source 2 */
    check("grow-diag-final", forward, reverse, "0-0 1-1 2-3 3-1 3-3");
    /* forward 3-3 joins two free words, then reverse 2-3 only one */
    check("grow-diag-final-and", forward, reverse, "0-0 1-1 3-3");
    check("grow-diag-final-and", reverse, forward, "0-0 1-1 2-3");
}
END_TEST

START_TEST(forward_goes_before_reverse)
{
    check("grow-diag-final-and", "0-5", "0-7", "0-5");
    check("grow-diag-final-and", "0-7", "0-5", "0-7");
    check("grow-diag-final", "0-5", "0-7", "0-5 0-7");
}
END_TEST

START_TEST(invert_turns_links_round)
{
    check("invert", "0-2 1-0 1-1", NULL, "0-1 1-1 2-0");
    check("invert", "", NULL, "");
}
END_TEST

START_TEST(the_largest_indices_cost_nothing)
{
    check("grow-diag-final", "2147483647-2147483647 0-0", "2147483647-2147483647",
          "0-0 2147483647-2147483647");
}
END_TEST

static void refuse(const char *method, const char *one, const char *other, enum rns_status status,
                   const char *message)
{
    struct rns_error err = { 0 };
    ck_assert_ptr_null(rns_symmetrize(method, one, other, &err));
    ck_assert_int_eq(err.status, status);
    ck_assert_str_eq(err.message, message);
}

START_TEST(mistakes_are_named)
{
    refuse("grow", "", "", RNS_USAGE,
           "there is no method 'grow'; choose one of intersect|union|"
           "grow-diag|grow-diag-final|grow-diag-final-and|invert");
    refuse("invert", "", "", RNS_USAGE, "invert takes one alignment, not two");
    refuse("union", "", NULL, RNS_USAGE, "union takes two alignments, one of each direction");
    refuse("union", "0-0", "0", RNS_BAD_DATA, "reverse alignment: '0' is not a link; write i-j");
    refuse("invert", "1p1", NULL, RNS_BAD_DATA, "the alignment: '1p1' is not a link; write i-j");
}
END_TEST

/* The definition once more, on a square of words with no thought of speed: `may` is 0 for a free
 * word, 1 for two. */
enum { N = 6 };
static bool one[N][N], other[N][N], got[N][N];

static bool is_free(int i, int j, bool two)
{
    bool row = false, column = false;
    for (int k = 0; k < N; k++) {
        row = row || got[i][k];
        column = column || got[k][j];
    }
    return two ? !row && !column : !row || !column;
}

static bool has_neighbour(int i, int j)
{
    for (int y = i - 1; y <= i + 1; y++)
        for (int x = j - 1; x <= j + 1; x++)
            if (y >= 0 && x >= 0 && y < N && x < N && got[y][x]) return true;
    return false;
}

static void grow_square(void)
{
    for (int pass = 0; pass < N * N; pass++)
        for (int c = 0; c < N * N; c++) {
            const int i = c / N, j = c % N;
            if ((one[i][j] || other[i][j]) && !got[i][j] && is_free(i, j, false) &&
                has_neighbour(i, j))
                got[i][j] = true;
        }
}

static void finish_square(bool from[N][N], bool two)
{
    for (int c = 0; c < N * N; c++)
        if (from[c / N][c % N] && !got[c / N][c % N] && is_free(c / N, c % N, two))
            got[c / N][c % N] = true;
}

static void write_square(bool from[N][N], struct str *line)
{
    str_clear(line);
    for (int c = 0; c < N * N; c++)
        if (from[c / N][c % N]) str_print(line, "%s%d-%d", line->length ? " " : "", c / N, c % N);
}

START_TEST(random_alignments_join_as_the_definition_says)
{
    static const char *const method[] = { "grow-diag", "grow-diag-final", "grow-diag-final-and" };
    struct str left = { 0 }, right = { 0 }, expected = { 0 };
    struct rng rng;
    rng_seed(&rng, 3);
    for (int round = 0; round < 300; round++)
        for (int m = 0; m < 3; m++) {
            for (int c = 0; c < N * N; c++) {
                one[c / N][c % N] = rng_uniform(&rng) < 0.25;
                other[c / N][c % N] = rng_uniform(&rng) < 0.25;
                got[c / N][c % N] = one[c / N][c % N] && other[c / N][c % N];
            }
            grow_square();
            if (m > 0) {
                finish_square(one, m == 2);
                finish_square(other, m == 2);
            }
            write_square(one, &left);
            write_square(other, &right);
            write_square(got, &expected);
            check(method[m], str_text(&left), str_text(&right), str_text(&expected));
        }
    str_free(&left);
    str_free(&right);
    str_free(&expected);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { intersect_and_union_are_those_of_the_sets,
                                   grow_diag_adds_what_touches_a_link_and_joins_a_free_word,
                                   a_link_counts_from_the_moment_it_is_taken,
                                   final_joins_a_free_word_and_final_and_two,
                                   forward_goes_before_reverse,
                                   invert_turns_links_round,
                                   the_largest_indices_cost_nothing,
                                   mistakes_are_named,
                                   random_alignments_join_as_the_definition_says,
                                   NULL };
    return unit_run("task/symmetrize", tests, NULL, NULL);
}
