#include "base/file.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "unit.h"

static char folder[300], path[400];
static struct rns_error err;

static void setup(void)
{
    snprintf(folder, sizeof folder, "%s", unit_folder("file_save"));
    snprintf(path, sizeof path, "%s/text", folder);
}

static void put(const char *bytes, size_t count)
{
    FILE *f = fopen(path, "wb");
    ck_assert_uint_eq(fwrite(bytes, 1, count, f), count);
    fclose(f);
}

static void expect_content(const char *text)
{
    struct str content = { 0 };
    ck_assert(file_read(path, &content, &err));
    ck_assert_str_eq(str_text(&content), text);
    str_free(&content);
}

START_TEST(what_stood_there_stays_until_the_commit)
{
    struct save save;
    put("old", 3);
    ck_assert(save_open(&save, path, &err));
    ck_assert(save_write(&save, "new", 3, &err));
    expect_content("old");
    ck_assert(save_commit(&save, &err));
    expect_content("new");
    ck_assert_int_eq(access("build/tmp/file_save/text.tmp", F_OK), -1);
}
END_TEST

START_TEST(a_cancelled_save_leaves_no_trace)
{
    struct save save;
    put("old", 3);
    ck_assert(save_open(&save, path, &err));
    ck_assert(save_write(&save, "new", 3, &err));
    save_cancel(&save);
    expect_content("old");
    ck_assert_int_eq(access("build/tmp/file_save/text.tmp", F_OK), -1);
}
END_TEST

/* `late`: it shows when the file is committed and no sooner. */
static void expect_full_disk(size_t count, bool late)
{
    static const char new[1 << 20] = "new";
    struct save save;
    put("old", 3);
    ck_assert_int_eq(symlink("/dev/full", "build/tmp/file_save/text.tmp"), 0);
    ck_assert(save_open(&save, path, &err));
    ck_assert_int_eq(save_write(&save, new, count, &err), late);
    ck_assert(!save_commit(&save, &err));
    ck_assert_str_eq(err.message,
                     "build/tmp/file_save/text.tmp: cannot write: No space left on device");
    err = (struct rns_error){ 0 };
    expect_content("old");
}

START_TEST(a_full_disk_is_an_error_and_the_old_file_stays)
{
    expect_full_disk(3, true);
    expect_full_disk(1 << 20, false);
}
END_TEST

/* As little as some file systems can /dev/null be synced. */
START_TEST(what_cannot_be_synced_is_saved_all_the_same)
{
    struct save save;
    ck_assert_int_eq(symlink("/dev/null", "build/tmp/file_save/text.tmp"), 0);
    ck_assert(save_open(&save, path, &err));
    ck_assert(save_write(&save, "new", 3, &err));
    ck_assert_msg(save_commit(&save, &err), "%s", err.message);
    ck_assert(file_exists(path));
}
END_TEST

START_TEST(a_file_does_not_replace_a_folder)
{
    struct save save;
    ck_assert(folder_make(path, &err));
    ck_assert(save_open(&save, path, &err));
    ck_assert(!save_commit(&save, &err));
    ck_assert_str_eq(err.message, "build/tmp/file_save/text: cannot replace: Is a directory");
    ck_assert(!file_exists("build/tmp/file_save/text.tmp"));
}
END_TEST

START_TEST(a_path_without_a_folder_is_in_the_working_directory)
{
    struct save save;
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert(save_open(&save, "text", &err));
    ck_assert_msg(save_commit(&save, &err), "%s", err.message);
    ck_assert(file_exists("text"));
}
END_TEST

START_TEST(a_save_into_a_missing_folder_says_so)
{
    struct save save;
    ck_assert(!save_open(&save, "build/tmp/file_save/none/model", &err));
    ck_assert_str_eq(err.message, "build/tmp/file_save/none/model.tmp: cannot write: "
                                  "No such file or directory");
    save_cancel(&save);
}
END_TEST

START_TEST(folders_are_made_with_their_parents)
{
    struct stat about;
    ck_assert(folder_make("build/tmp/file_save/a/b//c/", &err));
    ck_assert(folder_make("build/tmp/file_save/a/b/c", &err));
    ck_assert(!stat("build/tmp/file_save/a/b/c", &about) && S_ISDIR(about.st_mode));
    put("", 0);
    ck_assert(!folder_make("build/tmp/file_save/text/d", &err));
    ck_assert_str_eq(err.message,
                     "build/tmp/file_save/text: cannot make this folder: Not a directory");
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_is_an_error_with_its_reason)
{
    char name[700];
    snprintf(name, sizeof name, "%s/%0300d", folder, 0);
    ck_assert(!folder_make(name, &err));
    ck_assert_ptr_nonnull(strstr(err.message, ": cannot make this folder: File name too long"));
}
END_TEST

START_TEST(a_path_is_seen_from_the_folder_of_another)
{
    static const char *const table[][3] = {
        { "configs/toy.conf", "data/a.en", "configs/data/a.en" },
        { "toy.conf", "data/a.en", "data/a.en" },
        { "/etc/toy.conf", "../a.en", "/etc/../a.en" },
        { "configs/toy.conf", "/data/a.en", "/data/a.en" },
        { "configs/toy.conf", "-", "-" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char *beside = path_beside(table[i][0], table[i][1]);
        ck_assert_str_eq(beside, table[i][2]);
        memory_free(beside);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        what_stood_there_stays_until_the_commit,
        a_cancelled_save_leaves_no_trace,
        a_full_disk_is_an_error_and_the_old_file_stays,
        what_cannot_be_synced_is_saved_all_the_same,
        a_file_does_not_replace_a_folder,
        a_path_without_a_folder_is_in_the_working_directory,
        a_save_into_a_missing_folder_says_so,
        folders_are_made_with_their_parents,
        a_folder_that_cannot_be_made_is_an_error_with_its_reason,
        a_path_is_seen_from_the_folder_of_another,
        NULL,
    };
    return unit_run("base/file_save", tests, setup, NULL);
}
