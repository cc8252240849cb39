#include "text/spacing.h"

#include <string.h>

#include "unit.h"

static struct str out;

static void teardown(void) { str_free(&out); }

static const char *spaced(enum language language, const char *sentence)
{
    struct spacing s = { .language = language };
    str_clear(&out);
    for (struct token t; token_next(&sentence, &t);) {
        if (spacing_next(&s, t)) str_byte(&out, ' ');
        str_bytes(&out, t.at, t.length);
    }
    return str_text(&out);
}

START_TEST(french_sets_its_high_signs_and_guillemets_apart)
{
    ck_assert_str_eq(spaced(LANGUAGE_FR, "« Oui ! » dit -il : quoi ? !"),
                     "« Oui ! » dit-il : quoi ?!");
    ck_assert_str_eq(spaced(LANGUAGE_FR, "Quoi ‽ ! ‽"), "Quoi ‽!‽");
    ck_assert_str_eq(spaced(LANGUAGE_EN, "« Yes ! » he said : what ? !"), "«Yes!» he said: what?!");
}
END_TEST

START_TEST(straight_quotes_open_and_close_in_turn)
{
    ck_assert_str_eq(spaced(LANGUAGE_EN, "\" Go , \" he said , \" now . \""),
                     "\"Go,\" he said, \"now.\"");
}
END_TEST

START_TEST(money_stands_before_the_number_in_english_alone)
{
    ck_assert_str_eq(spaced(LANGUAGE_EN, "It cost $ 5 or € 4 , £ 3 , ¥ 2 ."),
                     "It cost $5 or €4, £3, ¥2.");
    ck_assert_str_eq(spaced(LANGUAGE_FR, "Cela coûte 5 $ ou 4 € ."), "Cela coûte 5 $ ou 4 €.");
}
END_TEST

START_TEST(only_dots_alone_follow_a_word)
{
    ck_assert_str_eq(spaced(LANGUAGE_EN, "wait ... a .com"), "wait... a .com");
}
END_TEST

START_TEST(pieces_of_words_find_their_word)
{
    ck_assert_str_eq(spaced(LANGUAGE_EN, "I do n't , Tom 's dogs ' 'em"),
                     "I don't, Tom's dogs' 'em");
    ck_assert_str_eq(spaced(LANGUAGE_FR, "l' eau qu’ a -t-il"), "l'eau qu’a-t-il");
    ck_assert_str_eq(spaced(LANGUAGE_OTHER, "l' eau 's -tu"), "l' eau 's -tu");
}
END_TEST

START_TEST(only_words_are_words)
{
    ck_assert(spacing_is_word(LANGUAGE_FR, (struct token){ "élan", 5 }));
    ck_assert(!spacing_is_word(LANGUAGE_FR, (struct token){ "l'", 2 }));
    ck_assert(!spacing_is_word(LANGUAGE_EN, (struct token){ "n't", 3 }));
    ck_assert(!spacing_is_word(LANGUAGE_EN, (struct token){ "(", 1 }));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { french_sets_its_high_signs_and_guillemets_apart,
                                   straight_quotes_open_and_close_in_turn,
                                   money_stands_before_the_number_in_english_alone,
                                   only_dots_alone_follow_a_word,
                                   pieces_of_words_find_their_word,
                                   only_words_are_words,
                                   NULL };
    return unit_run("text/spacing", tests, NULL, teardown);
}
