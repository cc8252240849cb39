#include <string.h>

#include "unit.h"

static void expect(const struct rns_check *check, const char *text)
{
    char *json = rns_check_json(check);
    ck_assert_str_eq(json, text);
    rns_text_free(json);
}

START_TEST(what_is_not_known_is_null)
{
    expect(&(struct rns_check){ .lines = { 3, 2 } },
           "{\"lines\":[3,2],\"errors\":0,\"warnings\":0,\"notes\":0,\"findings\":[],"
           "\"training\":null}\n");
}
END_TEST

START_TEST(findings_are_objects_with_a_place)
{
    struct rns_finding f[] = {
        { RNS_ERROR, "invalid-utf8", "a\xE9", 2, 3, 4, "t \"x\"" },
        { RNS_NOTE, "cost", NULL, 0, 0, 1, "u" },
    };
    expect(
        &(struct rns_check){ .lines = { 2, 2 }, .findings = 2, .finding = f },
        "{\"lines\":[2,2],\"errors\":1,\"warnings\":0,\"notes\":1,\"findings\":["
        "{\"severity\":\"error\",\"kind\":\"invalid-utf8\",\"file\":\"a\xEF\xBF\xBD\",\"line\":2,"
        "\"column\":3,\"count\":4,\"text\":\"t \\\"x\\\"\"},"
        "{\"severity\":\"note\",\"kind\":\"cost\",\"file\":null,\"line\":null,\"column\":null,"
        "\"count\":1,\"text\":\"u\"}],\"training\":null}\n");
}
END_TEST

START_TEST(the_training_has_its_numbers)
{
    const struct rns_check check = { .lines = { 1, 1 },
                                     .sample = 1,
                                     .vocabulary = { 5, 6 },
                                     .length = { 2.5, 3 },
                                     .unknown = { 0.25, 0 },
                                     .peak_bytes = 1e6,
                                     .words_per_second = 8,
                                     .seconds_an_epoch = 16,
                                     .seconds = -1 };
    expect(&check, "{\"lines\":[1,1],\"errors\":0,\"warnings\":0,\"notes\":0,\"findings\":[],"
                   "\"training\":{\"sample\":1,\"vocabulary\":[5,6],\"length\":[2.5,3.0],"
                   "\"unknown\":[0.25,0.0],\"valid_unknown\":[0.0,0.0],\"peak_bytes\":1000000.0,"
                   "\"words_per_second\":8.0,\"seconds_an_epoch\":16.0,\"seconds\":null}}\n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { what_is_not_known_is_null, findings_are_objects_with_a_place,
                                   the_training_has_its_numbers, NULL };
    return unit_run("task/check_json", tests, NULL, NULL);
}
