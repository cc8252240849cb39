#include "base/lock.h"

#include <string.h>

#include "unit.h"

START_TEST(a_folder_is_locked_once_until_it_is_released)
{
    const char *folder = unit_folder("lock");
    struct rns_error err = { 0 };
    const int first = lock_folder(folder, &err);
    ck_assert_int_ge(first, 0);
    ck_assert_int_eq(lock_folder(folder, &err), -1);
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, folder));
    lock_release(first);
    const int again = lock_folder(folder, NULL);
    ck_assert_int_ge(again, 0);
    lock_release(again);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_an_error)
{
    struct rns_error err = { 0 };
    ck_assert_int_eq(lock_folder("no/such/folder", &err), -1);
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_folder_is_locked_once_until_it_is_released,
                                   a_folder_that_is_not_there_is_an_error, NULL };
    return unit_run("base/lock", tests, NULL, NULL);
}
