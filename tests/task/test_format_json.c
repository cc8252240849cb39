#include "task/format.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "format_example.h"

static const struct rns_format_options plain;

static json_t *read_back(const struct rns_pair *pair)
{
    char *file = write_file("json", plain, pair, 1);
    ck_assert_ptr_eq(strchr(file, '\n'), file + strlen(file) - 1);
    json_error_t why;
    json_t *object = json_loads(file, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(object != NULL, "%s", why.text);
    rns_text_free(file);
    return object;
}

START_TEST(a_line_is_an_object_that_holds_the_pair)
{
    const struct rns_pair pair = example();
    json_t *object = read_back(&pair), *source, *target, *align;
    const char *text;
    double log_p, score;
    int id, eos;
    ck_assert_int_eq(json_unpack(object, "{s:i s:s s:o s:o s:f s:f s:o s:b !}", "id", &id, "text",
                                 &text, "src", &source, "trg", &target, "log_p", &log_p, "score",
                                 &score, "align", &align, "eos", &eos),
                     0);
    ck_assert_int_eq(id, 0);
    ck_assert_str_eq(text, "Le chat.");
    ck_assert_double_eq(log_p, -2.5);
    ck_assert_double_eq(score, -0.625);
    ck_assert(eos);
    ck_assert_str_eq(json_string_value(json_array_get(source, 1)), "cat");
    ck_assert_uint_eq(json_array_size(target), 3);
    ck_assert_uint_eq(json_array_size(align), 4);
    for (size_t k = 0; k < 12; k++) {
        json_t *cell = json_array_get(json_array_get(align, k / 3), k % 3);
        ck_assert_double_eq_tol(json_number_value(cell), pair.align[k], 1e-6);
    }
    json_decref(object);
}
END_TEST

START_TEST(any_word_survives)
{
    char odd[] = "\"\\\n\033<é>", broken[] = "a\xff";
    char *source[] = { odd, broken };
    const struct rns_pair pair = { .S = 2, .source = source };
    json_t *object = read_back(&pair), *words = json_object_get(object, "src");
    ck_assert_str_eq(json_string_value(json_array_get(words, 0)), odd);
    ck_assert_str_eq(json_string_value(json_array_get(words, 1)), "a\ufffd");
    json_decref(object);
}
END_TEST

START_TEST(what_is_missing_or_infinite_is_null)
{
    const struct rns_pair pair = { .log_p = -INFINITY };
    json_t *object = read_back(&pair);
    ck_assert(json_is_null(json_object_get(object, "align")));
    ck_assert(json_is_null(json_object_get(object, "log_p")));
    ck_assert_uint_eq(json_array_size(json_object_get(object, "trg")), 0);
    ck_assert_str_eq(json_string_value(json_object_get(object, "text")), "");
    json_decref(object);
}
END_TEST

static void check_numbers(json_t *array, const double *expected, size_t count)
{
    ck_assert_uint_eq(json_array_size(array), count);
    for (size_t k = 0; k < count; k++)
        ck_assert_double_eq_tol(json_number_value(json_array_get(array, k)), expected[k], 1e-5);
}

START_TEST(confidence_stands_beside_the_pair_whatever_becomes_of_its_end)
{
    const double entropy[] = { 0.687436, 0.376770, 1.039721, 0.636516 };
    const double coverage[] = { 1.125, 1.325, 0.55 };
    const struct rns_pair pair = example();
    for (enum rns_eos eos = RNS_EOS_KEEP; eos <= RNS_EOS_RENORM; eos++) {
        const struct rns_format_options sure = { .eos = eos, .confidence = true };
        char *file = write_file("json", sure, &pair, 1);
        json_t *object = json_loads(file, 0, NULL), *c = json_object_get(object, "confidence");
        check_numbers(json_object_get(c, "log_p"), pair.word_log_p, 4);
        check_numbers(json_object_get(c, "entropy"), entropy, 4);
        check_numbers(json_object_get(c, "coverage"), coverage, 3);
        ck_assert_uint_eq(json_array_size(json_object_get(c, "untranslated")), 0);
        ck_assert_int_eq(json_is_true(json_object_get(object, "eos")), eos == RNS_EOS_KEEP);
        json_decref(object);
        rns_text_free(file);
    }
}
END_TEST

START_TEST(confidence_names_the_places_of_words_that_seem_untranslated)
{
    double align[] = { 0, 1, 0, 0, 0, 1 };
    const struct rns_pair pair = {
        .S = 2, .T = 1, .source = example_source, .target = example_target, .align = align
    };
    char *file = write_file("json", (struct rns_format_options){ .confidence = true }, &pair, 1);
    ck_assert_ptr_nonnull(strstr(file, "\"untranslated\":[0]"));
    ck_assert_ptr_null(strstr(file, "\"confidence\":{\"log_p\""));
    rns_text_free(file);
}
END_TEST

START_TEST(pieces_stand_beside_the_words_they_make)
{
    double align[] = { 0.5, 0.25, 0.25, 0.125, 0.375, 0.5 };
    char ca[] = "ca@@", *source[] = { ca, le };
    struct rns_pair pieces = {
        .S = 2, .T = 1, .source = source, .target = example_target, .align = align
    };
    struct rns_pair pair = example();
    pair.pieces = &pieces;
    static const enum rns_unit unit[] = { RNS_UNIT_USUAL, RNS_UNIT_PIECE, RNS_UNIT_BOTH };
    char *file[3];
    for (int k = 0; k < 3; k++)
        file[k] = write_file(
            "json", (struct rns_format_options){ .unit = unit[k], .eos = RNS_EOS_DROP }, &pair, 1);
    static const char expected[] = "\"src\":[\"ca@@\",\"le\"],\"trg\":[\"le\"],";
    ck_assert_ptr_null(strstr(file[0], "ca@@"));
    ck_assert_ptr_nonnull(strstr(file[1], expected));
    ck_assert_ptr_nonnull(strstr(file[1], "\"align\":[[0.5,0.25]]"));
    ck_assert_ptr_null(strstr(file[1], "chat"));
    ck_assert_ptr_nonnull(strstr(file[2], "\"align\":[[0.75,0.2],[0.125,0.875],[0.25,0.25]]"));
    ck_assert_ptr_nonnull(strstr(file[2], "\"pieces\":{"));
    ck_assert_ptr_nonnull(strstr(file[2], expected));
    ck_assert_ptr_nonnull(strstr(file[2], "\"align\":[[0.5,0.25]]"));
    for (int k = 0; k < 3; k++) rns_text_free(file[k]);
}
END_TEST

START_TEST(confidence_is_for_json_and_html_alone)
{
    struct rns_error err = { 0 };
    ck_assert_ptr_null(
        rns_format_new("soft", &(struct rns_format_options){ .confidence = true }, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    ck_assert_str_eq(err.message, "json and html tell the confidence, and 'soft' does not");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_line_is_an_object_that_holds_the_pair,
                                   any_word_survives,
                                   what_is_missing_or_infinite_is_null,
                                   confidence_stands_beside_the_pair_whatever_becomes_of_its_end,
                                   confidence_names_the_places_of_words_that_seem_untranslated,
                                   pieces_stand_beside_the_words_they_make,
                                   confidence_is_for_json_and_html_alone,
                                   NULL };
    return unit_run("task/format_json", tests, NULL, NULL);
}
