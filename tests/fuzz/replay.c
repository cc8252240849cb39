/* Calls a harness, fuzz_NAME, with each file of seeds/NAME, as a Check program. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"
#include "unit.h"

static glob_t seeds;

static void read_bytes(const char *path, struct str *bytes)
{
    char buffer[4096];
    size_t count;
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    while ((count = fread(buffer, 1, sizeof buffer, f)) > 0) str_bytes(bytes, buffer, count);
    fclose(f);
}

START_TEST(the_reader_survives)
{
    struct str bytes = { 0 };
    puts(seeds.gl_pathv[_i]);
    read_bytes(seeds.gl_pathv[_i], &bytes);
    LLVMFuzzerTestOneInput((const unsigned char *)str_text(&bytes), bytes.length);
    str_free(&bytes);
}
END_TEST

int main(int count, char **word)
{
    (void)count;
    struct str pattern = { 0 };
    const char *name = strrchr(word[0], '/');
    str_print(&pattern, "tests/fuzz/seeds/%s/*", (name ? name + 1 : word[0]) + strlen("fuzz_"));
    const bool found = !glob(str_text(&pattern), 0, NULL, &seeds);
    str_free(&pattern);
    if (!found) return EXIT_FAILURE;
    TCase *group = tcase_create("seeds");
    tcase_add_loop_test(group, the_reader_survives, 0, (int)seeds.gl_pathc);
    const int status = unit_run_case(word[0], group);
    globfree(&seeds);
    return status;
}
