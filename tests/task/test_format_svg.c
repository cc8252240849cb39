#include "task/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_example.h"

static const struct rns_format_options plain;

/* Walks the tags and asserts that they nest, that there is one root, and that a bare & or < stands
 * nowhere. */
static void check_well_formed(const char *at)
{
    char open[8][20] = { "" };
    int depth = 0, roots = 0;
    for (; *at; at++) {
        if (*at == '&')
            ck_assert(!strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4) ||
                      !strncmp(at, "&amp;", 5));
        if (*at != '<') continue;
        char name[20] = "";
        const char *end = strchr(at, '>');
        ck_assert_ptr_nonnull(end);
        ck_assert_int_eq(sscanf(at, "<%19[a-z/]", name), 1);
        if (name[0] == '/') {
            ck_assert_int_gt(depth, 0);
            ck_assert_str_eq(name + 1, open[--depth]);
        } else if (end[-1] != '/') {
            roots += depth == 0;
            ck_assert_int_lt(depth, 8);
            strcpy(open[depth++], name);
        }
        at = end;
    }
    ck_assert_int_eq(depth, 0);
    ck_assert_int_eq(roots, 1);
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (; (text = strstr(text, part)); text++) count++;
    return count;
}

static int number_after(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    ck_assert_ptr_nonnull(found);
    return atoi(found + strlen(name));
}

START_TEST(a_cell_a_weight_from_black_to_white_with_its_words)
{
    struct rns_pair pair = example();
    double align[] = { 1, 0, 0, 0, 0.5, 0.5, 0, 0, 1, 0, 0, 1 };
    pair.align = align;
    char *file = write_file("svg", plain, &pair, 1);
    check_well_formed(file);
    ck_assert_int_eq(count_of(file, "<title>"), 12);
    ck_assert_int_eq(count_of(file, "fill=\"#ffffff\""), 3);
    ck_assert_int_eq(count_of(file, "fill=\"#808080\""), 2);
    ck_assert_int_eq(count_of(file, "fill=\"#000000\""), 7);
    ck_assert_int_eq(count_of(file, "<title>chat - cat: 0.5</title>"), 1);
    ck_assert_int_eq(count_of(file, "rotate(-90)\">"), 3);
    ck_assert_int_eq(count_of(file, ">chat</text>"), 1);
    rns_text_free(file);
}
END_TEST

START_TEST(entries_stand_below_each_other_in_one_document)
{
    const struct rns_pair pair[] = { example(), { 0 }, example() };
    char *file = write_file("svg", plain, pair, 3);
    check_well_formed(file);
    const char *first = strstr(file, "<svg y=\"0\""), *second = strstr(first + 1, "<svg y=");
    const int height = number_after(first, " height=\"");
    ck_assert_int_eq(number_after(second, " y=\""), height);
    ck_assert_int_eq(number_after(file, " height=\""), 2 * height);
    ck_assert_ptr_null(strstr(second + 1, "<svg"));
    rns_text_free(file);
}
END_TEST

START_TEST(any_word_is_valid_xml)
{
    char odd[] = "<&>\"\001\xff";
    char *source[] = { odd };
    double align[] = { 0.5, 0.5 };
    const struct rns_pair pair = { .S = 1, .source = source, .align = align };
    char *file = write_file("svg", plain, &pair, 1);
    check_well_formed(file);
    ck_assert_ptr_nonnull(strstr(file, ">&lt;&amp;&gt;\"\ufffd\ufffd</text>"));
    rns_text_free(file);
}
END_TEST

START_TEST(no_entries_are_still_a_document)
{
    char *file = write_file("svg", plain, NULL, 0);
    check_well_formed(file);
    rns_text_free(file);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_cell_a_weight_from_black_to_white_with_its_words,
                                   entries_stand_below_each_other_in_one_document,
                                   any_word_is_valid_xml, no_entries_are_still_a_document, NULL };
    return unit_run("task/format_svg", tests, NULL, NULL);
}
