#include "task/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_example.h"

static const struct rns_format_options plain;

/* The k-th element of JSON in a page, parsed; NULL when there are fewer. */
static json_t *read_model(const char *page, int k)
{
    static const char open[] = "<script type=\"application/json\" class=\"model\">";
    for (; k >= 0 && page; k--)
        if ((page = strstr(page, open))) page += strlen(open);
    if (!page) return NULL;
    const char *close = strstr(page, "</script>");
    ck_assert_ptr_nonnull(close);
    json_error_t why;
    json_t *model = json_loadb(page, (size_t)(close - page), JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(model != NULL, "%s", why.text);
    return model;
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (; (text = strstr(text, part)); text++) count++;
    return count;
}

START_TEST(a_page_is_whole_and_asks_for_nothing)
{
    const struct rns_pair pair = example();
    char *page = write_file("html", plain, &pair, 1);
    ck_assert_int_eq(strncmp(page, "<!DOCTYPE html>\n", 16), 0);
    ck_assert_str_eq(page + strlen(page) - 8, "</html>\n");
    ck_assert_ptr_null(strstr(page, "{{data}}"));
    ck_assert_ptr_nonnull(strstr(page, "content=\"default-src 'none'; style-src"));
    ck_assert_ptr_null(strstr(page, " src=\""));
    ck_assert_ptr_null(strstr(page, "href"));
    ck_assert_ptr_null(strstr(page, "@import"));
    ck_assert_ptr_null(strstr(page, "innerHTML"));
    rns_text_free(page);
}
END_TEST

START_TEST(rows_are_columns_and_thousandths_without_zeros)
{
    const struct rns_pair pair[] = { example(), { 0 } };
    char *page = write_file("html", plain, pair, 2);
    json_t *model = read_model(page, 0), *sentence = json_array_get(model, 1);
    const json_t *blank = json_array_get(model, 2);
    char *rows = json_dumps(json_object_get(sentence, "rows"), JSON_COMPACT);
    ck_assert_uint_eq(json_array_size(model), 3);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(model, 0), "model")), "");
    ck_assert_str_eq(rows, "[[0,750,1,200,2,50],[0,125,1,875],[0,250,1,250,2,500],[1,333,2,667]]");
    ck_assert_str_eq(json_string_value(json_object_get(sentence, "text")), "Le chat.");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(sentence, "trg"), 1)),
                     "chat");
    ck_assert_double_eq(json_real_value(json_object_get(sentence, "log_p")), -2.5);
    ck_assert(json_is_true(json_object_get(sentence, "eos")));
    ck_assert(json_is_null(json_object_get(blank, "rows")));
    free(rows);
    json_decref(model);
    rns_text_free(page);
}
END_TEST

START_TEST(no_word_ends_the_script_it_stands_in)
{
    char odd[] = "</script><!--<img onerror=alert(1)>", broken[] = "\"\\\xff";
    char *source[] = { odd, broken };
    const struct rns_pair pair = { .S = 2, .source = source, .text = odd };
    char *bare = write_file("html", plain, NULL, 0);
    char *page = write_file("html", plain, &pair, 1);
    json_t *model = read_model(page, 0), *words = json_object_get(json_array_get(model, 1), "src");
    ck_assert_int_eq(count_of(page, "<"), count_of(bare, "<"));
    ck_assert_str_eq(json_string_value(json_array_get(words, 0)), odd);
    ck_assert_str_eq(json_string_value(json_array_get(words, 1)), "\"\\\ufffd");
    json_decref(model);
    rns_text_free(page);
    rns_text_free(bare);
}
END_TEST

START_TEST(confidence_is_there_when_asked_for)
{
    const struct rns_pair pair = example();
    char *without = write_file("html", plain, &pair, 1);
    char *page = write_file("html", (struct rns_format_options){ .confidence = true }, &pair, 1);
    json_t *model = read_model(page, 0);
    char *told = json_dumps(json_object_get(json_array_get(model, 1), "confidence"),
                            JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(6));
    ck_assert_ptr_null(strstr(without, "\"confidence\":"));
    ck_assert_str_eq(told, "{\"coverage\":[1.125,1.325,0.55],"
                           "\"entropy\":[0.687,0.377,1.04,0.637],"
                           "\"log_p\":[-0.5,-1.0,-0.75,-0.25],\"untranslated\":[]}");
    free(told);
    json_decref(model);
    rns_text_free(page);
    rns_text_free(without);
}
END_TEST

