#include <string.h>

#include "base/file.h"
#include "unit.h"

static const char *write_file(const char *name, const char *bytes, size_t length)
{
    static char path[300];
    struct save save;
    snprintf(path, sizeof path, "%s/%s", unit_folder("matrix"), name);
    ck_assert(save_open(&save, path, NULL) && save_write(&save, bytes, length, NULL) &&
              save_commit(&save, NULL));
    return path;
}

START_TEST(what_is_written_is_read_back)
{
    double numbers[] = { 1, -2.5, 1e-9, 3, 0, 1.0 / 3 };
    const struct rns_matrix m = { 2, 3, numbers };
    struct rns_matrix back;
    size_t length;
    const bool npy = _i;
    char *text = rns_matrix_write(&m, npy, &length);
    ck_assert(rns_matrix_read(&back, write_file("m", text, length), NULL));
    ck_assert_int_eq(back.rows, 2);
    ck_assert_int_eq(back.cols, 3);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(back.at[i], numbers[i], npy ? 1e-300 : 1e-10);
    rns_text_free(text);
    rns_matrix_free(&back);
}
END_TEST

/* As numpy.save writes it. */
static size_t npy(char *to, const char *kind, const char *order, const char *shape)
{
    memcpy(to, "\x93NUMPY\1\0\x76\0", 10);
    memset(to + 10, ' ', 117);
    const int used = snprintf(to + 10, 117, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
                              kind, order, shape);
    to[10 + used] = ' ';
    to[127] = '\n';
    const float numbers[] = { 1.5f, -2 };
    memcpy(to + 128, numbers, sizeof numbers);
    return 128 + sizeof numbers;
}

START_TEST(floats_and_single_rows_are_read)
{
    char bytes[300];
    struct rns_matrix m;
    const size_t length = npy(bytes, "<f4", "False", "(2,)");
    ck_assert(rns_matrix_read(&m, write_file("row.npy", bytes, length), NULL));
    ck_assert_int_eq(m.rows, 1);
    ck_assert_int_eq(m.cols, 2);
    ck_assert_double_eq(m.at[0], 1.5);
    ck_assert_double_eq(m.at[1], -2);
    rns_matrix_free(&m);
}
END_TEST

static void assert_refused(const char *bytes, size_t length, const char *part)
{
    struct rns_error err = { RNS_OK, "" };
    struct rns_matrix m;
    ck_assert(!rns_matrix_read(&m, write_file("bad", bytes, length), &err));
    ck_assert_msg(strstr(err.message, part) != NULL, "%s", err.message);
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_ptr_null(m.at);
}

START_TEST(other_arrays_and_broken_files_are_refused)
{
    char bytes[300];
    const size_t length = npy(bytes, "<f4", "False", "(2,)");
    assert_refused(bytes, length - 1, "cut off");
    assert_refused(bytes, 9, "cut off");
    assert_refused(bytes, 60, "cut off");
    assert_refused(bytes, npy(bytes, "<f4", "False", "(40000, 40000)"), "cut off");
    assert_refused(bytes, npy(bytes, "<i4", "False", "(2,)"), "float32");
    assert_refused(bytes, npy(bytes, "<f4", "True", "(1, 2)"), "C order");
    assert_refused(bytes, npy(bytes, "<f4", "False", "(1, 1, 2)"), "two dimensions");
    assert_refused(bytes, npy(bytes, "<f4", "False", "(-1, 2)"), "two dimensions");
    assert_refused("1 2\n3\n", 6, "bad:2: 1 numbers where the first row has 2");
    assert_refused("1 x\n", 4, "bad:1: 'x' is not a number");
    assert_refused("", 0, "no numbers");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("matrix");
    tcase_add_loop_test(c, what_is_written_is_read_back, 0, 2);
    tcase_add_test(c, floats_and_single_rows_are_read);
    tcase_add_test(c, other_arrays_and_broken_files_are_refused);
    return unit_run_case("task/matrix", c);
}
