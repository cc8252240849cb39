#include <stdio.h>
#include <string.h>

#include "unit.h"

static char path[300];

static void write_file(const char *bytes, size_t size)
{
    snprintf(path, sizeof path, "%s/lines", unit_folder("lines"));
    FILE *out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
}

static void expect(const char *const *line, int count)
{
    const char *got;
    struct rns_lines *lines = rns_lines_open(path, NULL);
    ck_assert_ptr_nonnull(lines);
    for (int i = 0; i < count; i++) {
        ck_assert_int_eq(rns_lines_next(lines, &got, NULL), 1);
        ck_assert_str_eq(got, line[i]);
    }
    ck_assert_int_eq(rns_lines_next(lines, &got, NULL), 0);
    rns_lines_close(lines);
}

START_TEST(lines_come_in_order_and_blank_ones_too)
{
    const char *const line[] = { "one", "", "three" };
    write_file("one\r\n\nthree", 11);
    expect(line, 3);
}
END_TEST

START_TEST(a_nul_does_not_hide_the_rest_of_its_line)
{
    const char *const line[] = { "a\xEF\xBF\xBD"
                                 "b",
                                 "c" };
    write_file("a\0b\nc\n", 6);
    expect(line, 2);
}
END_TEST

START_TEST(what_is_no_text_is_counted_with_its_first_place)
{
    const char *got;
    write_file("fine\nd\xC3\xA9j\xE0 \xE9\na\0b\n", 17);
    struct rns_lines *lines = rns_lines_open(path, NULL);
    rns_lines_next(lines, &got, NULL);
    ck_assert_int_eq(rns_lines_repairs(lines).bytes, 0);
    while (rns_lines_next(lines, &got, NULL) == 1)
        ;
    const struct rns_repairs r = rns_lines_repairs(lines);
    ck_assert_int_eq(r.bytes, 3);
    ck_assert_str_eq(r.file, path);
    ck_assert_int_eq(r.line, 2);
    ck_assert_int_eq(r.column, 4);
    ck_assert_uint_eq(r.byte, 0xE0);
    rns_lines_close(lines);
}
END_TEST

START_TEST(several_lines_come_at_once_and_then_the_rest)
{
    const char *const *got;
    write_file("one\n\nthree\nfour", 15);
    struct rns_lines *lines = rns_lines_open(path, NULL);
    ck_assert_int_eq(rns_lines_read(lines, 3, true, &got, NULL), 3);
    ck_assert_str_eq(got[1], "");
    ck_assert_str_eq(got[2], "three");
    ck_assert_int_eq(rns_lines_read(lines, 3, true, &got, NULL), 1);
    ck_assert_str_eq(got[0], "four");
    ck_assert_int_eq(rns_lines_read(lines, 3, true, &got, NULL), 0);
    rns_lines_close(lines);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_an_error)
{
    struct rns_error err = { 0 };
    ck_assert_ptr_null(rns_lines_open("no/such/file", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/file"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        lines_come_in_order_and_blank_ones_too,   several_lines_come_at_once_and_then_the_rest,
        a_nul_does_not_hide_the_rest_of_its_line, what_is_no_text_is_counted_with_its_first_place,
        a_file_that_is_not_there_is_an_error,     NULL,
    };
    return unit_run("task/lines", tests, NULL, NULL);
}
