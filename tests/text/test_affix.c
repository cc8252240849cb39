#include "text/affix.h"

#include <string.h>

#include "unit.h"

static bool holds(bool (*ask)(const char *, const char *), const char *text)
{
    return ask(text, text + strlen(text));
}

START_TEST(case_and_the_kind_of_apostrophe_do_not_matter)
{
    ck_assert(holds(affix_is_contraction, "'s"));
    ck_assert(holds(affix_is_contraction, "’S"));
    ck_assert(holds(affix_is_contraction, "ʼs"));
    ck_assert(holds(affix_is_contraction, "N‘T"));
    ck_assert(holds(affix_is_enclitic, "-LÀ"));
    ck_assert(holds(affix_is_enclitic, "-t-elle"));
    ck_assert(holds(affix_is_elision, "Qu"));
    ck_assert(holds(affix_is_compound, "Rendez-vous"));
}
END_TEST

START_TEST(only_the_whole_text_counts)
{
    ck_assert(!holds(affix_is_contraction, "'sa"));
    ck_assert(!holds(affix_is_contraction, "s"));
    ck_assert(!holds(affix_is_elision, "aujourd"));
    ck_assert(!holds(affix_is_enclitic, "-vousvousvousvousvousvousvousvousvous"));
    ck_assert(!holds(affix_is_enclitic, ""));
}
END_TEST

START_TEST(each_language_has_its_abbreviations)
{
    const char *mme = "Mme", *mrs = "Mrs";
    ck_assert(affix_is_abbreviation(LANGUAGE_FR, mme, mme + 3));
    ck_assert(!affix_is_abbreviation(LANGUAGE_EN, mme, mme + 3));
    ck_assert(affix_is_abbreviation(LANGUAGE_EN, mrs, mrs + 3));
    ck_assert(!affix_is_abbreviation(LANGUAGE_OTHER, mrs, mrs + 3));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { case_and_the_kind_of_apostrophe_do_not_matter,
                                   only_the_whole_text_counts, each_language_has_its_abbreviations,
                                   NULL };
    return unit_run("text/affix", tests, NULL, NULL);
}
