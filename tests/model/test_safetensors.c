#include "model/safetensors.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "unit.h"

static char path[300];
static struct rns_error err;

static void setup(void)
{
    snprintf(path, sizeof path, "%s/x.safetensors", unit_folder("safetensors"));
    err = (struct rns_error){ 0 };
}

static void write_bytes(const void *at, size_t count)
{
    struct save s;
    ck_assert(save_open(&s, path, &err) && save_write(&s, at, count, &err) &&
              save_commit(&s, &err));
}

/* A file of this header and so many bytes of data, which count up from 0. */
static void write_file(uint64_t length, const char *header, size_t data)
{
    struct str file = { 0 };
    str_bytes(&file, (const char *)&length, sizeof length);
    str_add(&file, header);
    for (size_t i = 0; i < data; i++) str_byte(&file, (char)i);
    write_bytes(file.at, file.length);
    str_free(&file);
}

/* The file must be refused by one line that names it and holds this part. */
static void expect_refusal(const char *part)
{
    struct rns_error why = { 0 };
    struct tensors *t = tensors_open(path, &why);
    ck_assert_msg(!t, "the file was read; expected: %s", part);
    ck_assert_int_eq(why.status, RNS_BAD_MODEL);
    ck_assert_ptr_eq(strstr(why.message, path), why.message);
    ck_assert_msg(strstr(why.message, part) != NULL, "%s: not: %s", why.message, part);
    for (const char *at = why.message; *at; at++) ck_assert_uint_ge((unsigned char)*at, ' ');
}

static void refuse_header(const char *header, size_t data, const char *part)
{
    write_file(strlen(header), header, data);
    expect_refusal(part);
}

static const real numbers[6] = { 1, -2, 0.5, 4, -5, 6e10 };

static void save_sample(void)
{
    struct tensors_out *out = tensors_new();
    tensors_meta(out, "format", "a \"b\"\n");
    tensors_bytes(out, "words", 3, "\0\xFF.");
    tensors_reals(out, "W", 2, 3, numbers);
    tensors_bytes(out, "none", 0, "");
    tensors_reals(out, "b", 1, 2, numbers);
    ck_assert_msg(tensors_save(out, path, &err), "%s", err.message);
    tensors_out_free(out);
}

START_TEST(what_was_saved_is_read)
{
    size_t count;
    save_sample();
    struct tensors *t = tensors_open(path, &err);
    ck_assert_msg(t != NULL, "%s", err.message);
    ck_assert_str_eq(tensors_meta_get(t, "format"), "a \"b\"\n");
    ck_assert_ptr_null(tensors_meta_get(t, "other"));
    ck_assert_mem_eq(tensors_reals_get(t, "W", 2, 3, &err), numbers, sizeof numbers);
    ck_assert_mem_eq(tensors_reals_get(t, "b", 1, 2, &err), numbers, 2 * sizeof *numbers);
    ck_assert_mem_eq(tensors_bytes_get(t, "words", &count, &err), "\0\xFF.", 3);
    ck_assert_uint_eq(count, 3);
    ck_assert_ptr_nonnull(tensors_bytes_get(t, "none", &count, &err));
    ck_assert_uint_eq(count, 0);
    tensors_close(t);
}
END_TEST

START_TEST(data_start_at_a_multiple_of_64_bytes_behind_a_json_object)
{
    struct mapping m;
    uint64_t length;
    save_sample();
    ck_assert(mapping_open(&m, path, &err));
    memcpy(&length, m.at, sizeof length);
    ck_assert_uint_eq((length + sizeof length) % 64, 0);
    ck_assert_int_eq(m.at[sizeof length], '{');
    ck_assert_uint_eq(m.size, sizeof length + length + 8 * sizeof(real) + 3);
    ck_assert_mem_eq(m.at + sizeof length + length, numbers, sizeof numbers);
    mapping_close(&m);
}
END_TEST

