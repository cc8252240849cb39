#include "task/format.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h" /* before Check, whose fail() is a macro */
#include "format_example.h"

START_TEST(words_stand_on_their_columns_and_beside_their_rows)
{
    const struct rns_pair pair = example();
    check_file("text", (struct rns_format_options){ .width = 0 }, &pair, 1,
               "         <\n"
               "     t c /\n"
               "     h a s\n"
               "     e t >\n"
               "  le ██░░░░\n"
               "chat ░░██·\n"
               "   . ▒▒▒▒▓▓\n"
               "</s> · ▒▒▓▓\n"
               "\n");
}
END_TEST

START_TEST(shades_can_be_ascii)
{
    const struct rns_pair pair = example();
    check_file("text", (struct rns_format_options){ .ascii = true }, &pair, 1,
               "         <\n"
               "     t c /\n"
               "     h a s\n"
               "     e t >\n"
               "  le @@::::\n"
               "chat ::@@.\n"
               "   . ++++##\n"
               "</s> . ++##\n"
               "\n");
}
END_TEST

START_TEST(what_does_not_fit_goes_on_in_another_band_of_the_same_rows)
{
    const struct rns_pair pair = example();
    check_file("text", (struct rns_format_options){ .width = 9 }, &pair, 1,
               "     t c\n"
               "     h a\n"
               "     e t\n"
               "  le ██░░\n"
               "chat ░░██\n"
               "   . ▒▒▒▒\n"
               "</s> · ▒▒\n"
               "\n"
               "     <\n"
               "     /\n"
               "     s\n"
               "     >\n"
               "  le ░░\n"
               "chat ·\n"
               "   . ▓▓\n"
               "</s> ▓▓\n"
               "\n");
}
END_TEST

/* Reads the greys of a row back: one a cell, taken from the background in force at each place. */
static int read_greys(const char *row, int *grey)
{
    int current = -1, places = 0;
    for (; *row && *row != '\n'; row++) {
        if (!strncmp(row, "\033[48;5;", 7)) {
            current = (int)strtol(row + 7, (char **)&row, 10);
        } else if (!strncmp(row, "\033[0m", 4)) {
            current = -1;
            row += 3;
        } else if (current >= 0) {
            grey[places++ / 2] = current;
        }
    }
    ck_assert_int_eq(current, -1);
    return places / 2;
}

START_TEST(with_color_a_cell_is_a_grey_from_black_to_white)
{
    struct rns_pair pair = example();
    double align[] = { 0, 0.5, 1, 1, 0, 0, 1, 1, 2, 0, 0, 0 };
    pair.align = align;
    char *file = write_file("text", (struct rns_format_options){ .color = true }, &pair, 1);
    int grey[3];
    ck_assert_int_eq(read_greys(strstr(file, "  le "), grey), 3);
    ck_assert_int_eq(grey[0], 232);
    ck_assert_int_eq(grey[1], 244);
    ck_assert_int_eq(grey[2], 255);
    ck_assert_int_eq(read_greys(strstr(file, "   . "), grey), 3);
    ck_assert_int_eq(grey[2], 255);
    rns_text_free(file);
}
END_TEST

START_TEST(wide_and_combining_characters_keep_the_columns)
{
    char wide[] = "漢字", combined[] = "e\u0301t";
    char *source[] = { wide, combined }, *target[] = { combined, wide };
    double align[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
    const struct rns_pair pair = {
        .S = 2, .T = 2, .source = source, .target = target, .align = align
    };
    check_file("text", (struct rns_format_options){ .width = 0 }, &pair, 1,
               "         <\n"
               "         /\n"
               "     漢e\u0301 s\n"
               "     字t >\n"
               "  e\u0301t ██· ·\n"
               "漢字 · ██·\n"
               "</s> · · ██\n"
               "\n");
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal_and_long_words_are_cut)
{
    char longest[] = "anticonstitutionnellement";
    char *source[30], *target[] = { longest };
    double align[62] = { 0 };
    for (int j = 0; j < 30; j++) source[j] = longest;
    const struct rns_pair pair = {
        .S = 30, .T = 1, .source = source, .target = target, .align = align
    };
    for (int width = 20; width < 100; width += 13) {
        char *file = write_file("text", (struct rns_format_options){ .width = width }, &pair, 1);
        ck_assert_ptr_nonnull(strstr(file, "…"));
        ck_assert_ptr_nonnull(strstr(file, "⋮"));
        for (char *rest = file, *line; (line = strtok_r(rest, "\n", &rest));)
            ck_assert_int_le(utf8_width(line), width);
        rns_text_free(file);
    }
}
END_TEST

START_TEST(without_align_the_translation_stands_alone)
{
    struct rns_pair pair[2] = { { 0 }, example() };
    pair[1].align = NULL;
    check_file("text", (struct rns_format_options){ .width = 0 }, pair, 2, "\nLe chat.\n\n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { words_stand_on_their_columns_and_beside_their_rows,
                                   shades_can_be_ascii,
                                   what_does_not_fit_goes_on_in_another_band_of_the_same_rows,
                                   with_color_a_cell_is_a_grey_from_black_to_white,
                                   wide_and_combining_characters_keep_the_columns,
                                   no_line_is_wider_than_the_terminal_and_long_words_are_cut,
                                   without_align_the_translation_stands_alone,
                                   NULL };
    return unit_run("task/format_text", tests, NULL, NULL);
}
