#include "task/doctor.h"

#include "doctoring.h"

static void setup(void) { doctoring_begin("doctor_pairs"); }

START_TEST(blank_sides_are_told_side_by_side)
{
    examine_texts("a\n\n \nd\n\n", "a b\nb\nc\n\n\n");
    expect("blank-side", "source", 2, 2, RNS_WARNING);
    expect("blank", "source", 0, 1, RNS_NOTE);
    const struct rns_finding *last = find("blank-side") + 1;
    ck_assert_str_eq(last->file, in_folder("target"));
    ck_assert_int_eq(last->line, 4);
}
END_TEST

START_TEST(equal_sides_are_told)
{
    examine_texts("un\ndeux\nthree\n", "one\ndeux\ntrois\n");
    expect("equal-sides", "source", 2, 1, RNS_WARNING);
    examine_texts("a\nb\n", "b\na\n");
    expect_none("equal-sides");
}
END_TEST

/* The target is usually twice as long; ten times is too much, and so is a third. */
START_TEST(lopsided_pairs_are_those_far_from_the_usual_ratio)
{
    struct str source = { 0 }, target = { 0 };
    for (int k = 0; k < 9; k++) {
        add_words(&source, "word", 10);
        add_words(&target, "word", k == 5 ? 110 : k == 7 ? 3 : 20);
    }
    examine_texts(str_text(&source), str_text(&target));
    expect("length-ratio", "source", 6, 2, RNS_WARNING);
    str_free(&source);
    str_free(&target);
}
END_TEST

START_TEST(short_pairs_are_never_lopsided)
{
    examine_texts("no\nyes\nyes\n", "absolutely never\noui\noui\n");
    expect_none("length-ratio");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { blank_sides_are_told_side_by_side, equal_sides_are_told,
                                   lopsided_pairs_are_those_far_from_the_usual_ratio,
                                   short_pairs_are_never_lopsided, NULL };
    return unit_run("task/doctor_pairs", tests, setup, doctoring_end);
}
