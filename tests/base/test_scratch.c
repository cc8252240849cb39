#define _DEFAULT_SOURCE /* setenv */
#include "base/scratch.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "unit.h"

static const char *folder;
static struct scratch *scratch;
static struct rns_error err;

static void setup(void)
{
    folder = unit_folder("scratch");
    unsetenv("TMPDIR");
    err = (struct rns_error){ 0 };
}

static void teardown(void)
{
    scratch_free(scratch);
    scratch = NULL;
}

static int count_files(const char *path)
{
    DIR *d = opendir(path);
    int count = 0;
    for (struct dirent *e; (e = readdir(d));) count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

START_TEST(what_was_written_is_read_in_any_order)
{
    scratch = _i ? scratch_in_memory() : scratch_new(folder, &err);
    for (int i = 0; i < 100000; i++) {
        ck_assert_uint_eq(scratch_size(scratch), (size_t)i * sizeof i);
        ck_assert(scratch_write(scratch, &i, sizeof i, &err));
    }
    ck_assert(scratch_finish(scratch, &err));
    for (int k = 0; k < 100000; k++) {
        const int i = (int)(k * 77777L % 100000);
        ck_assert_int_eq(*(const int *)scratch_at(scratch, (size_t)i * sizeof i), i);
    }
}
END_TEST

START_TEST(no_file_is_seen_not_even_while_it_is_written)
{
    scratch = scratch_new(folder, &err);
    ck_assert(scratch_write(scratch, "text", 4, &err));
    ck_assert_int_eq(count_files(folder), 0);
    ck_assert(scratch_finish(scratch, &err));
    ck_assert_int_eq(count_files(folder), 0);
}
END_TEST

static long resident(void)
{
    long kilobytes = 0;
    char line[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) sscanf(line, "RssFile: %ld", &kilobytes);
    if (f) fclose(f);
    return kilobytes << 10;
}

/* Read from end to end, and in leaps that come to every page. */
START_TEST(of_what_was_read_little_stays_resident)
{
    enum { PAGE = 4096, PAGES = 8 * SCRATCH_KEPT / PAGE };
    static char page[PAGE];
    scratch = scratch_new(folder, &err);
    for (int i = 0; i < PAGES; i++) {
        page[0] = (char)i;
        ck_assert(scratch_write(scratch, page, sizeof page, &err));
    }
    ck_assert(scratch_finish(scratch, &err));
    const long before = resident();
    long most = 0;
    for (int k = 0; k < 2 * PAGES; k++) {
        const int i = k < PAGES ? k : (int)(k * 7777L % PAGES);
        ck_assert_int_eq(*(const char *)scratch_at(scratch, (size_t)i * PAGE), (char)i);
        const long now = k % 64 ? 0 : resident() - before;
        if (now > most) most = now;
    }
    if (before) ck_assert_int_gt(most, 0);
    ck_assert_int_le(most, SCRATCH_KEPT + SCRATCH_KEPT / 8);
}
END_TEST

START_TEST(the_environment_can_name_another_folder)
{
    setenv("TMPDIR", "no/such/folder", 1);
    ck_assert_ptr_null(scratch_new(folder, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/folder: "));
    setenv("TMPDIR", folder, 1);
    scratch = scratch_new("another/folder", NULL);
    ck_assert_ptr_nonnull(scratch);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_no_obstacle)
{
    scratch = scratch_new("no/such/folder", &err);
    ck_assert_ptr_nonnull(scratch);
    teardown();
    scratch = scratch_new(NULL, &err);
    ck_assert_ptr_nonnull(scratch);
}
END_TEST

/* A file that may not grow is like a full disk. */
START_TEST(a_full_disk_is_told_with_its_folder_and_what_to_do)
{
    static char megabyte[1 << 20];
    char told[600];
    setenv("TMPDIR", "", 1); /* as if it were not set */
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 3 << 20, 3 << 20 });
    scratch = scratch_new(folder, &err);
    bool ok = true;
    for (int i = 0; i < 4 && ok; i++) ok = scratch_write(scratch, megabyte, sizeof megabyte, &err);
    ck_assert(!ok || !scratch_finish(scratch, &err));
    snprintf(told, sizeof told,
             "%s: cannot write a temporary file there (3 MB so far); make room or set TMPDIR to "
             "another folder: ",
             folder);
    ck_assert_int_eq(strncmp(err.message, told, strlen(told)), 0);
    ck_assert_int_eq(err.status, RNS_FAILED);
    scratch_free(NULL);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("scratch");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, what_was_written_is_read_in_any_order, 0, 2); /* a file, in memory */
    tcase_add_test(c, no_file_is_seen_not_even_while_it_is_written);
    tcase_add_test(c, of_what_was_read_little_stays_resident);
    tcase_add_test(c, the_environment_can_name_another_folder);
    tcase_add_test(c, a_folder_that_is_not_there_is_no_obstacle);
    tcase_add_test(c, a_full_disk_is_told_with_its_folder_and_what_to_do);
    return unit_run_case("base/scratch", c);
}