/* --- from json lines -------------------------------------------------------------------------- */

static const char *write_lines(const char *name, const char *text)
{
    static char path[2][200];
    static int turn;
    char *at = path[turn++ % 2];
    snprintf(at, sizeof path[0], "%s/%s", unit_folder("format_html"), name);
    FILE *file = fopen(at, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return at;
}

static char *view_one(const char *text, struct rns_error *err)
{
    const char *path = write_lines("one.json", text);
    return rns_view(&path, 1, err);
}

START_TEST(json_lines_make_the_page_that_html_is)
{
    struct rns_pair pieces = example(), pair[] = { example(), { 0 } };
    const struct rns_format_options both = { .confidence = true, .unit = RNS_UNIT_BOTH };
    pieces.S = 1; /* unlike the words' */
    pair[0].pieces = &pieces;
    char *lines = write_file("json", both, pair, 2);
    char *direct = write_file("html", both, pair, 2), *page = view_one(lines, NULL);
    json_t *model = read_model(page, 0), *same = read_model(direct, 0);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(model, 0), "model")),
                     "one.json");
    ck_assert_ptr_nonnull(json_object_get(json_array_get(model, 1), "pieces"));
    json_array_remove(model, 0);
    json_array_remove(same, 0);
    ck_assert(json_equal(model, same));
    json_decref(model);
    json_decref(same);
    rns_text_free(lines);
    rns_text_free(direct);
    rns_text_free(page);
}
END_TEST

START_TEST(each_file_is_a_model)
{
    static const char line[] = "{\"id\":3,\"src\":[],\"trg\":[],\"align\":null}\n";
    const char *path[] = { write_lines("one.json", line), write_lines("one.json", line) };
    char *page = rns_view(path, 2, NULL);
    json_t *second = read_model(page, 1);
    ck_assert_uint_eq(json_array_size(second), 2);
    ck_assert_ptr_null(read_model(page, 2));
    json_decref(second);
    rns_text_free(page);
}
END_TEST

START_TEST(a_line_of_something_else_is_told)
{
    static const char *const wrong[] = {
        "le chat\n",
        "[1]\n",
        "\n",
        "{\"id\":0}\n",
        "{\"src\":[\"a\"],\"trg\":[1],\"align\":null}\n",
        "{\"src\":[\"a\"],\"trg\":[\"b\"],\"align\":[[1]],\"eos\":true}\n",
        "{\"src\":[\"a\"],\"trg\":[\"b\"],\"align\":[[\"1\"]]}\n",
        "{\"src\":[\"a\"],\"trg\":[\"b\"],\"align\":[[1]],\"pieces\":{\"src\":[]}}\n",
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        struct rns_error err = { 0 };
        ck_assert_ptr_null(view_one(wrong[k], &err));
        ck_assert_int_eq(err.status, RNS_BAD_DATA);
        ck_assert_ptr_nonnull(strstr(err.message, "one.json:1: this is not what"));
        ck_assert_ptr_null(strchr(err.message, '\n'));
    }
}
END_TEST

START_TEST(a_missing_file_is_told)
{
    struct rns_error err = { 0 };
    const char *path = "not/there.json";
    ck_assert_ptr_null(rns_view(&path, 1, &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_page_is_whole_and_asks_for_nothing,
                                   rows_are_columns_and_thousandths_without_zeros,
                                   no_word_ends_the_script_it_stands_in,
                                   confidence_is_there_when_asked_for,
                                   json_lines_make_the_page_that_html_is,
                                   each_file_is_a_model,
                                   a_line_of_something_else_is_told,
                                   a_missing_file_is_told,
                                   NULL };
    return unit_run("task/format_html", tests, NULL, NULL);
}