START_TEST(saving_twice_gives_the_same_bytes)
{
    struct str first = { 0 }, second = { 0 };
    save_sample();
    ck_assert(file_read(path, &first, &err));
    save_sample();
    ck_assert(file_read(path, &second, &err));
    ck_assert_uint_eq(first.length, second.length);
    ck_assert_mem_eq(first.at, second.at, first.length);
    str_free(&first);
    str_free(&second);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_a_failure_to_save)
{
    struct tensors_out *out = tensors_new();
    ck_assert(!tensors_save(out, "build/tmp/no/such/x.safetensors", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    tensors_out_free(out);
}
END_TEST

/* The disk is full already for the header, for an array, or for the last bytes. */
START_TEST(a_full_disk_is_a_failure_to_save)
{
    static const real numbers_of_a_layer[10000];
    static const struct {
        int names, cols;
    } sizes[] = { { 500, 1 }, { 1, 10000 }, { 1, 1 } };
    char name[400];
    snprintf(name, sizeof name, "%s.tmp", path);
    ck_assert_int_eq(symlink("/dev/full", name), 0);
    struct tensors_out *out = tensors_new();
    for (int i = 0; i < sizes[_i].names; i++) {
        snprintf(name, sizeof name, "layer%d", i);
        tensors_reals(out, name, 1, sizes[_i].cols, numbers_of_a_layer);
    }
    ck_assert(!tensors_save(out, path, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "cannot write: No space left on device"));
    ck_assert(!file_exists(path));
    tensors_out_free(out);
    tensors_out_free(NULL);
}
END_TEST

START_TEST(floats_and_doubles_are_read_wherever_they_stand)
{
    static const char header[] =
        "{\"z\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
        "\"f\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[1,9]},"
        "\"d\":{\"dtype\":\"F64\",\"shape\":[2,1],\"data_offsets\":[9,25]}}";
    const uint64_t length = strlen(header);
    const float f[] = { 1.5f, -3 };
    const double d[] = { 0.25, 7 };
    struct str file = { 0 };
    str_bytes(&file, (const char *)&length, sizeof length);
    str_add(&file, header);
    str_byte(&file, 'z');
    str_bytes(&file, (const char *)f, sizeof f);
    str_bytes(&file, (const char *)d, sizeof d);
    write_bytes(file.at, file.length);
    str_free(&file);

    struct tensors *t = tensors_open(path, &err);
    ck_assert_msg(t != NULL, "%s", err.message);
    for (int again = 0; again < 2; again++) {
        const real *narrow = tensors_reals_get(t, "f", 1, 2, &err);
        const real *wide = tensors_reals_get(t, "d", 2, 1, &err);
        ck_assert(narrow[0] == (real)1.5 && narrow[1] == -3);
        ck_assert(wide[0] == (real)0.25 && wide[1] == 7);
    }
    tensors_close(t);
}
END_TEST

START_TEST(a_file_cut_off_anywhere_is_refused)
{
    struct str whole = { 0 };
    save_sample();
    ck_assert(file_read(path, &whole, &err));
    for (size_t size = 0; size < whole.length; size++) {
        write_bytes(whole.at, size);
        expect_refusal("");
    }
    str_free(&whole);
}
END_TEST

START_TEST(a_header_length_beyond_the_file_or_sense_is_refused)
{
    write_file(123456, "{}", 990);
    expect_refusal("truncated: the header says 123456 bytes, the file has 1000");
    write_file(UINT64_MAX, "{}", 0);
    expect_refusal("not a safetensors file");
    write_file((uint64_t)2 << 56, "{}", 0); /* 2, big-endian */
    expect_refusal("not a safetensors file");
    write_file(100000001, "{}", 0);
    expect_refusal("not a safetensors file");
}
END_TEST

START_TEST(a_header_that_is_no_json_object_is_refused)
{
    refuse_header("", 0, "not a JSON object");
    refuse_header("{", 0, "not a JSON object");
    refuse_header("[]", 0, "not a JSON object");
    refuse_header("{\"a\":1}x", 0, "not a JSON object");
    refuse_header("{\"\xFF\":1}", 0, "not a JSON object");
    struct str deep = { 0 };
    for (int i = 0; i < 100000; i++) str_byte(&deep, '[');
    refuse_header(str_text(&deep), 0, "not a JSON object");
    str_free(&deep);
}
END_TEST

#define TENSOR(name, type, shape, offsets)                                                         \
    "\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

START_TEST(a_name_that_stands_twice_is_refused)
{
    refuse_header("{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("a", "U8", "[1]", "[1,2]") "}",
                  2, "twice");
}
END_TEST

START_TEST(metadata_that_are_not_strings_are_refused)
{
    refuse_header("{\"__metadata__\":{\"a\":1}}", 0, "'a' is not a string");
    refuse_header("{\"__metadata__\":[]}", 0, "not an object");
}
END_TEST

START_TEST(tensors_that_overlap_or_leave_holes_are_refused)
{
    refuse_header("{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[4]", "[2,6]") "}",
                  6, "'b' overlaps");
    refuse_header("{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[1]", "[5,6]") "}",
                  6, "'b' leaves a hole");
    refuse_header("{" TENSOR("a", "U8", "[4]", "[0,4]") "}", 6, "2 bytes after the last tensor");
    refuse_header("{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[4]", "[0,4]") "}",
                  4, "overlaps");
}
END_TEST

START_TEST(tensors_may_be_listed_in_any_order)
{
    static const char header[] = "{" TENSOR("b", "U8", "[1]", "[2,3]") "," TENSOR(
        "a", "U8", "[2]", "[0,2]") "," TENSOR("none", "U8", "[0]", "[2,2]") "}";
    size_t count;
    write_file(strlen(header), header, 3);
    struct tensors *t = tensors_open(path, &err);
    ck_assert_msg(t != NULL, "%s", err.message);
    ck_assert_int_eq(*tensors_bytes_get(t, "b", &count, &err), 2);
    ck_assert_int_eq(*tensors_bytes_get(t, "a", &count, &err), 0);
    tensors_close(t);
}
END_TEST

