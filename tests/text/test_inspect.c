#include "text/inspect.h"

#include <string.h>

#include "unit.h"

static struct inspection in;

static void look(const char *line) { inspect(line, strlen(line), &in); }

/* The line has this oddity and no other. */
static void expect(const char *line, enum oddity odd, int count, int column, uint32_t what)
{
    look(line);
    for (int k = 0; k < ODD_COUNT; k++)
        ck_assert_msg(in.odd[k].count == (k == (int)odd ? count : 0), "'%s': %d of oddity %d", line,
                      in.odd[k].count, k);
    if (!count) return;
    ck_assert_int_eq(in.odd[odd].column, column);
    ck_assert_uint_eq(in.odd[odd].what, what);
}

static void expect_nothing(const char *line) { expect(line, ODD_INVALID, 0, 0, 0); }

START_TEST(plain_text_of_any_script_is_not_odd)
{
    expect_nothing("");
    expect_nothing("The cat\tisn't here, a@b.c & \"so\".");
    expect_nothing("« Où est l’Ârme ? » dit-il à São PAULO – “Ça” €5 …");
    expect_nothing("Ã\tÃÉ, Â\t, Â\xC2\xA0, Â«, Â», Â€, âé");
    expect_nothing("a@@b @@c &l");
    expect_nothing("猫は 고양이 кошка γάτα \xF0\x9F\x98\xBA");
}
END_TEST

START_TEST(each_oddity_is_told_with_its_column)
{
    expect("é\xE9 \xE8", ODD_INVALID, 2, 2, 0xE9);
    expect("ab\x01\x7F", ODD_CONTROL, 2, 3, 1);
    expect("ab\rc", ODD_RETURN, 1, 3, '\r');
    expect("é\xE2\x80\xA8 ", ODD_BREAK, 1, 2, 0x2028);
    expect("\v\f", ODD_BREAK, 2, 1, '\v');
    expect("a\xC2\x85", ODD_BREAK, 1, 2, 0x85);
    expect("a\xE2\x80\xA9", ODD_BREAK, 1, 2, 0x2029);
    expect("a\xEF\xBB\xBF", ODD_MARK, 1, 2, 0xFEFF);
    expect("a\xEF\xBF\xBD", ODD_LOST, 1, 2, 0xFFFD);
    expect("x &amp; y", ODD_ENTITY, 1, 3, '&');
    expect("le ch@@ at", ODD_SUBWORD, 1, 6, '@');
}
END_TEST

START_TEST(a_nul_does_not_end_the_line)
{
    inspect("a\0b\0", 4, &in);
    ck_assert_int_eq(in.odd[ODD_NUL].count, 2);
    ck_assert_int_eq(in.odd[ODD_NUL].column, 2);
    ck_assert_int_eq(in.characters, 4);
}
END_TEST

START_TEST(text_encoded_twice_is_told_once_a_letter)
{
    expect("dÃ©jÃ\xC2\xA0", ODD_DOUBLE, 2, 3, 0xC3);
    expect("lâ€™eau", ODD_DOUBLE, 1, 3, 0xE2);
    expect("lâ\xC2\x80\xC2\x99"
           "eau",
           ODD_DOUBLE, 2, 3, 0xE2);
    expect("Ã€ Â©", ODD_DOUBLE, 2, 2, 0xC3);
    expect("Å\xC2\x93uf", ODD_DOUBLE, 1, 2, 0xC5);
}
END_TEST

START_TEST(words_and_characters_are_counted)
{
    look("  un été \t à  l'eau ");
    ck_assert_int_eq(in.words, 4);
    ck_assert_int_eq(in.characters, 20);
    ck_assert(in.foreign);
    look("un\tété");
    ck_assert_int_eq(in.words, 2);
    look("a cat");
    ck_assert_int_eq(in.words, 2);
    ck_assert(!in.foreign);
    look(" \t ");
    ck_assert_int_eq(in.words, 0);
}
END_TEST

/* --- encodings -------------------------------------------------------------------------------- */

struct bytes {
    const char *at;
    size_t length;
};
#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const char *guess(const struct bytes *line, int lines)
{
    struct encoding e = { 0 };
    for (int i = 0; i < lines; i++) {
        inspect(line[i].at, line[i].length, &in);
        encoding_add(&e, line[i].at, line[i].length, &in);
    }
    return encoding_guess(&e);
}

START_TEST(encodings_are_guessed_from_their_bytes)
{
    const struct bytes latin[] = { BYTES("d\xE9j\xE0"), BYTES("vu") };
    const struct bytes windows[] = { BYTES("d\xE9j\xE0"), BYTES("l\x92"
                                                                "eau") };
    const struct bytes marked[] = { BYTES("\xFF\xFE"
                                          "h\0i\0"),
                                    BYTES("\0h\0i\0") };
    const struct bytes big_marked[] = { BYTES("\xFE\xFF\0h"), BYTES("\0i") };
    const struct bytes little[] = { BYTES("h\0i\0"), BYTES("\0h\0o\0") };
    const struct bytes big[] = { BYTES("\0h\0i\0"), BYTES("\0h\0o\0") };
    ck_assert_str_eq(guess(latin, 2), "latin1");
    ck_assert_str_eq(guess(windows, 2), "cp1252");
    ck_assert_str_eq(guess(marked, 2), "utf-16");
    ck_assert_str_eq(guess(big_marked, 2), "utf-16");
    ck_assert_str_eq(guess(little, 2), "utf-16le");
    ck_assert_str_eq(guess(big, 2), "utf-16be");
}
END_TEST

/* What is UTF-8 in a line that is not says nothing. */
START_TEST(only_lines_without_a_bad_byte_speak_for_utf8)
{
    const struct bytes lines[] = { BYTES("d\xE9j\xE0 \xC3\xA9"), BYTES("\xC3\xA9 \xE9") };
    ck_assert_str_eq(guess(lines, 2), "latin1");
}
END_TEST

START_TEST(a_file_of_utf8_with_a_bad_line_is_not_to_be_converted)
{
    const struct bytes mixed[] = { BYTES("déjà"), BYTES("été"), BYTES("\xE9") };
    const struct bytes nul[] = { BYTES("it is a line"), BYTES("with\0one") };
    ck_assert_ptr_null(guess(mixed, 3));
    ck_assert_ptr_null(guess(nul, 2));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { plain_text_of_any_script_is_not_odd,
                                   each_oddity_is_told_with_its_column,
                                   a_nul_does_not_end_the_line,
                                   text_encoded_twice_is_told_once_a_letter,
                                   words_and_characters_are_counted,
                                   encodings_are_guessed_from_their_bytes,
                                   only_lines_without_a_bad_byte_speak_for_utf8,
                                   a_file_of_utf8_with_a_bad_line_is_not_to_be_converted,
                                   NULL };
    return unit_run("text/inspect", tests, NULL, NULL);
}
