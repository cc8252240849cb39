#include "text/tokenize.h"

#include <string.h>

#include "base/rng.h"
#include "text/utf8.h"
#include "unit.h"

#define JOINER "\xEF\xBF\xAD"
#define SPACER "\xE2\x96\x81"
#define NO_BREAK "\xC2\xA0"
#define NARROW "\xE2\x80\xAF"
#define THIN "\xE2\x80\x89"

static struct str sentence, line;

static void teardown(void)
{
    str_free(&sentence);
    str_free(&line);
}

static const char *tokens(enum tokenizer_kind kind, enum language language, const char *text)
{
    const struct tokenizer k = { kind, language };
    str_clear(&sentence);
    tokenize(&k, text, &sentence);
    return str_text(&sentence);
}

static const char *joined(enum tokenizer_kind kind, enum language language, const char *text)
{
    const struct tokenizer k = { kind, language };
    str_clear(&line);
    detokenize(&k, text, &line);
    return str_text(&line);
}

/* Each line, and its tokens, which become the line again. */
static void check_pairs(enum language language, const char *const (*pair)[2])
{
    for (; (*pair)[0]; pair++) {
        ck_assert_str_eq(tokens(TOKENIZER_MOSES, language, (*pair)[0]), (*pair)[1]);
        ck_assert_str_eq(joined(TOKENIZER_MOSES, language, (*pair)[1]), (*pair)[0]);
    }
}

static const char *const ENGLISH[][2] = {
    { "I don't know.", "I do n't know ." },
    { "You can't; it isn't.", "You ca n't ; it is n't ." },
    { "DON'T wouldn’t've", "DO N'T would n’t 've" },
    { "Tom's dogs' bowls", "Tom 's dogs ' bowls" },
    { "We'll see: I'm, you're, they've, he'd.",
      "We 'll see : I 'm , you 're , they 've , he 'd ." },
    { "Five o'clock, ma'am O'Brien", "Five o'clock , ma'am O'Brien" },
    { "rock 'em in the '90s", "rock 'em in the '90s" },
    { "a well-known mother-in-law's hat", "a well-known mother-in-law 's hat" },
    { "He's the U.S.'s best.", "He 's the U.S. 's best ." },
    { "$1,000 (10%) at 4:30!", "$ 1,000 ( 10 % ) at 4:30 !" },
    { "\"Hi,\" said Mr. Lee, \"hello.\"", "\" Hi , \" said Mr. Lee , \" hello . \"" },
    { "“Hi” and/or [bye]...", "“ Hi ” and / or [ bye ] ..." },
    { "AT&T – or wait—what?", "AT&T – or wait — what ?" },
    { NULL, NULL }
};

START_TEST(english_lines_become_these_tokens_and_come_back)
{
    check_pairs(LANGUAGE_EN, ENGLISH);
}
END_TEST

static const char *const FRENCH[][2] = {
    { "L'homme qu'il aime.", "L' homme qu' il aime ." },
    { "lʼhomme", "lʼ homme" },
    { "Un verre d’eau, s'il te plaît !", "Un verre d’ eau , s' il te plaît !" },
    { "Aujourd'hui quelqu'un d'autre", "Aujourd'hui quelqu'un d' autre" },
    { "As-tu lu ? Y a-t-il ?", "As -tu lu ? Y a -t-il ?" },
    { "Qu'est-ce que c'est ?", "Qu' est -ce que c' est ?" },
    { "Dis-le-moi ce jour-là !", "Dis -le -moi ce jour -là !" },
    { "Va-t'en, allez-vous-en !", "Va -t'en , allez -vous -en !" },
    { "Un rendez-vous peut-être là-bas", "Un rendez-vous peut-être là-bas" },
    { "Puis-je l'avoir moi-même ?", "Puis -je l' avoir moi-même ?" },
    { "Il dit : « C'est l'« ami » ! »", "Il dit : « C' est l' « ami » ! »" },
    { "10 000 € à 16 h 30 ; 3,14", "10 000 € à 16 h 30 ; 3,14" },
    { "M. Roy (n° 5), 6% ?!", "M. Roy ( n° 5 ) , 6 % ? !" },
    { "Un chef-d'œuvre, presqu'île…", "Un chef-d'œuvre , presqu'île …" },
    { "lorsqu'aujourd'hui n'est-il", "lorsqu' aujourd'hui n' est -il" },
    { NULL, NULL }
};

