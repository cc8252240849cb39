#include "base/str.h"

#include <string.h>

#include "base/memory.h"
#include "unit.h"

static struct str s;

static void teardown(void) { str_free(&s); }

START_TEST(an_empty_string_reads_as_no_text)
{
    ck_assert_str_eq(str_text(&s), "");
    char *taken = str_take(&s);
    ck_assert_str_eq(taken, "");
    memory_free(taken);
}
END_TEST

START_TEST(it_grows_by_bytes_texts_and_formats)
{
    str_add(&s, "le");
    str_byte(&s, ' ');
    str_bytes(&s, "chatons", 4);
    str_print(&s, " %d %s", 12, "noirs");
    str_print(&s, "%s", "");
    ck_assert_str_eq(s.at, "le chat 12 noirs");
    ck_assert_uint_eq(s.length, strlen(s.at));
}
END_TEST

START_TEST(a_long_string_is_kept_whole)
{
    for (int i = 0; i < 100000; i++) str_print(&s, "%05d", i);
    ck_assert_uint_eq(s.length, 500000);
    ck_assert_int_eq(memcmp(s.at + 5 * 77777, "77777", 5), 0);
}
END_TEST

START_TEST(what_was_taken_is_the_callers)
{
    str_add(&s, "one");
    char *taken = str_take(&s);
    str_add(&s, "two");
    ck_assert_str_eq(taken, "one");
    ck_assert_str_eq(s.at, "two");
    memory_free(taken);
    str_clear(&s);
    ck_assert_str_eq(str_text(&s), "");
}
END_TEST

START_TEST(tokens_are_what_stands_between_blanks)
{
    const char *at = "  le\xC2\xA0 chat\tnoir  ";
    struct token token;
    ck_assert_int_eq(token_count(at), 2);
    ck_assert(token_next(&at, &token));
    ck_assert_uint_eq(token.length, 4); /* a no-break space is part of its token */
    ck_assert(token_next(&at, &token));
    ck_assert_int_eq(strncmp(token.at, "chat\tnoir", token.length), 0);
    ck_assert_uint_eq(token.length, 9);
    ck_assert(!token_next(&at, &token));
    ck_assert_int_eq(token_count(" "), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        an_empty_string_reads_as_no_text,      it_grows_by_bytes_texts_and_formats,
        a_long_string_is_kept_whole,           what_was_taken_is_the_callers,
        tokens_are_what_stands_between_blanks, NULL
    };
    return unit_run("base/str", tests, NULL, teardown);
}
