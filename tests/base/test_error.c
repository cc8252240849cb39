#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

#undef fail /* Check has a macro of this name */

START_TEST(the_first_message_wins)
{
    struct rns_error err = { 0 };
    ck_assert(!fail(&err, RNS_BAD_DATA, "%s:%d: blank", "train.fr", 7));
    ck_assert(!fail(&err, RNS_USAGE, "cannot train"));
    errno = ENOENT;
    ck_assert(!fail_errno(&err, "cannot open"));
    ck_assert_str_eq(err.message, "train.fr:7: blank");
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
}
END_TEST

START_TEST(the_system_word_for_errno_comes_last)
{
    struct rns_error err = { 0 };
    errno = ENOENT;
    ck_assert(!fail_errno(&err, "%s: cannot open", "train.fr"));
    ck_assert_str_eq(err.message, "train.fr: cannot open: No such file or directory");
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

START_TEST(a_message_too_long_is_cut_and_ended)
{
    char name[3000];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    struct rns_error err = { 0 };
    errno = ENOENT;
    fail_errno(&err, "%s: cannot open", name);
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
}
END_TEST

START_TEST(no_control_character_gets_into_a_message)
{
    struct rns_error err = { 0 };
    fail(&err, RNS_BAD_DATA, "%s", "a\x1B[2J\nb\xC2\x9B\x7F \xC2\xA0\xC3\xA9");
    ck_assert_str_eq(err.message, "a?[2J?b??? \xC2\xA0\xC3\xA9");
    struct rns_error failed = { 0 };
    errno = ENOENT;
    fail_errno(&failed, "%s", "\x1B]");
    ck_assert_str_eq(failed.message, "?]: No such file or directory");
}
END_TEST

/* U+009B is C2 9B. */
START_TEST(half_a_control_character_at_the_end_does_no_harm)
{
    struct rns_error err = { 0 };
    fail(&err, RNS_BAD_DATA, "%*s\xC2\x9B", (int)sizeof err.message - 2, "");
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
}
END_TEST

START_TEST(nobody_has_to_listen)
{
    ck_assert(!fail(NULL, RNS_FAILED, "unheard"));
    ck_assert(!fail_errno(NULL, "unheard"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_first_message_wins,
                                   the_system_word_for_errno_comes_last,
                                   a_message_too_long_is_cut_and_ended,
                                   no_control_character_gets_into_a_message,
                                   half_a_control_character_at_the_end_does_no_harm,
                                   nobody_has_to_listen,
                                   NULL };
    return unit_run("base/error", tests, NULL, NULL);
}
