#include "task/findings.h"

#include "unit.h"

START_TEST(errors_come_first_and_equals_stay_in_order)
{
    static const enum rns_severity severity[] = { RNS_NOTE, RNS_ERROR, RNS_WARNING, RNS_ERROR,
                                                  RNS_NOTE };
    struct findings f = { 0 };
    char line[6] = "";
    ck_assert(!findings_any(&f, RNS_NOTE));
    for (int i = 0; i < 5; i++)
        findings_add(&f, &(struct rns_finding){ .severity = severity[i], .kind = "k" }, "%d", i);
    findings_sort(&f);
    for (int i = 0; i < 5; i++) line[i] = f.at[i].text[0];
    ck_assert_str_eq(line, "13204");
    ck_assert(findings_any(&f, RNS_WARNING));
    findings_free(&f);
}
END_TEST

START_TEST(the_text_begins_with_the_place_as_far_as_it_is_known)
{
    static const char *const text[] = { "f:2:3: x", "f:2: x", "f: x", "x" };
    const struct rns_finding about[] = {
        { .file = "f", .line = 2, .column = 3 }, { .file = "f", .line = 2 }, { .file = "f" }, { 0 }
    };
    struct findings f = { 0 };
    for (int i = 0; i < 4; i++) {
        findings_add(&f, &about[i], "%s", "x");
        ck_assert_str_eq(f.at[i].text, text[i]);
    }
    findings_free(&f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { errors_come_first_and_equals_stay_in_order,
                                   the_text_begins_with_the_place_as_far_as_it_is_known, NULL };
    return unit_run("task/findings", tests, NULL, NULL);
}
