#include "rnnsearch.h"

#include "unit.h"

/* A = {0-0 1-1 2-2} and {0-1}, S = {0-0 1-2} and {0-0}, P = S, 1-1 and 0-1:
 * |A∩S| = 1, |A∩P| = 3, |A| = 4, |S| = 3. */
START_TEST(the_rate_is_that_of_och_and_ney)
{
    const char *links[] = { "2-2 1-1 0-0", "0-1" }, *gold[] = { "1-1 2-3 2p2", "1-1 1p2" };
    struct rns_aer aer;
    ck_assert(rns_aer(links, gold, 2, 1, &aer, NULL));
    ck_assert_int_eq(aer.links, 4);
    ck_assert_int_eq(aer.sure, 3);
    ck_assert_int_eq(aer.possible, 5);
    ck_assert_int_eq(aer.agreed_sure, 1);
    ck_assert_int_eq(aer.agreed_possible, 3);
    ck_assert_double_eq_tol(aer.precision, 3 / 4.0, 1e-12);
    ck_assert_double_eq_tol(aer.recall, 1 / 3.0, 1e-12);
    ck_assert_double_eq_tol(aer.f, 6 / 13.0, 1e-12); /* 2 pr / (p + r) = 1/2 / (13/12) */
    ck_assert_double_eq_tol(aer.aer, 1 - 4 / 7.0, 1e-12);
}
END_TEST

START_TEST(the_sure_links_themselves_are_without_error)
{
    const char *links[] = { "0-0 1-1", "" }, *gold[] = { "0-0 1-1 1p2", "" };
    struct rns_aer aer;
    ck_assert(rns_aer(links, gold, 2, 0, &aer, NULL));
    ck_assert_double_eq(aer.aer, 0);
    ck_assert(rns_aer(links + 1, gold + 1, 1, 0, &aer, NULL));
    ck_assert_double_eq(aer.aer, 0);
}
END_TEST

START_TEST(errors_name_the_side_and_the_line)
{
    const char *links[] = { "0-0", "0:0" }, *gold[] = { "1-1", "0-1" };
    struct rns_aer aer;
    struct rns_error err = { 0 };
    ck_assert(!rns_aer(links, gold, 2, 1, &aer, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message, "alignment line 2: '0:0' is not a link; write i-j");
    err = (struct rns_error){ 0 };
    links[1] = "";
    ck_assert(!rns_aer(links, gold, 2, 1, &aer, &err));
    ck_assert_str_eq(err.message, "gold line 2: link '0-1' counts from 0, but this file was said "
                                  "to count from 1");
}
END_TEST

START_TEST(nothing_right_is_an_f_of_0)
{
    const char *links[] = { "0-0" }, *gold[] = { "1-1" };
    struct rns_aer aer;
    ck_assert(rns_aer(links, gold, 1, 0, &aer, NULL));
    ck_assert_double_eq(aer.f, 0);
    ck_assert_double_eq(aer.aer, 1);
}
END_TEST

START_TEST(what_gold_counts_from_is_told_by_its_links)
{
    const char *gold[12] = { "",    "1-1 2p2", "2-1", "3-3", "1-2", "1-1",
                             "1-1", "1-1",     "1-1", "1-1", "1-1", "1p0" };
    int lines;
    ck_assert_int_eq(rns_gold_base(gold, 11, &lines), 1);
    ck_assert_int_eq(lines, 10);
    ck_assert_int_eq(rns_gold_base(gold, 12, &lines), 0);
    ck_assert_int_eq(lines, 12);
    ck_assert_int_eq(rns_gold_base(gold, 10, &lines), -1);
    ck_assert_int_eq(lines, 9);
    ck_assert_int_eq(rns_gold_base(gold, 1, NULL), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_rate_is_that_of_och_and_ney,   the_sure_links_themselves_are_without_error,
        nothing_right_is_an_f_of_0,        what_gold_counts_from_is_told_by_its_links,
        errors_name_the_side_and_the_line, NULL
    };
    return unit_run("task/aer", tests, NULL, NULL);
}
