#include "task/doctor.h"

#include "doctoring.h"

static struct str source, target;

static void setup(void) { doctoring_begin("doctor_pairing"); }

static void teardown(void)
{
    str_free(&source);
    str_free(&target);
    doctoring_end();
}

static void examine_both(void) { examine_texts(str_text(&source), str_text(&target)); }

/* Is the line told about the one where it happened? */
static void expect_near(const char *kind, enum rns_severity severity, long line)
{
    const struct rns_finding *f = find(kind);
    ck_assert_msg(f, "no finding '%s'", kind);
    ck_assert_int_eq(f->severity, severity);
    ck_assert_msg(f->line >= line - 5 && f->line <= line + 5, "%s", f->text);
}

START_TEST(a_sound_corpus_has_nothing_against_it)
{
    add_pairs(&source, &target, 3000);
    examine_both();
    expect_none("shifted");
    expect_none("line-counts");
    expect_none("unrelated");
    ck_assert_int_eq(check.lines[0], 3000);
}
END_TEST

START_TEST(a_line_too_much_is_found_where_it_stands)
{
    add_pairs(&source, &target, 1234);
    add_words(&target, "mot", 9);
    add_pairs(&source, &target, 1500);
    examine_both();
    expect_near("line-counts", RNS_ERROR, 1235);
    ck_assert_ptr_nonnull(strstr(check.finding[0].text, "2734 lines here and 2735 in "));
    ck_assert_ptr_nonnull(
        strstr(check.finding[0].text, "line k fits line k+1 of the other better"));
}
END_TEST

START_TEST(so_is_one_that_another_makes_up_for)
{
    add_pairs(&source, &target, 1100);
    add_words(&source, "word", 9);
    add_words(&source, "word", 9);
    add_pairs(&source, &target, 900);
    add_words(&target, "mot", 9);
    add_words(&target, "mot", 9);
    add_pairs(&source, &target, 500);
    examine_both();
    expect_near("shifted", RNS_ERROR, 1101);
    ck_assert_ptr_nonnull(strstr(find("shifted")->text, "line k fits line k-2 of "));
}
END_TEST

START_TEST(in_a_short_file_too)
{
    add_pairs(&source, &target, 40);
    add_words(&source, "word", 9);
    add_pairs(&source, &target, 80);
    examine_both();
    expect_near("line-counts", RNS_ERROR, 41);
}
END_TEST

START_TEST(a_line_too_much_at_the_end_shifts_nothing)
{
    add_pairs(&source, &target, 600);
    add_words(&source, "word", 9);
    examine_both();
    expect("line-counts", "source", 0, 1, RNS_ERROR);
}
END_TEST

START_TEST(lines_that_are_no_translations_are_told_of)
{
    add_pairs(&source, &source, 500);
    add_pairs(&target, &target, 500);
    examine_both();
    expect("unrelated", "source", 0, 1, RNS_WARNING);
}
END_TEST

START_TEST(blank_lines_keep_their_place)
{
    examine_texts("one\n\nthree\nfour\n", "un\ndeux\n\nquatre\n");
    expect_none("line-counts");
    expect("blank-side", "source", 2, 1, RNS_WARNING);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_sound_corpus_has_nothing_against_it,
                                   a_line_too_much_is_found_where_it_stands,
                                   so_is_one_that_another_makes_up_for,
                                   in_a_short_file_too,
                                   a_line_too_much_at_the_end_shifts_nothing,
                                   lines_that_are_no_translations_are_told_of,
                                   blank_lines_keep_their_place,
                                   NULL };
    return unit_run("task/doctor_pairing", tests, setup, teardown);
}
