#include "base/file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "unit.h"

static char folder[300], path[400];
static struct str line;
static struct rns_error err;

static void setup(void)
{
    snprintf(folder, sizeof folder, "%s", unit_folder("file"));
    snprintf(path, sizeof path, "%s/text", folder);
}

static void teardown(void) { str_free(&line); }

static void put(const char *bytes, size_t count)
{
    FILE *f = fopen(path, "wb");
    ck_assert_uint_eq(fwrite(bytes, 1, count, f), count);
    fclose(f);
}

static void put_zipped(const char *text, const char *mode)
{
    gzFile f = gzopen(path, mode);
    ck_assert_int_eq(gzwrite(f, text, (unsigned)strlen(text)), (int)strlen(text));
    gzclose(f);
}

static void expect_content(const char *text)
{
    struct str content = { 0 };
    ck_assert(file_read(path, &content, &err));
    ck_assert_str_eq(str_text(&content), text);
    str_free(&content);
}

static void expect(struct file *f, const char *text)
{
    ck_assert_int_eq(file_line(f, &line, &err), 1);
    ck_assert_str_eq(str_text(&line), text);
}

static void expect_end(struct file *f)
{
    ck_assert_int_eq(file_line(f, &line, &err), 0);
    ck_assert_int_eq(file_line(f, &line, &err), 0);
    ck_assert_str_eq(err.message, "");
    file_close(f);
}

START_TEST(lines_end_at_0x0A_and_one_trailing_CR_goes)
{
    put("one\r\n\ntwo\r\r\nlast", 17);
    struct file *f = file_open(path, &err);
    expect(f, "one");
    expect(f, "");
    expect(f, "two\r");
    expect(f, "last");
    ck_assert_int_eq(file_number(f), 4);
    expect_end(f);
}
END_TEST

START_TEST(what_is_passed_over_is_remembered)
{
    put("\xEF\xBB\xBFone\r\ntwo\nlast", 16);
    struct file *f = file_open(path, &err);
    expect(f, "one");
    ck_assert(file_quirks(f).mark);
    ck_assert_int_eq(file_quirks(f).returns, 1);
    expect(f, "two");
    ck_assert(!file_quirks(f).unended);
    expect(f, "last");
    ck_assert(file_quirks(f).unended);
    ck_assert_int_eq(file_quirks(f).returns, 1);
    expect_end(f);
}
END_TEST

START_TEST(nothing_else_breaks_a_line)
{
    put("a\vb\fc\rd\xC2\x85"
        "e\xE2\x80\xA8"
        "f\0g\n",
        17);
    struct file *f = file_open(path, &err);
    ck_assert_int_eq(file_line(f, &line, &err), 1);
    ck_assert_uint_eq(line.length, 16);
    ck_assert_int_eq(memcmp(line.at,
                            "a\vb\fc\rd\xC2\x85"
                            "e\xE2\x80\xA8"
                            "f\0g",
                            16),
                     0);
    expect_end(f);
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped_at_the_start_only)
{
    put("\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo\n", 14);
    struct file *f = file_open(path, &err);
    expect(f, "one");
    expect(f, "\xEF\xBB\xBFtwo");
    expect_end(f);
    put("\xEF\xBB\xBF", 3);
    expect_end(file_open(path, &err));
}
END_TEST

START_TEST(an_empty_file_has_no_lines)
{
    put("", 0);
    expect_end(file_open(path, &err));
}
END_TEST

START_TEST(lines_longer_than_the_buffer_are_whole)
{
    enum { LENGTH = 700001 };
    char *long_line = memory_new(LENGTH + 1, 1);
    memset(long_line, 'x', LENGTH);
    FILE *out = fopen(path, "wb");
    fprintf(out, "short\n%s\nshort again\n", long_line);
    fclose(out);
    struct file *f = file_open(path, &err);
    expect(f, "short");
    expect(f, long_line);
    expect(f, "short again");
    expect_end(f);
    memory_free(long_line);
}
END_TEST

START_TEST(gzip_is_told_by_its_first_bytes_and_may_have_many_members)
{
    put_zipped("one\ntw", "wb");
    put_zipped("o\nthree", "ab");
    struct file *f = file_open(path, &err);
    expect(f, "one");
    expect(f, "two");
    expect(f, "three");
    expect_end(f);
}
END_TEST

