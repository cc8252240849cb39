#include "rnnsearch.h"

#include "unit.h"

static struct rns_bleu bleu(const char *hypothesis, const char *reference)
{
    return rns_bleu(&hypothesis, &reference, 1, true);
}

START_TEST(a_perfect_translation_scores_100)
{
    const struct rns_bleu b = bleu("le chat est là", "le chat est là");
    ck_assert_double_eq_tol(b.score, 100, 1e-9);
    ck_assert_double_eq(b.brevity_penalty, 1);
    ck_assert_double_eq(b.ratio, 1);
    ck_assert_int_eq(b.hypothesis_length, 4);
    ck_assert_double_eq_tol(b.chrf, 100, 1e-9);
}
END_TEST

/* p_1 = 2/7 by clipping; the orders without a match halve again and again:
 * 100/(2·6), 100/(4·5), 100/(8·4).  The fourth root of the product is 7.8098. */
START_TEST(words_count_no_more_often_than_in_the_reference)
{
    const struct rns_bleu b = bleu("the the the the the the the", "the cat is on the mat");
    ck_assert_double_eq_tol(b.precision[0], 200.0 / 7, 1e-9);
    ck_assert_double_eq_tol(b.precision[1], 100.0 / 12, 1e-9);
    ck_assert_double_eq_tol(b.precision[2], 5, 1e-9);
    ck_assert_double_eq_tol(b.precision[3], 3.125, 1e-9);
    ck_assert_double_eq_tol(b.score, 7.8098, 5e-5);
}
END_TEST

/* BP = exp(1 − 6/4) */
START_TEST(a_short_translation_is_punished)
{
    const struct rns_bleu b = bleu("a b c d", "a b c d e f");
    ck_assert_double_eq_tol(b.brevity_penalty, 0.606531, 1e-6);
    ck_assert_double_eq_tol(b.score, 60.6531, 5e-5);
    ck_assert_double_eq_tol(b.ratio, 4.0 / 6, 1e-9);
}
END_TEST

START_TEST(no_match_and_no_four_grams_score_0)
{
    struct rns_bleu b = bleu("un chat noir dort", "le chien gris mange ici");
    ck_assert_double_eq(b.score, 0);
    ck_assert_double_eq(b.precision[0], 0);
    b = bleu("le chat dort", "le chat dort");
    ck_assert_double_eq(b.score, 0);
    ck_assert_double_eq_tol(b.precision[2], 100, 1e-9);
    ck_assert_double_eq(b.precision[3], 0);
    b = bleu("", "le chat");
    ck_assert_double_eq(b.score, 0);
    ck_assert_double_eq(b.brevity_penalty, 0);
}
END_TEST

/* U+00A0, U+202F, numbers, entities, an empty line: 25/30, 20/27, 16/24 and 13/21 n-grams. */
START_TEST(a_french_corpus_is_counted_over_all_its_lines)
{
    const char *hypothesis[] = { "Il pleut\u00a0: prenez «\u202fun parapluie\u202f», dit-elle.",
                                 "L'homme a 3,5 kg - soit 7.7 livres...", "",
                                 "Fin &amp; suite (1-2)" };
    const char *reference[] = { "Il pleut : prenez « un parapluie », dit-elle !",
                                "L'homme a 3.5 kg, soit 7.7 livres.", "Rien", "Fin & suite (1-2)" };
    const struct rns_bleu b = rns_bleu(hypothesis, reference, 4, true);
    ck_assert_int_eq(b.hypothesis_length, 30);
    ck_assert_int_eq(b.reference_length, 29);
    ck_assert_double_eq_tol(b.precision[0], 100 * 25 / 30.0, 1e-9);
    ck_assert_double_eq_tol(b.precision[1], 100 * 20 / 27.0, 1e-9);
    ck_assert_double_eq_tol(b.precision[2], 100 * 16 / 24.0, 1e-9);
    ck_assert_double_eq_tol(b.precision[3], 100 * 13 / 21.0, 1e-9);
    ck_assert_double_eq_tol(b.score, 71.0443, 5e-5);
}
END_TEST

START_TEST(without_tokenization_blanks_alone_make_words)
{
    const char *hypothesis = "a b c d.", *reference = "a b c d .";
    ck_assert_int_eq(rns_bleu(&hypothesis, &reference, 1, false).hypothesis_length, 4);
    ck_assert_int_eq(rns_bleu(&hypothesis, &reference, 1, true).hypothesis_length, 5);
}
END_TEST

START_TEST(case_matters)
{
    ck_assert_double_eq(bleu("LE CHAT EST ICI", "le chat est ici").score, 0);
}
END_TEST

START_TEST(no_lines_and_invalid_bytes_are_harmless)
{
    const struct rns_bleu b = rns_bleu(NULL, NULL, 0, true);
    ck_assert_double_eq(b.score, 0);
    ck_assert_double_eq(b.ratio, 0);
    ck_assert_int_eq(bleu("caf\xe9 \xff x", "café").hypothesis_length, 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_perfect_translation_scores_100,
                                   words_count_no_more_often_than_in_the_reference,
                                   a_short_translation_is_punished,
                                   no_match_and_no_four_grams_score_0,
                                   a_french_corpus_is_counted_over_all_its_lines,
                                   without_tokenization_blanks_alone_make_words,
                                   case_matters,
                                   no_lines_and_invalid_bytes_are_harmless,
                                   NULL };
    return unit_run("task/bleu", tests, NULL, NULL);
}
