#include "text/utf8.h"

#include <string.h>

#include "unit.h"

static struct str out;
static struct rns_error err;

static void setup(void) { err = (struct rns_error){ RNS_OK, "" }; }

static void teardown(void) { str_free(&out); }

static const char *normalized(const char *line, size_t length)
{
    str_clear(&out);
    return utf8_normalize(line, length, &out, &err) ? str_text(&out) : NULL;
}

static const char *repaired(const char *line, size_t length)
{
    str_clear(&out);
    utf8_repair(line, length, &out);
    return str_text(&out);
}

static const char *lowered(const char *line)
{
    str_clear(&out);
    utf8_lowercase(line, &out);
    return str_text(&out);
}

START_TEST(letters_and_their_accents_become_one_character)
{
    ck_assert_str_eq(normalized("e\xCC\x81t\xC3\xA9", 6), "\xC3\xA9t\xC3\xA9");
    ck_assert_str_eq(normalized("\xE2\x84\xAB", 3), "\xC3\x85"); /* Angstrom sign */
    ck_assert_str_eq(normalized("\xE2\x80\x99", 3), "\xE2\x80\x99");
    ck_assert_str_eq(normalized("plain", 5), "plain");
    ck_assert_str_eq(normalized("", 0), "");
}
END_TEST

/* A long run of accents in the wrong order, and Hangul, which composes by rule. */
START_TEST(marks_are_put_in_order_and_hangul_composes)
{
    ck_assert_str_eq(normalized("e\xCC\x81\xCC\xA3", 5), "\xE1\xBA\xB9\xCC\x81");
    ck_assert_str_eq(normalized("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 9), "\xED\x95\x9C");
}
END_TEST

START_TEST(a_byte_of_latin1_is_told_with_its_column_and_a_remedy)
{
    ck_assert_ptr_null(normalized("\xC3\xA9t\xE9 chaud", 10));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message,
                     "column 3: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8");
}
END_TEST

START_TEST(two_latin1_letters_in_a_row_are_told)
{
    ck_assert_ptr_null(normalized("cr\xE9\xE9", 4));
    ck_assert_str_eq(err.message,
                     "column 3: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8");
}
END_TEST

START_TEST(a_latin1_letter_at_the_end_of_the_line_is_told)
{
    ck_assert_ptr_null(normalized("caf\xE9", 4));
    ck_assert_str_eq(err.message,
                     "column 4: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8");
}
END_TEST

START_TEST(an_apostrophe_of_windows_is_told)
{
    ck_assert_ptr_null(normalized("l\x92homme", 7));
    ck_assert_str_eq(err.message,
                     "column 2: invalid UTF-8 (byte 0x92); try iconv -f cp1252 -t utf8");
}
END_TEST

START_TEST(a_surrogate_is_invalid_and_no_encoding_is_guessed)
{
    ck_assert_ptr_null(normalized("a\xED\xA0\x80", 4));
    ck_assert_str_eq(err.message, "column 2: invalid UTF-8 (byte 0xED)");
}
END_TEST

START_TEST(a_nul_is_told)
{
    ck_assert_ptr_null(normalized("a\0b", 3));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "column 2: a NUL byte"));
}
END_TEST

START_TEST(repair_replaces_each_bad_byte_and_nothing_else)
{
    ck_assert_str_eq(repaired("caf\xE9 \xC3\xA9t\xC3\xA9", 10),
                     "caf\xEF\xBF\xBD \xC3\xA9t\xC3\xA9");
    ck_assert_str_eq(repaired("a\0\xC3", 3), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}
END_TEST

START_TEST(lowercase_knows_accents_and_leaves_the_rest)
{
    ck_assert_str_eq(lowered("ÉTÉ Œuf 1[]"), "été œuf 1[]");
}
END_TEST

START_TEST(characters_come_one_by_one_and_bad_bytes_alone)
{
    const char *at = "a\xC3\xA9\xE2\x80\x99\xF0\x9F\x98\x80\xE2\x80";
    ck_assert_uint_eq(utf8_next(&at), 'a');
    ck_assert_uint_eq(utf8_next(&at), 0xE9);
    ck_assert_uint_eq(utf8_next(&at), 0x2019);
    ck_assert_uint_eq(utf8_next(&at), 0x1F600);
    ck_assert_uint_eq(utf8_next(&at), 0xFFFD);
    ck_assert_uint_eq(utf8_next(&at), 0xFFFD);
    ck_assert_uint_eq(utf8_next(&at), 0);
    ck_assert_uint_eq(utf8_next(&at), 0);
}
END_TEST

START_TEST(spaces_are_those_of_python)
{
    static const uint32_t spaces[] = {
        ' ', '\t', 0x1C, 0x85, 0xA0, 0x2009, 0x2028, 0x202F, 0x3000
    };
    static const uint32_t others[] = { 'a', 0, 0x200B, 0xFEFF, 0x2060, 0x180E };
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        ck_assert_msg(utf8_is_space(spaces[i]), "U+%04X", spaces[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!utf8_is_space(others[i]), "U+%04X", others[i]);
}
END_TEST

START_TEST(classes_do_not_overlap)
{
    for (uint32_t c = 1; c < 0x3000; c++) {
        const int word = utf8_is_letter(c) + utf8_is_digit(c);
        ck_assert_msg(word + utf8_is_sign(c) + utf8_is_space(c) <= 1, "U+%04X", c);
    }
    ck_assert(utf8_is_letter(0xE9) && utf8_is_letter(0x301) && utf8_is_digit('7'));
    ck_assert(utf8_is_sign('$') && utf8_is_sign(0xAB) && utf8_is_sign(0xD7) && !utf8_is_sign(0xE9));
    ck_assert(utf8_is_upper(0xC9) && !utf8_is_upper(0xE9));
    ck_assert(utf8_is_control(0x1B) && utf8_is_control(0x7F) && !utf8_is_control('a'));
}
END_TEST

START_TEST(width_counts_columns)
{
    ck_assert_int_eq(utf8_width("\xC3\xA9t\xC3\xA9"), 3);
    ck_assert_int_eq(utf8_width("e\xCC\x81"), 1);
    ck_assert_int_eq(utf8_width("\xE6\xBC\xA2\xE5\xAD\x97"), 4);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { letters_and_their_accents_become_one_character,
                                   marks_are_put_in_order_and_hangul_composes,
                                   a_byte_of_latin1_is_told_with_its_column_and_a_remedy,
                                   two_latin1_letters_in_a_row_are_told,
                                   a_latin1_letter_at_the_end_of_the_line_is_told,
                                   an_apostrophe_of_windows_is_told,
                                   a_surrogate_is_invalid_and_no_encoding_is_guessed,
                                   a_nul_is_told,
                                   repair_replaces_each_bad_byte_and_nothing_else,
                                   lowercase_knows_accents_and_leaves_the_rest,
                                   characters_come_one_by_one_and_bad_bytes_alone,
                                   spaces_are_those_of_python,
                                   classes_do_not_overlap,
                                   width_counts_columns,
                                   NULL };
    return unit_run("text/utf8", tests, setup, teardown);
}