START_TEST(impossible_tensors_are_refused)
{
    refuse_header("{" TENSOR("a", "F31", "[1]", "[0,4]") "}", 4, "dtype");
    refuse_header("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype");
    refuse_header("{\"a\":7}", 0, "dtype");
    refuse_header("{" TENSOR("a", "F32", "[-1]", "[0,4]") "}", 4, "shape");
    refuse_header("{" TENSOR("a", "F32", "[1.0]", "[0,4]") "}", 4, "shape");
    refuse_header("{" TENSOR("a", "F32", "1", "[0,4]") "}", 4, "shape");
    refuse_header("{" TENSOR("a", "F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, "shape");
    refuse_header("{" TENSOR("a", "F32", "[4294967296,4294967296]", "[0,0]") "}", 0, "shape");
    refuse_header("{" TENSOR("a", "F32", "[4611686018427387905]", "[0,4]") "}", 4, "shape");
    refuse_header("{" TENSOR("a", "F32", "[1]", "[0]") "}", 4, "data_offsets");
    refuse_header("{" TENSOR("a", "F32", "[1]", "[4,0]") "}", 4, "data_offsets");
    refuse_header("{" TENSOR("a", "F32", "[1]", "[-4,0]") "}", 4, "data_offsets");
    refuse_header("{" TENSOR("a", "F32", "[1]", "[0,8]") "}", 4, "truncated");
    refuse_header("{" TENSOR("a", "F32", "[2]", "[0,4]") "}", 4, "another size");
    refuse_header("{" TENSOR("a\\nb\\u001b", "F32", "[2]", "[0,4]") "}", 4, "'a?b?'");
}
END_TEST

START_TEST(names_of_any_script_or_none_are_fine)
{
    static const char header[] =
        "{" TENSOR("", "U8", "[1]", "[0,1]") "," TENSOR("été 語", "F16", "[]", "[1,3]") "}";
    size_t count;
    write_file(strlen(header), header, 3);
    struct tensors *t = tensors_open(path, &err);
    ck_assert_msg(t != NULL, "%s", err.message);
    ck_assert_ptr_nonnull(tensors_bytes_get(t, "", &count, &err));
    tensors_close(t);
}
END_TEST

static void expect_no_reals(struct tensors *t, const char *name, int rows, const char *part)
{
    struct rns_error why = { 0 };
    ck_assert_ptr_null(tensors_reals_get(t, name, rows, 3, &why));
    ck_assert_int_eq(why.status, RNS_BAD_MODEL);
    ck_assert_msg(strstr(why.message, part) != NULL, "%s", why.message);
}

START_TEST(a_tensor_of_another_name_type_or_shape_is_not_given)
{
    size_t count;
    save_sample();
    struct tensors *t = tensors_open(path, &err);
    expect_no_reals(t, "V", 2, "there is no tensor 'V'");
    expect_no_reals(t, "W", 3, "'W' is 2 x 3");
    expect_no_reals(t, "words", 2, "dimensions");
    ck_assert_ptr_null(tensors_bytes_get(t, "W", &count, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    tensors_close(t);
}
END_TEST

START_TEST(numbers_of_half_precision_are_not_given)
{
    static const char header[] = "{" TENSOR("W", "F16", "[1,3]", "[0,6]") "}";
    write_file(strlen(header), header, 6);
    struct tensors *t = tensors_open(path, &err);
    ck_assert_msg(t != NULL, "%s", err.message);
    expect_no_reals(t, "W", 1, "'W' is of F16, this model needs F32 or F64");
    tensors_close(t);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        what_was_saved_is_read,
        data_start_at_a_multiple_of_64_bytes_behind_a_json_object,
        saving_twice_gives_the_same_bytes,
        a_folder_that_is_not_there_is_a_failure_to_save,
        floats_and_doubles_are_read_wherever_they_stand,
        a_file_cut_off_anywhere_is_refused,
        a_header_length_beyond_the_file_or_sense_is_refused,
        a_header_that_is_no_json_object_is_refused,
        a_name_that_stands_twice_is_refused,
        metadata_that_are_not_strings_are_refused,
        tensors_that_overlap_or_leave_holes_are_refused,
        tensors_may_be_listed_in_any_order,
        impossible_tensors_are_refused,
        names_of_any_script_or_none_are_fine,
        a_tensor_of_another_name_type_or_shape_is_not_given,
        numbers_of_half_precision_are_not_given,
    };
    TCase *c = tcase_create("safetensors");
    tcase_add_checked_fixture(c, setup, NULL);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    tcase_add_loop_test(c, a_full_disk_is_a_failure_to_save, 0, 3);
    return unit_run_case("model/safetensors", c);
}
