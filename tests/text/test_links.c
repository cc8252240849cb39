#include "text/links.h"

#include "unit.h"

static void check(const char *line, enum links_kind kind, int base, const char *expected)
{
    struct links links;
    struct rns_error err = { 0 };
    struct str text = { 0 };
    ck_assert_msg(links_parse(&links, line, kind, base, &err), "%s", err.message);
    links_write(&links, &text);
    ck_assert_str_eq(str_text(&text), expected);
    str_free(&text);
    links_free(&links);
}

static void refuse(const char *line, enum links_kind kind, int base, const char *message)
{
    struct links links;
    struct rns_error err = { 0 };
    ck_assert(!links_parse(&links, line, kind, base, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message, message);
    ck_assert_ptr_null(links.at);
}

START_TEST(links_are_sorted_by_source_then_target_and_stand_once)
{
    check("2-0 0-1  10-3 0-0 2-0", LINKS_PLAIN, 0, "0-0 0-1 2-0 10-3");
    check("", LINKS_PLAIN, 0, "");
}
END_TEST

START_TEST(counting_from_1_becomes_counting_from_0)
{
    check("1p1 2-3", LINKS_GOLD, 1, "0-0 1-2");
}
END_TEST

START_TEST(a_link_both_sure_and_possible_is_sure)
{
    struct links links;
    ck_assert(links_parse(&links, "1p1 1-1 2p2", LINKS_GOLD, 0, NULL));
    ck_assert_int_eq(links.count, 2);
    ck_assert(links_find(&links, 1, 1)->sure);
    ck_assert(!links_find(&links, 2, 2)->sure);
    ck_assert_ptr_null(links_find(&links, 1, 2));
    links_free(&links);
}
END_TEST

START_TEST(what_is_not_a_link_is_named)
{
    refuse("0-0 1x1", LINKS_PLAIN, 0, "'1x1' is not a link; write i-j");
    refuse("1p1", LINKS_PLAIN, 0, "'1p1' is not a link; write i-j");
    refuse("1x1", LINKS_GOLD, 0, "'1x1' is not a link; write i-j (sure) or ipj (possible)");
    refuse("-1", LINKS_GOLD, 0, "'-1' is not a link; write i-j (sure) or ipj (possible)");
    refuse("1-", LINKS_PLAIN, 0, "'1-' is not a link; write i-j");
    refuse("1-2-3", LINKS_PLAIN, 0, "'1-2-3' is not a link; write i-j");
    refuse("1-99999999999", LINKS_PLAIN, 0, "'1-99999999999' is not a link; write i-j");
}
END_TEST

START_TEST(an_index_0_in_a_file_that_counts_from_1_is_refused)
{
    refuse("1-1 0-4", LINKS_GOLD, 1,
           "link '0-4' counts from 0, but this file was said to count from 1");
    refuse("1-1 4-0", LINKS_GOLD, 1,
           "link '4-0' counts from 0, but this file was said to count from 1");
}
END_TEST

static void check_links(struct links links, const char *expected)
{
    struct str text = { 0 };
    links_write(&links, &text);
    ck_assert_str_eq(str_text(&text), expected);
    str_free(&text);
    links_free(&links);
}

static const double weight[] = { 0.1, 0.7,  0.2, /* word 1 */
                                 0.4, 0.4,  0.2, /* the first of equals */
                                 0.1, 0.2,  0.7, /* </s> */
                                 0,   0,    0,   /* none */
                                 0.9, 0.05, 0.05 };

START_TEST(each_target_word_goes_to_its_best_source_word)
{
    check_links(links_from_matrix(weight, 5, 3, 0), "0-1 0-4 1-0 2-2");
    check_links(links_from_matrix(weight, 5, 0, 0), "");
    check_links(links_from_matrix(NULL, 5, 3, 0), "");
}
END_TEST

START_TEST(a_threshold_links_every_pair_above_it)
{
    check_links(links_from_matrix(weight, 5, 3, 0.2), "0-1 0-4 1-0 1-1 2-2");
    check_links(links_from_matrix(weight, 5, 3, 0.95), "");
}
END_TEST

START_TEST(cutting_leaves_what_is_among_so_many_words)
{
    struct links links = links_from_matrix(weight, 5, 3, 0);
    links_cut(&links, 2, 4);
    check_links(links, "0-1 1-0");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { links_are_sorted_by_source_then_target_and_stand_once,
                                   counting_from_1_becomes_counting_from_0,
                                   a_link_both_sure_and_possible_is_sure,
                                   what_is_not_a_link_is_named,
                                   an_index_0_in_a_file_that_counts_from_1_is_refused,
                                   each_target_word_goes_to_its_best_source_word,
                                   a_threshold_links_every_pair_above_it,
                                   cutting_leaves_what_is_among_so_many_words,
                                   NULL };
    return unit_run("text/links", tests, NULL, NULL);
}
