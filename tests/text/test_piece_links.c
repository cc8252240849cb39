#include "text/piece_links.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "text/links.h"
#include "unit.h"

static struct piece_links got;
static struct rns_error err;

static void setup(void)
{
    got = (struct piece_links){ 0 };
    err = (struct rns_error){ 0 };
}

static void teardown(void) { memory_free(got.at); }

static bool link_up(const char *line, const char *source, const char *target, bool subwords)
{
    struct links links;
    const struct pieces s = { source, subwords }, t = { target, subwords };
    ck_assert(links_parse(&links, line, LINKS_PLAIN, 0, &err));
    const bool ok = piece_links_add(&got, &links, &s, &t, &err);
    links_free(&links);
    return ok;
}

/* "i:j/share" with blanks between. */
static void expect(const char *what)
{
    char text[400] = "";
    for (size_t k = 0; k < got.count; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%d:%d/%d", k ? " " : "",
                 got.at[k].i, got.at[k].j, got.at[k].share);
    ck_assert_str_eq(text, what);
}

START_TEST(words_look_evenly_at_those_they_are_linked_to)
{
    ck_assert(link_up("0-2 1-0 2-0 3-0", "a b c d", "x y z", false));
    expect("0:1/3 0:2/3 0:3/3 2:0/1");
}
END_TEST

START_TEST(a_words_weight_is_shared_by_its_pieces)
{
    ck_assert(link_up("0-0 1-1 2-1", "the bl@@ ack cat", "le cha@@ t", true));
    expect("0:0/1 1:1/4 1:2/4 1:3/2 2:1/4 2:2/4 2:3/2");
}
END_TEST

START_TEST(without_subwords_a_mark_at_the_end_means_nothing)
{
    ck_assert(link_up("1-1", "a@@ b", "x@@ y", false));
    expect("1:1/1");
}
END_TEST

START_TEST(pairs_follow_each_other)
{
    ck_assert(link_up("1-0 0-1", "a b", "x y", false));
    ck_assert(link_up("", "a", "x", false));
    ck_assert(link_up("0-0", "a", "x", false));
    expect("0:1/1 1:0/1 0:0/1");
}
END_TEST

/* the bl@@ ack cat -> t@@ he black ca@@ t,  le cha@@ t -> le c@@ h@@ at */
START_TEST(links_follow_words_into_other_pieces)
{
    const struct piece_cut source = { 3, (int[]){ 0, 1, 3, 4 }, (int[]){ 0, 2, 3, 5 } },
                           target = { 2, (int[]){ 0, 1, 3 }, (int[]){ 0, 1, 4 } };
    ck_assert(link_up("0-0 1-1 2-1", "the bl@@ ack cat", "le cha@@ t", true));
    struct piece_links old = got;
    got = (struct piece_links){ 0 };
    piece_links_follow(&got, old.at, (int)old.count, &source, &target);
    memory_free(old.at);
    expect("0:0/2 0:1/2 1:2/2 1:3/4 1:4/4 2:2/2 2:3/4 2:4/4 3:2/2 3:3/4 3:4/4");
}
END_TEST

START_TEST(a_word_that_is_not_there_is_named_with_both_lengths)
{
    static const char *const line[] = { "0-0 2-0", "0-0 0-3", "0-3 1-0" };
    ck_assert(!link_up(line[_i], "a b@@ c", "x y z", true));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_int_eq(strncmp(err.message, _i ? "link 0-3 " : "link 2-0 ", 9), 0);
    ck_assert_ptr_nonnull(strstr(err.message, "2 source and 3 target words"));
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("piece links");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, words_look_evenly_at_those_they_are_linked_to);
    tcase_add_test(c, a_words_weight_is_shared_by_its_pieces);
    tcase_add_test(c, without_subwords_a_mark_at_the_end_means_nothing);
    tcase_add_test(c, pairs_follow_each_other);
    tcase_add_test(c, links_follow_words_into_other_pieces);
    tcase_add_loop_test(c, a_word_that_is_not_there_is_named_with_both_lengths, 0, 3);
    return unit_run_case("text/piece_links", c);
}
