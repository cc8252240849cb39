#include "task/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "format_example.h"

struct array {
    int rows, columns;
    double at[20];
};

/* A float from its bytes, by the definition of IEEE 754. */
static double decode(const unsigned char *byte)
{
    const int exponent = (byte[3] & 0x7f) << 1 | byte[2] >> 7;
    const double fraction = ((byte[2] & 0x7f) << 16 | byte[1] << 8 | byte[0]) / 8388608.0;
    const double size = exponent ? ldexp(1 + fraction, exponent - 127) : ldexp(fraction, -126);
    return byte[3] & 0x80 ? -size : size;
}

/* A reader of one array, as numpy.lib.format describes it; gives what follows. */
static const char *read_array(const char *at, struct array *a)
{
    const unsigned char *byte = (const unsigned char *)at;
    int used = 0;
    ck_assert(byte[0] == 0x93 && !memcmp(at + 1, "NUMPY", 5) && byte[6] == 1 && byte[7] == 0);
    const int length = byte[8] + 256 * byte[9];
    ck_assert_int_eq((10 + length) % 64, 0);
    ck_assert_int_eq(at[10 + length - 1], '\n');
    ck_assert_int_eq(sscanf(at + 10,
                            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }%n",
                            &a->rows, &a->columns, &used),
                     2);
    ck_assert_int_gt(used, 0);
    ck_assert_int_eq((int)strspn(at + 10 + used, " "), length - used - 1);
    byte += 10 + length;
    for (int k = 0; k < a->rows * a->columns; k++, byte += 4) a->at[k] = decode(byte);
    return (const char *)byte;
}

START_TEST(arrays_stand_one_behind_the_other)
{
    struct rns_pair pair[3] = { example(), example(), example() };
    pair[1].align = NULL;
    struct rns_format *f = rns_format_new("npy", NULL, NULL);
    struct str file = { 0 };
    for (int k = 0; k < 3; k++) {
        char *entry = rns_format_entry(f, k, &pair[k]);
        str_bytes(&file, entry, rns_format_length(f));
        rns_text_free(entry);
    }
    rns_format_free(f);
    struct array a;
    const char *at = file.at;
    for (int k = 0; k < 3; k++) {
        at = read_array(at, &a);
        ck_assert_int_eq(a.rows, k == 1 ? 0 : 4);
        ck_assert_int_eq(a.columns, k == 1 ? 0 : 3);
        for (int n = 0; n < a.rows * a.columns; n++)
            ck_assert_double_eq_tol(a.at[n], example_align[n], 1e-7);
    }
    ck_assert_ptr_eq(at, file.at + file.length);
    str_free(&file);
}
END_TEST

START_TEST(beginning_and_end_add_nothing)
{
    struct rns_format *f = rns_format_new("npy", NULL, NULL);
    rns_text_free(rns_format_begin(f));
    ck_assert_uint_eq(rns_format_length(f), 0);
    rns_text_free(rns_format_end(f));
    ck_assert_uint_eq(rns_format_length(f), 0);
    rns_format_free(f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { arrays_stand_one_behind_the_other, beginning_and_end_add_nothing,
                                   NULL };
    return unit_run("task/format_npy", tests, NULL, NULL);
}
