#include "task/doctor.h"

#include "doctoring.h"

static void setup(void) { doctoring_begin("doctor_overlap"); }

START_TEST(pairs_that_come_again_are_counted)
{
    examine_texts("a\nb\na\na\nb\n", "x\ny\nx\nz\ny\n");
    const struct rns_finding *f = expect("duplicates", "source", 3, 2, RNS_WARNING);
    ck_assert_ptr_nonnull(strstr(f->text, "line 1 again; 2 such pairs, 40.00 %"));
}
END_TEST

START_TEST(blank_pairs_are_no_duplicates)
{
    examine_texts("a\n\n\nb\n", "x\n\n\ny\n");
    expect_none("duplicates");
}
END_TEST

START_TEST(held_out_pairs_in_the_training_text_are_found)
{
    write_text("valid.s", "q\nb\nc\nb\n");
    write_text("valid.t", "x\ny\nother\ny\n");
    set("valid.source", in_folder("valid.s"));
    set("valid.target", in_folder("valid.t"));
    examine_texts("a\nb\nc\n", "x\ny\nz\n");
    const struct rns_finding *f = expect("overlap", "valid.s", 2, 1, RNS_WARNING);
    ck_assert_ptr_nonnull(strstr(f->text, "1 of 3 different validation pairs, 33.33 %"));
    expect("overlap-source", "valid.s", 2, 2, RNS_WARNING);
}
END_TEST

START_TEST(test_pairs_too)
{
    write_text("test.s", "c\n");
    write_text("test.t", "z\n");
    const char *source = in_folder("test.s"), *target = in_folder("test.t");
    plan.test_source = source;
    plan.test_target = target;
    examine_texts("a\nb\nc\n", "x\ny\nz\n");
    const struct rns_finding *f = expect("overlap", "test.s", 1, 1, RNS_WARNING);
    ck_assert_ptr_nonnull(strstr(f->text, "source:3 too"));
    expect_none("overlap-source");
}
END_TEST

START_TEST(texts_apart_have_no_overlap)
{
    write_text("valid.s", "q\n");
    write_text("valid.t", "x\n");
    set("valid.source", in_folder("valid.s"));
    set("valid.target", in_folder("valid.t"));
    examine_texts("a\nb\nc\n", "x\ny\nz\n");
    expect_none("overlap");
    expect_none("overlap-source");
}
END_TEST

/* A table too small for all of them counts a part and says how many there are about. */
START_TEST(more_pairs_than_places_are_estimated)
{
    struct duplicates d = { .seen = hashes_new(1 << 10) };
    struct str s = { 0 };
    for (int k = 0; k < 20000; k++) {
        str_clear(&s);
        str_print(&s, "line %d", k < 15000 ? k : k - 5000); /* a quarter comes again */
        duplicates_add(&d, &(struct raw_pair){ k + 1, { &s, &s } });
    }
    ck_assert_uint_gt(d.seen.step, 1);
    ck_assert_double_gt((double)d.count / (double)d.looked_at, 0.15);
    ck_assert_double_lt((double)d.count / (double)d.looked_at, 0.40);
    ck_assert_int_eq(d.pairs, 20000);
    str_free(&s);
    duplicates_free(&d);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { pairs_that_come_again_are_counted,
                                   blank_pairs_are_no_duplicates,
                                   held_out_pairs_in_the_training_text_are_found,
                                   test_pairs_too,
                                   texts_apart_have_no_overlap,
                                   more_pairs_than_places_are_estimated,
                                   NULL };
    return unit_run("task/doctor_overlap", tests, setup, doctoring_end);
}
