#include "task/doctor.h"

#include "doctoring.h"

static void setup(void) { doctoring_begin("doctor"); }

START_TEST(the_worst_comes_first)
{
    examine_texts("\xEF\xBB\xBF"
                  "a b\n\xE9\n\n",
                  "a\r\nb\r\nc\r\n");
    ck_assert_int_ge(check.findings, 4);
    for (int i = 1; i < check.findings; i++)
        ck_assert_int_le(check.finding[i].severity, check.finding[i - 1].severity);
    ck_assert_str_eq(check.finding[0].kind, "invalid-utf8");
}
END_TEST

START_TEST(empty_files_are_an_error)
{
    examine_texts("", "");
    expect("empty", "source", 0, 1, RNS_ERROR);
}
END_TEST

START_TEST(the_validation_text_is_looked_through_too)
{
    write_text("valid.s", "q\n\xE9\n");
    write_text("valid.t", "x\ny\nz\n");
    set("valid.source", in_folder("valid.s"));
    set("valid.target", in_folder("valid.t"));
    examine_texts("a\n", "b\n");
    expect("invalid-utf8", "valid.s", 2, 1, RNS_ERROR);
    expect("line-counts", "valid.s", 0, 1, RNS_ERROR);
}
END_TEST

/* Numbers of lines, a digit each. */
static void see(void *self, const struct raw_pair *p)
{
    long *seen = self;
    *seen = 10 * *seen + p->number;
}

START_TEST(only_one_pair_of_so_many_is_visited)
{
    write_text("source", "1\n2\n3\n4\n5\n6\n7\n");
    write_text("target", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    const char *source = in_folder("source"), *target = in_folder("target");
    struct twofold t = { .path = { source, target } };
    examine();
    ck_assert_int_eq(check.lines[1], 9);
    long seen = 0;
    ck_assert(twofold_read(&t, 3, see, &seen, &err));
    ck_assert_int_eq(seen, 369);
}
END_TEST

START_TEST(a_missing_file_is_a_failure)
{
    write_text("source", "a\n");
    ck_assert(!rns_check(config, &plan, &check, &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "target: cannot open"));
}
END_TEST

START_TEST(a_config_without_a_corpus_is_a_mistake)
{
    set("data.source", "");
    ck_assert(!rns_check(config, &plan, &check, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
}
END_TEST

/* Training's own reader says the rest. */
START_TEST(a_glance_fails_on_pairing_alone)
{
    struct findings f = { 0 };
    write_text("source", "a\nb\xE9\n");
    write_text("target", "x\ny\n");
    ck_assert(doctor_glance(config, &f, &err));
    ck_assert(findings_any(&f, RNS_ERROR));
    findings_free(&f);
    write_text("target", "x\ny\nz\n");
    ck_assert(!doctor_glance(config, &f, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "2 lines here and 3 in"));
    findings_free(&f);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { the_worst_comes_first,
                                   empty_files_are_an_error,
                                   the_validation_text_is_looked_through_too,
                                   only_one_pair_of_so_many_is_visited,
                                   a_missing_file_is_a_failure,
                                   a_config_without_a_corpus_is_a_mistake,
                                   a_glance_fails_on_pairing_alone,
                                   NULL };
    return unit_run("task/doctor", tests, setup, doctoring_end);
}
