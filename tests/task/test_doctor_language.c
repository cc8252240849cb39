#include "task/doctor.h"

#include "doctoring.h"

static const char *const english[] = { "the", "cat",   "and",  "with", "where", "dog",
                                       "of",  "which", "that", "this", "house", "water" };
static const char *const french[] = { "le", "chat", "et",  "avec",  "dans", "chien",
                                      "du", "qui",  "est", "cette", "rue",  "maison" };

static void setup(void) { doctoring_begin("doctor_language"); }

static void add_sentence(struct str *s, const char *const *word)
{
    for (int i = 0; i < 12; i++) str_print(s, "%s ", word[rng_below(&rng, 12)]);
    str_byte(s, '\n');
}

/* Every 40th source line is French, and lines 7 of both are the other's. */
static void write_corpus(bool mixed)
{
    struct str source = { 0 }, target = { 0 };
    for (int k = 1; k <= 400; k++) {
        add_sentence(&source, mixed && (k % 40 == 0 || k == 7) ? french : english);
        add_sentence(&target, mixed && k == 7 ? english : french);
    }
    write_text("source", str_text(&source));
    write_text("target", str_text(&target));
    str_free(&source);
    str_free(&target);
}

START_TEST(lines_in_the_language_of_the_other_side_are_found)
{
    write_corpus(true);
    examine();
    const struct rns_finding *f = expect("language", "source", 7, 11, RNS_WARNING);
    ck_assert_ptr_nonnull(f);
    int seen = 0;
    for (int i = 0; i < check.findings; i++)
        seen += !strcmp(check.finding[i].kind, "language") && check.finding[i].count == 1 &&
                check.finding[i].line == 7;
    ck_assert_int_eq(seen, 1);
}
END_TEST

START_TEST(lines_in_their_own_language_are_not)
{
    write_corpus(false);
    examine();
    expect_none("language");
}
END_TEST

/* Sides of one language, as for simplification. */
START_TEST(nothing_is_foreign_where_both_sides_speak_alike)
{
    struct str source = { 0 }, target = { 0 };
    for (int k = 0; k < 400; k++) {
        add_sentence(&source, english);
        add_sentence(&target, english);
    }
    examine_texts(str_text(&source), str_text(&target));
    expect_none("language");
    str_free(&source);
    str_free(&target);
}
END_TEST

START_TEST(exchanged_sides_are_told_where_the_language_is_known)
{
    write_corpus(false);
    set("data.source_language", "fr");
    set("data.target_language", "en");
    examine();
    expect("declared-language", "source", 0, 1, RNS_WARNING);
    ck_assert_ptr_nonnull(strstr(find("declared-language")->text, "reads like English, and "));
    set("data.source_language", "de");
    set("data.target_language", "fr");
    examine();
    expect_none("declared-language");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { lines_in_the_language_of_the_other_side_are_found,
                                   lines_in_their_own_language_are_not,
                                   nothing_is_foreign_where_both_sides_speak_alike,
                                   exchanged_sides_are_told_where_the_language_is_known, NULL };
    return unit_run("task/doctor_language", tests, setup, doctoring_end);
}
