#include "base/number.h"

#include <locale.h>

#include "base/str.h"
#include "unit.h"

START_TEST(numbers_have_a_point_in_every_locale)
{
    static const char *const locales[] = { "C", "de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8" };
    for (int i = 0; i < 4; i++) {
        char text[40], *end;
        setlocale(LC_ALL, locales[i]); /* where the machine has it */
        number_write(text, sizeof text, "%g", 0.5);
        ck_assert_str_eq(text, "0.5");
        ck_assert_double_eq(number_read("2.25 rest", &end), 2.25);
        ck_assert_str_eq(end, " rest");
    }
}
END_TEST

START_TEST(so_have_those_in_text)
{
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where the machine has it */
    struct str s = { 0 };
    str_print(&s, "%s %.1f, %d", "half:", 0.5, 3);
    ck_assert_str_eq(str_text(&s), "half: 0.5, 3");
    str_free(&s);
}
END_TEST

START_TEST(what_is_written_with_a_comes_back_bit_for_bit)
{
    char text[40];
    const double third = 1.0 / 3;
    number_write(text, sizeof text, "%a", third);
    ck_assert(number_read(text, NULL) == third);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { numbers_have_a_point_in_every_locale, so_have_those_in_text,
                                   what_is_written_with_a_comes_back_bit_for_bit, NULL };
    return unit_run("base/number", tests, NULL, NULL);
}