START_TEST(the_first_byte_of_gzip_alone_is_text)
{
    put("\x1Ftext", 5);
    expect_content("\x1Ftext");
    put("\x1F", 1);
    expect_content("\x1F");
}
END_TEST

START_TEST(text_that_zips_very_well_comes_out_whole)
{
    enum { LINES = 300000 };
    gzFile out = gzopen(path, "wb9");
    for (int i = 0; i < LINES; i++) gzputs(out, "the same line again and again\n");
    gzclose(out);
    struct file *f = file_open(path, &err);
    for (int i = 0; i < LINES; i++) expect(f, "the same line again and again");
    expect_end(f);
}
END_TEST

START_TEST(a_gzip_file_cut_off_is_an_error_that_names_it)
{
    put_zipped("one\ntwo\nthree\nfour\nfive\nsix\n", "wb");
    ck_assert_int_eq(truncate(path, 25), 0);
    struct file *f = file_open(path, &err);
    int result;
    while ((result = file_line(f, &line, &err)) > 0)
        ;
    ck_assert_int_eq(result, -1);
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_str_eq(err.message, "build/tmp/file/text: the gzip data end too early; "
                                  "the file was cut off");
    file_close(f);
}
END_TEST

START_TEST(damaged_gzip_data_are_an_error)
{
    put_zipped("one\ntwo\nthree\n", "wb");
    FILE *f = fopen(path, "r+b");
    fseek(f, 14, SEEK_SET);
    fputs("\xFF\xFF\xFF\xFF", f);
    fclose(f);
    struct str content = { 0 };
    ck_assert(!file_read(path, &content, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "damaged gzip data"));
    str_free(&content);
}
END_TEST

START_TEST(a_missing_file_and_a_folder_cannot_be_opened)
{
    ck_assert_ptr_null(file_open("build/tmp/file/none", &err));
    ck_assert_str_eq(err.message, "build/tmp/file/none: cannot open: No such file or directory");
    ck_assert_int_eq(err.status, RNS_FAILED);
    err = (struct rns_error){ 0 };
    ck_assert_ptr_null(file_open("build/tmp/file", &err));
    ck_assert_str_eq(err.message, "build/tmp/file: cannot open: Is a directory");
}
END_TEST

static void put_to_standard_input(int descriptor)
{
    ck_assert_int_eq(dup2(descriptor, STDIN_FILENO), STDIN_FILENO);
    close(descriptor);
}

START_TEST(standard_input_that_is_a_folder_is_told_and_stays_open)
{
    put_to_standard_input(open(folder, O_RDONLY));
    ck_assert_ptr_null(file_open("-", &err));
    ck_assert_str_eq(err.message, "standard input: cannot open: Is a directory");
    ck_assert_int_ne(fcntl(STDIN_FILENO, F_GETFD), -1);
}
END_TEST

/* Nothing is at address 0 of a process. */
START_TEST(a_file_that_cannot_be_read_is_named)
{
    static const char memory[] = "/proc/self/mem";
    if (!file_exists(memory)) return;
    ck_assert(!file_read(memory, &line, &err));
    ck_assert_str_eq(err.message, "/proc/self/mem: cannot read: Input/output error");
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

START_TEST(a_file_that_is_there_exists)
{
    ck_assert(!file_exists(path));
    put("", 0);
    ck_assert(file_exists(path));
    ck_assert(!file_exists("build/tmp/file/none/text"));
}
END_TEST

START_TEST(a_pipe_hands_a_line_on_as_soon_as_its_end_has_arrived)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    struct file *f = file_open("-", &err);
    ck_assert_str_eq(file_name(f), "standard input");
    ck_assert(file_is_pipe(f));
    ck_assert(!file_waiting(f));
    ck_assert_int_eq(write(ends[1], "one\ntw", 6), 6);
    ck_assert(file_waiting(f));
    expect(f, "one");
    ck_assert(!file_waiting(f)); /* half a line is none */
    ck_assert_int_eq(write(ends[1], "o\n", 2), 2);
    ck_assert(file_waiting(f));
    expect(f, "two");
    close(ends[1]);
    ck_assert(file_waiting(f));
    expect_end(f);
}
END_TEST