START_TEST(french_lines_become_these_tokens_and_come_back)
{
    check_pairs(LANGUAGE_FR, FRENCH);
}
END_TEST

static const char *const FRENCH_DEPARTURES[][2] = {
    { "Quoi? Non!", "Quoi " JOINER "? Non " JOINER "!" },
    { "6 % ici", "6 " SPACER "% ici" },
    { "l' ami , oui", "l'" SPACER " ami " SPACER ", oui" },
    { "chien(s)", "chien " JOINER "( s )" },
    { "«Oui»", "«" JOINER " Oui " JOINER "»" },
    { "\"a\"\"b\"", "\" a \" " JOINER "\" b \"" },
    { NULL, NULL }
};

START_TEST(what_departs_from_the_rules_is_marked_at_the_sign)
{
    check_pairs(LANGUAGE_FR, FRENCH_DEPARTURES);
}
END_TEST

static const char *const FRENCH_BLANKS[][2] = {
    { "Oui" NO_BREAK "? Non" NARROW "! Si" THIN "; là", "Oui ▂? Non ▃! Si ▄; là" },
    { "«" NO_BREAK "Oui" NO_BREAK "» : «" NARROW "non" NARROW "»", "«▂ Oui ▂» : «▃ non ▃»" },
    { "6" NO_BREAK "%, l'" NARROW "eau", "6 ▂% , l'▃ eau" },
    { "10" NARROW "000" THIN "€", "10 ▃000 ▄€" },
    { NULL, NULL }
};

static const char *const ENGLISH_BLANKS[][2] = {
    { "Mr." NO_BREAK "Lee: 5" NARROW "%" THIN ".", "Mr. ▂Lee : 5 ▃% ▄." },
    { "“" THIN "‘Hi" NARROW "’" THIN "”" NO_BREAK "he", "“ ▄‘ Hi ▃’ ▄”▂ he" },
    { "I" NO_BREAK "don't, $" NO_BREAK "5", "I ▂do n't , $▂ 5" },
    { NULL, NULL }
};

START_TEST(no_break_narrow_and_thin_blanks_are_marked_wherever_they_stand)
{
    check_pairs(LANGUAGE_FR, FRENCH_BLANKS);
    check_pairs(LANGUAGE_EN, ENGLISH_BLANKS);
}
END_TEST

START_TEST(blanks_of_other_kinds_come_back_plain_and_of_a_run_the_first)
{
    const char *raw = NO_BREAK " Oui\xE2\x80\x83! \t Non" NARROW " ? " NARROW;
    ck_assert_str_eq(tokens(TOKENIZER_MOSES, LANGUAGE_FR, raw), "Oui ! Non ▃?");
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_FR, "Oui ! Non ▃?"), "Oui ! Non" NARROW "?");
}
END_TEST

START_TEST(marks_in_the_text_itself_are_replaced_by_their_like)
{
    ck_assert_str_eq(tokens(TOKENIZER_MOSES, LANGUAGE_EN, "a " SPACER " " JOINER " b"), "a _ ■ b");
    ck_assert_str_eq(tokens(TOKENIZER_MOSES, LANGUAGE_FR, "▂ a ▃ b ▄ ▅"), "▬ a ▬ b ▬ ▅");
    ck_assert_str_eq(tokens(TOKENIZER_CHAR, LANGUAGE_EN, "a" SPACER), "a _");
}
END_TEST

START_TEST(odd_sentences_lose_no_token)
{
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_EN, JOINER), JOINER);
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_EN, JOINER SPACER), SPACER);
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_EN, "n't n't 's , , \" ) ("),
                     "n'tn't's,, \") (");
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_FR, "l' l' -tu -tu ' ? « <unk>"),
                     "l'l'-tu-tu' ? « <unk>");
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_EN, SPACER "a  a" SPACER " " JOINER "b"),
                     "a ab");
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_FR, "▂ ▃▂ ▄a▄ ▂b▃"),
                     "▂" NARROW "▂" THIN "a" NO_BREAK "b");
    ck_assert_str_eq(joined(TOKENIZER_MOSES, LANGUAGE_FR, ""), "");
}
END_TEST

