#include "task/tokenize13a.h"

#include "unit.h"

/* The words with a bar between them. */
static void check(const char *line, const char *expected)
{
    struct str out = { 0 }, work = { 0 }, words = { 0 };
    struct token token;
    tokenize_13a(line, &out, &work);
    for (const char *at = str_text(&out); token_next(&at, &token);) {
        if (words.length) str_byte(&words, '|');
        str_bytes(&words, token.at, token.length);
    }
    ck_assert_str_eq(str_text(&words), expected);
    str_free(&out);
    str_free(&work);
    str_free(&words);
}

START_TEST(punctuation_stands_alone_but_for_the_apostrophe)
{
    check("$5/6 [x] {y} ~z", "$|5|/|6|[|x|]|{|y|}|~|z");
    check("l'homme: oui!", "l'homme|:|oui|!");
}
END_TEST

START_TEST(stops_stay_inside_numbers_only)
{
    check("a.b, 3.5 1,000. 10", "a|.|b|,|3.5|1,000|.|10");
    check("..,. 1. .1 é.é", ".|.|,|.|1|.|.|1|é|.|é");
}
END_TEST

START_TEST(a_dash_is_cut_off_behind_a_digit_only)
{
    check("5-3 x-y 1--2 -3", "5|-|3|x-y|1|-|-2|-3");
}
END_TEST

START_TEST(entities_are_undone_in_their_order)
{
    check("&amp;lt; &quot;x&quot; &lt;skipped> <skipped>y", "<|\"|x|\"|<|skipped|>|y");
}
END_TEST

START_TEST(an_empty_line_has_no_words)
{
    check("", "");
    check("<skipped>", "");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { punctuation_stands_alone_but_for_the_apostrophe,
                                   stops_stay_inside_numbers_only,
                                   a_dash_is_cut_off_behind_a_digit_only,
                                   entities_are_undone_in_their_order,
                                   an_empty_line_has_no_words,
                                   NULL };
    return unit_run("task/tokenize13a", tests, NULL, NULL);
}
