#include "task/format.h"

#include <locale.h>
#include <math.h>

#include "format_example.h"

START_TEST(every_kind_of_the_list_can_be_made)
{
    struct str kind = { 0 };
    for (const char *at = rns_format_list();; at++) {
        if (*at && *at != '|') {
            str_byte(&kind, *at);
            continue;
        }
        struct rns_format *f = rns_format_new(str_text(&kind), NULL, NULL);
        ck_assert_msg(f != NULL, "%s", str_text(&kind));
        rns_format_free(f);
        str_clear(&kind);
        if (!*at) break;
    }
    str_free(&kind);
}
END_TEST

START_TEST(an_unknown_kind_is_refused_with_those_there_are)
{
    struct rns_error err = { 0 };
    ck_assert_ptr_null(rns_format_new("pharaoh", NULL, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_str_eq(err.message, "there is no alignment format 'pharaoh'; choose one of "
                                  "hard|soft|json|tsv|text|svg");
}
END_TEST

static void check_number(double x, const char *expected)
{
    struct str out = { 0 };
    format_number(&out, x);
    ck_assert_str_eq(str_text(&out), expected);
    str_free(&out);
}

START_TEST(numbers_have_six_digits_and_a_point_in_every_locale)
{
    static const char *const locale[] = { "C", "de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8" };
    for (size_t k = 0; k < sizeof locale / sizeof *locale; k++) {
        if (!setlocale(LC_NUMERIC, locale[k])) continue;
        check_number(1.0 / 3, "0.333333");
        check_number(-1234.5678, "-1234.57");
        check_number(1e-7, "1e-07");
        check_number(0, "0");
        check_number(INFINITY, "inf");
    }
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(what_is_shown_is_valid_and_without_control_characters)
{
    struct str out = { 0 };
    format_visible(&out, "a\033[1m\xff é\t");
    ck_assert_str_eq(str_text(&out), "a\ufffd[1m\ufffd é\ufffd");
    str_free(&out);
}
END_TEST

START_TEST(the_translation_is_the_text_or_else_the_words)
{
    struct rns_pair pair = example();
    struct str out = { 0 };
    format_translation(&out, &pair);
    ck_assert_str_eq(str_text(&out), "Le chat.");
    str_clear(&out);
    pair.text = NULL;
    format_translation(&out, &pair);
    ck_assert_str_eq(str_text(&out), "le chat .");
    str_free(&out);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { every_kind_of_the_list_can_be_made,
                                   an_unknown_kind_is_refused_with_those_there_are,
                                   numbers_have_six_digits_and_a_point_in_every_locale,
                                   what_is_shown_is_valid_and_without_control_characters,
                                   the_translation_is_the_text_or_else_the_words, NULL };
    return unit_run("task/format", tests, NULL, NULL);
}