START_TEST(space_splits_at_plain_blanks_alone)
{
    ck_assert_str_eq(tokens(TOKENIZER_SPACE, LANGUAGE_FR,
                            "  l'\xC2\xA0"
                            "eau  , a\tb "),
                     "l'\xC2\xA0"
                     "eau , a\tb");
    ck_assert_str_eq(joined(TOKENIZER_SPACE, LANGUAGE_FR, "do n't &apos; ."), "do n't &apos; .");
}
END_TEST

START_TEST(characters_come_back_with_all_their_blanks)
{
    const char *raw = " l’été  va ";
    ck_assert_str_eq(tokens(TOKENIZER_CHAR, LANGUAGE_FR, "l’été va"), "l ’ é t é " SPACER " v a");
    const char *cut = tokens(TOKENIZER_CHAR, LANGUAGE_FR, raw);
    ck_assert_str_eq(joined(TOKENIZER_CHAR, LANGUAGE_FR, cut), raw);
}
END_TEST

/* Lines put together from what has rules of its own. */
static void make_line(struct rng *rng, struct str *out)
{
    static const char *const bits[] = {
        " ",          " ", " ", " ",  " ",        NO_BREAK, NARROW,  THIN,   "\t",  "a",    "é",
        "n't",        "'", "’", "'s", "-",        "--",     "-t-il", "-là",  "l'",  "qu'",  ".",
        "...",        ",", ":", "?",  "!",        "\"",     "«",     "»",    "“",   "(",    ")",
        "$",          "€", "%", "#",  "/",        "&",      "@",     "1",    "2,5", "U.S.", "Mr.",
        "http://x.y", "_", "°", "—",  "\xCC\x81", "😀",      "漢",    "\x01", "X"
    };
    str_clear(out);
    for (uint64_t n = 1 + rng_below(rng, 12); n > 0; n--)
        str_add(out, bits[rng_below(rng, sizeof bits / sizeof *bits)]);
}

/* Without the blanks at its ends, and of every run of blanks the first, a tab as a plain one. */
static void tidy(const char *text, struct str *out)
{
    uint32_t owed = 0;
    str_clear(out);
    for (uint32_t c; (c = utf8_next(&text));) {
        if (utf8_is_space(c)) {
            if (!owed) owed = c == '\t' ? ' ' : c;
            continue;
        }
        if (owed && out->length) utf8_put(out, owed);
        utf8_put(out, c);
        owed = 0;
    }
}

START_TEST(any_line_comes_back)
{
    struct rng rng;
    struct str raw = { 0 }, tidied = { 0 };
    rng_seed(&rng, 7);
    for (int k = 0; k < 60000; k++) {
        const enum language language = k % 3;
        make_line(&rng, &raw);
        tidy(str_text(&raw), &tidied);
        const char *cut = tokens(TOKENIZER_MOSES, language, str_text(&raw));
        ck_assert_str_eq(joined(TOKENIZER_MOSES, language, cut), str_text(&tidied));
    }
    str_free(&raw);
    str_free(&tidied);
}
END_TEST

START_TEST(codes_name_languages)
{
    ck_assert_int_eq(language_named("en"), LANGUAGE_EN);
    ck_assert_int_eq(language_named("fr"), LANGUAGE_FR);
    ck_assert_int_eq(language_named("de"), LANGUAGE_OTHER);
    ck_assert_int_eq(language_named(""), LANGUAGE_OTHER);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { english_lines_become_these_tokens_and_come_back,
                                   french_lines_become_these_tokens_and_come_back,
                                   what_departs_from_the_rules_is_marked_at_the_sign,
                                   no_break_narrow_and_thin_blanks_are_marked_wherever_they_stand,
                                   blanks_of_other_kinds_come_back_plain_and_of_a_run_the_first,
                                   marks_in_the_text_itself_are_replaced_by_their_like,
                                   odd_sentences_lose_no_token,
                                   space_splits_at_plain_blanks_alone,
                                   characters_come_back_with_all_their_blanks,
                                   any_line_comes_back,
                                   codes_name_languages,
                                   NULL };
    return unit_run("text/tokenize", tests, NULL, teardown);
}
