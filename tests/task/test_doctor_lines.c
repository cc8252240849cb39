#include "task/doctor.h"

#include "doctoring.h"

static void setup(void) { doctoring_begin("doctor_lines"); }

static void expect_at(const char *kind, const char *name, long line, long column)
{
    const struct rns_finding *f = find(kind);
    ck_assert_msg(f, "no finding '%s'", kind);
    ck_assert_str_eq(f->file, in_folder(name));
    ck_assert_msg(f->line == line && f->column == column, "%s", f->text);
}

START_TEST(a_byte_of_latin1_is_told_with_its_place_and_the_cure)
{
    examine_texts("a\nb\nc\n", "un\nl'\xE9t\xE9\n\xE0\n");
    expect("invalid-utf8", "target", 2, 3, RNS_ERROR);
    expect_at("invalid-utf8", "target", 2, 3);
    char text[600];
    snprintf(text, sizeof text,
             "%s:2:3: invalid UTF-8 (byte 0xE9); 3 in 2 lines; it looks like latin1: iconv -f "
             "latin1 -t utf8",
             in_folder("target"));
    ck_assert_str_eq(find("invalid-utf8")->text, text);
}
END_TEST

START_TEST(characters_that_break_lines_elsewhere_break_none_here)
{
    examine_texts("a\xE2\x80\xA8"
                  "b\n\v\nc\rd\n",
                  "a\nb\nc\n");
    ck_assert_int_eq(check.lines[0], 3);
    expect_none("line-counts");
    expect("line-separator", "source", 1, 2, RNS_WARNING);
    expect("carriage-return", "source", 3, 1, RNS_WARNING);
    expect_at("carriage-return", "source", 3, 2);
}
END_TEST

START_TEST(a_nul_is_an_error)
{
    write_bytes("source", "ab\nc\0d\n", 7);
    write_text("target", "x\ny\n");
    examine();
    expect("nul", "source", 2, 1, RNS_ERROR);
    expect_at("nul", "source", 2, 2);
}
END_TEST

START_TEST(odd_characters_are_warnings)
{
    examine_texts("a\x01\nx &quot;\nch@@ at\n", "\xC3\x83\xC2\xA9\n\xEF\xBF\xBD\nb\xEF\xBB\xBF\n");
    expect("control-character", "source", 1, 1, RNS_WARNING);
    expect("entity", "source", 2, 1, RNS_WARNING);
    expect("subwords", "source", 3, 1, RNS_WARNING);
    expect("double-encoding", "target", 1, 1, RNS_WARNING);
    expect("replacement-character", "target", 2, 1, RNS_WARNING);
    expect("byte-order-mark", "target", 3, 1, RNS_WARNING);
}
END_TEST

START_TEST(one_line_in_many_is_a_note)
{
    struct str source = { 0 }, target = { 0 };
    str_add(&source, "x &amp; y z\n");
    add_words(&target, "mot", 4);
    add_pairs(&source, &target, 1500);
    examine_texts(str_text(&source), str_text(&target));
    expect("entity", "source", 1, 1, RNS_NOTE);
    str_free(&source);
    str_free(&target);
}
END_TEST

START_TEST(what_is_passed_over_is_noted)
{
    examine_texts("\xEF\xBB\xBF"
                  "a b\nc d\n",
                  "a\r\nb\r\n");
    expect("byte-order-mark", "source", 1, 1, RNS_NOTE);
    expect("crlf", "target", 0, 2, RNS_NOTE);
    examine_texts("a b\nc d", "a\r\nb\n");
    expect("crlf", "target", 0, 1, RNS_NOTE);
    expect("unended", "source", 2, 1, RNS_NOTE);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_byte_of_latin1_is_told_with_its_place_and_the_cure,
                                   characters_that_break_lines_elsewhere_break_none_here,
                                   a_nul_is_an_error,
                                   odd_characters_are_warnings,
                                   one_line_in_many_is_a_note,
                                   what_is_passed_over_is_noted,
                                   NULL };
    return unit_run("task/doctor_lines", tests, setup, doctoring_end);
}
