#include "text/split.h"

#include <stdio.h>
#include <string.h>

#include "text/utf8.h"
#include "unit.h"

static struct str out;

static void teardown(void) { str_free(&out); }

/* The tokens, joined by bars. */
static const char *pieces(enum language language, const char *line)
{
    struct split s = { language, line, NULL };
    str_clear(&out);
    for (struct token t; split_next(&s, &t);) {
        if (out.length) str_byte(&out, '|');
        str_bytes(&out, t.at, t.length);
    }
    return str_text(&out);
}

START_TEST(numbers_times_and_dates_stay_whole)
{
    ck_assert_str_eq(pieces(LANGUAGE_EN, "3.14 1,000 4:30 1/2 -5 1990s 16h30 20°C 9,"),
                     "3.14|1,000|4:30|1/2|-5|1990s|16h30|20°C|9|,");
}
END_TEST

START_TEST(addresses_stay_whole_without_the_sign_behind_them)
{
    ck_assert_str_eq(pieces(LANGUAGE_EN, "(see http://a.org/x?b=1,2). j.d+e@f.co.uk, www.x.fr!"),
                     "(|see|http://a.org/x?b=1,2|)|.|j.d+e@f.co.uk|,|www.x.fr|!");
    ck_assert_str_eq(pieces(LANGUAGE_FR, "l'adresse a@b.fr ; rock@ http:// www."),
                     "l'|adresse|a@b.fr|;|rock|@|http|:|/|/|www|.");
    ck_assert_str_eq(pieces(LANGUAGE_EN, "www.x.fr\x7F"), "www.x.fr|\x7F");
}
END_TEST

START_TEST(an_address_that_never_ends_is_cut)
{
    char line[700];
    snprintf(line, sizeof line, "www.%0600d", 0);
    ck_assert_uint_eq(strcspn(pieces(LANGUAGE_EN, line), "|"), 512);
}
END_TEST

START_TEST(hyphens_of_every_kind_stay_inside_a_word_and_dashes_do_not)
{
    ck_assert_str_eq(pieces(LANGUAGE_EN, "a-b a‐b a‑b a–b"), "a-b|a‐b|a‑b|a|–|b");
}
END_TEST

START_TEST(a_full_stop_belongs_to_abbreviations_but_ends_the_line)
{
    ck_assert_str_eq(pieces(LANGUAGE_EN, "Mr. X of the U.S. at 4 p.m., No. 5, no. I. J. Doe, etc."),
                     "Mr.|X|of|the|U.S.|at|4|p.m.|,|No.|5|,|no|.|I|.|J.|Doe|,|etc|.");
    ck_assert_str_eq(pieces(LANGUAGE_FR, "M. et Mme. Roy p. 12. I. Fin."),
                     "M.|et|Mme.|Roy|p.|12|.|I.|Fin|.");
}
END_TEST

START_TEST(dots_and_hyphens_in_a_row_are_one_token)
{
    ck_assert_str_eq(pieces(LANGUAGE_EN, "wait... what--no?! ..a-"),
                     "wait|...|what|--|no|?|!|..|a|-");
}
END_TEST

START_TEST(other_languages_keep_their_apostrophes)
{
    ck_assert_str_eq(pieces(LANGUAGE_OTHER, "dell'arte geht's est-il"), "dell'arte|geht's|est-il");
}
END_TEST

START_TEST(every_kind_of_blank_separates)
{
    ck_assert_str_eq(pieces(LANGUAGE_FR, "\xC2\xA0 a\xE2\x80\xAF!\tb\xE2\x80\xA8"), "a|!|b");
    ck_assert_str_eq(pieces(LANGUAGE_FR, " \t"), "");
}
END_TEST

/* Together the tokens are the line, whatever the line. */
START_TEST(nothing_but_blanks_is_lost_from_nasty_lines)
{
    static const char *const lines[] = {
        "''''",      "n't't't", "'s's's", "----il", "a-t-t-il-il", "l'l'l'l'", "-",      "'",
        "’",         "'-'",     "a'-tu",  "qu'-tu", "x-y-",        "\xCC\x81", "1'2\"3", "@@a@b",
        "....a....", "l'",      "-t-",    "a-t-",   "é'n't",       "_-_"
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (int language = LANGUAGE_OTHER; language <= LANGUAGE_FR; language++) {
            struct split s = { language, lines[i], NULL };
            const char *at = lines[i];
            for (struct token t; split_next(&s, &t); at += t.length) {
                ck_assert_ptr_eq(t.at, at);
                ck_assert_uint_gt(t.length, 0);
            }
            ck_assert_msg(*at == '\0', "%s", lines[i]);
        }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { numbers_times_and_dates_stay_whole,
                                   addresses_stay_whole_without_the_sign_behind_them,
                                   an_address_that_never_ends_is_cut,
                                   hyphens_of_every_kind_stay_inside_a_word_and_dashes_do_not,
                                   a_full_stop_belongs_to_abbreviations_but_ends_the_line,
                                   dots_and_hyphens_in_a_row_are_one_token,
                                   other_languages_keep_their_apostrophes,
                                   every_kind_of_blank_separates,
                                   nothing_but_blanks_is_lost_from_nasty_lines,
                                   NULL };
    return unit_run("text/split", tests, NULL, teardown);
}