/* The other side goes without reading what was sent to it. */
START_TEST(a_connection_that_breaks_is_told_after_the_lines_before)
{
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ck_assert_int_eq(write(ends[0], "unread", 6), 6);
    ck_assert_int_eq(write(ends[1], "one\n", 4), 4);
    close(ends[1]);
    put_to_standard_input(ends[0]);
    struct file *f = file_open("-", &err);
    expect(f, "one");
    ck_assert(file_waiting(f));
    ck_assert_int_eq(file_line(f, &line, &err), -1);
    ck_assert_str_eq(err.message, "standard input: cannot read: Connection reset by peer");
    file_close(f);
}
END_TEST

START_TEST(a_zipped_pipe_is_unzipped_as_it_comes)
{
    put_zipped("one\ntwo\n", "wb");
    char bytes[200];
    FILE *zipped = fopen(path, "rb");
    const size_t count = fread(bytes, 1, sizeof bytes, zipped);
    fclose(zipped);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    struct file *f = file_open("-", &err);
    for (size_t i = 0; i < count; i++) ck_assert_int_eq(write(ends[1], bytes + i, 1), 1);
    close(ends[1]);
    expect(f, "one");
    expect(f, "two");
    expect_end(f);
}
END_TEST

START_TEST(a_file_can_be_had_at_once)
{
    struct str content = { 0 };
    put("\xEF\xBB\xBF[data]\nsource = a\n", 21);
    ck_assert(file_read(path, &content, &err));
    ck_assert_str_eq(str_text(&content), "[data]\nsource = a\n");
    put_zipped("zipped", "wb");
    ck_assert(file_read(path, &content, &err));
    ck_assert_str_eq(str_text(&content), "zipped");
    str_free(&content);
}
END_TEST

START_TEST(a_mapping_shows_the_file)
{
    struct mapping m;
    put("weights", 7);
    ck_assert(mapping_open(&m, path, &err));
    ck_assert_uint_eq(m.size, 7);
    ck_assert_int_eq(memcmp(m.at, "weights", 7), 0);
    mapping_close(&m);
    put("", 0);
    ck_assert(mapping_open(&m, path, &err));
    ck_assert_uint_eq(m.size, 0);
    mapping_close(&m);
    ck_assert(!mapping_open(&m, "build/tmp/file/none", &err));
    ck_assert_str_eq(err.message, "build/tmp/file/none: cannot open: No such file or directory");
}
END_TEST

START_TEST(standard_input_is_mapped_when_it_is_a_file)
{
    struct mapping m;
    put("weights", 7);
    put_to_standard_input(open(path, O_RDONLY));
    ck_assert(mapping_open(&m, "-", &err));
    ck_assert_mem_eq(m.at, "weights", 7);
    mapping_close(&m);
    ck_assert_int_ne(fcntl(STDIN_FILENO, F_GETFD), -1);
    put_to_standard_input(open("/dev/null", O_RDONLY));
    ck_assert(!mapping_open(&m, "-", &err));
    ck_assert_str_eq(err.message, "standard input: not a regular file; save it to one first");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        lines_end_at_0x0A_and_one_trailing_CR_goes,
        what_is_passed_over_is_remembered,
        nothing_else_breaks_a_line,
        a_byte_order_mark_is_skipped_at_the_start_only,
        an_empty_file_has_no_lines,
        lines_longer_than_the_buffer_are_whole,
        gzip_is_told_by_its_first_bytes_and_may_have_many_members,
        the_first_byte_of_gzip_alone_is_text,
        text_that_zips_very_well_comes_out_whole,
        a_gzip_file_cut_off_is_an_error_that_names_it,
        damaged_gzip_data_are_an_error,
        a_missing_file_and_a_folder_cannot_be_opened,
        standard_input_that_is_a_folder_is_told_and_stays_open,
        a_file_that_cannot_be_read_is_named,
        a_file_that_is_there_exists,
        a_pipe_hands_a_line_on_as_soon_as_its_end_has_arrived,
        a_connection_that_breaks_is_told_after_the_lines_before,
        a_zipped_pipe_is_unzipped_as_it_comes,
        a_file_can_be_had_at_once,
        standard_input_is_mapped_when_it_is_a_file,
        a_mapping_shows_the_file,
        NULL,
    };
    return unit_run("base/file", tests, setup, teardown);
}
