#include "task/format.h"

#include <locale.h>
#include <math.h>
#include <string.h>

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
                                  "hard|soft|nematus|json|npy|tsv|text|svg|html");
}
END_TEST

/* The example's rows without </s>: (0.75 0.2) (0.125 0.875) (0.25 0.25). */
START_TEST(the_end_of_the_sentence_can_be_left_out_of_every_kind)
{
    const struct rns_pair pair = example();
    const struct rns_format_options drop = { .eos = RNS_EOS_DROP };
    check_file("soft", drop, &pair, 1, "0.75,0.2 0.125,0.875 0.25,0.25\n");
    check_file("nematus", drop, &pair, 1,
               "0 ||| le chat . ||| -0.625 ||| the cat ||| 2 3\n0.75 0.2\n0.125 0.875\n"
               "0.25 0.25\n\n");
    check_file("text", drop, &pair, 1,
               "     t c\n     h a\n     e t\n  le ██░░\nchat ░░██\n   . ▒▒▒▒\n\n");
    static const char *const kind[] = { "json", "tsv", "svg" };
    for (int k = 0; k < 3; k++) {
        char *file = write_file(kind[k], drop, &pair, 1);
        ck_assert_ptr_null(strstr(file, "/s>"));
        ck_assert_ptr_null(strstr(file, "/s&"));
        ck_assert_ptr_null(strstr(file, "0.05"));
        rns_text_free(file);
    }
}
END_TEST

START_TEST(what_is_left_of_a_row_can_be_made_to_sum_to_1_again)
{
    const struct rns_format_options renorm = { .eos = RNS_EOS_RENORM };
    struct rns_pair pair = example();
    check_file("soft", renorm, &pair, 1, "0.789474,0.210526 0.125,0.875 0.5,0.5\n");
    double all_on_the_end[] = { 0, 0, 1, 0.5, 0.5, 0, 0.2, 0.2, 0.6, 0, 0, 1 };
    pair.align = all_on_the_end;
    check_file("soft", renorm, &pair, 1, "0,0 0.5,0.5 0.5,0.5\n");
}
END_TEST

/* Row 3 of the example looks at </s> most, and so does the row of </s>. */
START_TEST(hard_links_choose_among_what_they_may)
{
    const struct rns_pair pair = example();
    check_file("hard", (struct rns_format_options){ 0 }, &pair, 1, "0-0 1-1\n");
    check_file("hard", (struct rns_format_options){ .balance = 3 }, &pair, 1, "0-0 0-2 1-1\n");
    check_file("hard", (struct rns_format_options){ .eos = RNS_EOS_DROP }, &pair, 1, "0-0 1-1\n");
    check_file("hard", (struct rns_format_options){ .eos = RNS_EOS_KEEP }, &pair, 1,
               "0-0 1-1 2-2 2-3\n");
    check_file("hard", (struct rns_format_options){ .eos = RNS_EOS_RENORM }, &pair, 1,
               "0-0 0-2 1-1\n");
}
END_TEST

START_TEST(a_threshold_links_all_pairs_above_it)
{
    const struct rns_pair pair = example();
    check_file("hard", (struct rns_format_options){ .threshold = 0.2 }, &pair, 1,
               "0-0 0-2 1-1 1-2\n");
    check_file("hard", (struct rns_format_options){ .threshold = 0.2, .eos = RNS_EOS_KEEP }, &pair,
               1, "0-0 0-2 1-1 1-2 1-3 2-2 2-3\n");
    check_file("hard", (struct rns_format_options){ .threshold = 0.45, .eos = RNS_EOS_RENORM },
               &pair, 1, "0-0 0-2 1-1 1-2\n");
}
END_TEST

START_TEST(a_threshold_out_of_place_is_refused)
{
    struct rns_format_options options = { .threshold = 0.2 };
    struct rns_error err = { 0 };
    ck_assert_ptr_null(rns_format_new("soft", &options, &err));
    ck_assert_str_eq(err.message, "a threshold makes hard links, and 'soft' has none");
    err = (struct rns_error){ 0 };
    options.threshold = 1;
    ck_assert_ptr_null(rns_format_new("hard", &options, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_str_eq(err.message, "threshold 1 is out of range: from 0 to below 1");
}
END_TEST

START_TEST(every_kind_speaks_of_pieces_when_asked)
{
    double align[] = { 0.5, 0.25, 0.25, 0.125, 0.375, 0.5 };
    struct rns_pair pieces = {
        .S = 2, .T = 1, .source = example_source, .target = &example_target[1], .align = align
    };
    struct rns_pair pair = { .pieces = &pieces };
    const struct rns_format_options unit = { .unit = RNS_UNIT_PIECE };
    check_file("hard", unit, &pair, 1, "0-0\n");
    check_file("soft", unit, &pair, 1, "0.5,0.25,0.25 0.125,0.375,0.5\n");
    static const char *const kind[] = { "nematus", "json", "tsv", "text", "svg", "html" };
    for (int k = 0; k < 6; k++) {
        char *file = write_file(kind[k], unit, &pair, 1);
        ck_assert_msg(strstr(file, "chat") != NULL, "%s", kind[k]);
        rns_text_free(file);
    }
    pair.pieces = NULL;
    check_file("hard", unit, &pair, 1, "\n");
}
END_TEST

START_TEST(both_units_are_for_json_and_html)
{
    struct rns_error err = { 0 };
    const struct rns_format_options both = { .unit = RNS_UNIT_BOTH };
    ck_assert_ptr_null(rns_format_new("svg", &both, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_str_eq(err.message, "json and html hold words and pieces both, and 'svg' does not");
}
END_TEST

START_TEST(sentences_without_words_are_written_too)
{
    double align[] = { 1, 0, 1, 0, 0.5, 0.5 };
    struct rns_pair pair = { .S = 1, .T = 0, .source = example_source, .align = align };
    static const char *const kind[] = { "hard", "soft", "nematus", "json", "npy",
                                        "tsv",  "text", "svg",     "html" };
    for (enum rns_eos eos = RNS_EOS_USUAL; eos <= RNS_EOS_RENORM; eos++)
        for (int k = 0; k < 9; k++)
            rns_text_free(write_file(kind[k], (struct rns_format_options){ .eos = eos }, &pair, 1));
    pair.S = 0;
    pair.T = 1;
    pair.target = example_target;
    for (enum rns_eos eos = RNS_EOS_USUAL; eos <= RNS_EOS_RENORM; eos++)
        for (int k = 0; k < 9; k++)
            rns_text_free(write_file(kind[k], (struct rns_format_options){ .eos = eos }, &pair, 1));
    check_file("hard", (struct rns_format_options){ .eos = RNS_EOS_RENORM }, &pair, 1, "\n");
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
                                   the_end_of_the_sentence_can_be_left_out_of_every_kind,
                                   what_is_left_of_a_row_can_be_made_to_sum_to_1_again,
                                   hard_links_choose_among_what_they_may,
                                   a_threshold_links_all_pairs_above_it,
                                   a_threshold_out_of_place_is_refused,
                                   every_kind_speaks_of_pieces_when_asked,
                                   both_units_are_for_json_and_html,
                                   sentences_without_words_are_written_too,
                                   numbers_have_six_digits_and_a_point_in_every_locale,
                                   what_is_shown_is_valid_and_without_control_characters,
                                   the_translation_is_the_text_or_else_the_words,
                                   NULL };
    return unit_run("task/format", tests, NULL, NULL);
}
