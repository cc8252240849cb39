#include "task/span.h"

#include <string.h>

#include "base/memory.h"
#include "task/sentence.h"
#include "unit.h"

enum { LONG = SPAN_WHOLE + 1 };

static char *word[LONG];
static char letters[] = "mot", comma[] = ",", stop[] = ".", ellipsis[] = "\xE2\x80\xA6";
static char number[] = "3.5", part[] = "mo@@", dots[] = "..@@";

static int end_of(int count, int from)
{
    const struct sentence s = { count, word, NULL };
    return span_end(&s, from);
}

static void setup(void)
{
    for (int i = 0; i < LONG; i++) word[i] = letters;
}

START_TEST(a_sentence_of_bearable_length_stays_whole)
{
    word[150] = stop;
    ck_assert_int_eq(end_of(SPAN_WHOLE, 0), SPAN_WHOLE);
}
END_TEST

START_TEST(a_longer_one_is_cut_behind_a_full_stop_rather_than_a_comma)
{
    word[120] = stop;
    word[150] = comma;
    word[160] = number;
    ck_assert_int_eq(end_of(LONG, 0), 121);
    word[130] = ellipsis;
    ck_assert_int_eq(end_of(LONG, 0), 131);
}
END_TEST

START_TEST(a_word_of_subwords_is_not_cut_in_two)
{
    word[150] = dots;
    word[SPAN_LONGEST - 2] = word[SPAN_LONGEST - 1] = part;
    ck_assert_int_eq(end_of(LONG, 0), SPAN_LONGEST - 2);
    for (int i = 0; i < LONG; i++) word[i] = part;
    ck_assert_int_eq(end_of(LONG, 0), SPAN_LONGEST); /* unless it is one word all along */
}
END_TEST

START_TEST(without_full_stop_it_is_cut_behind_a_comma_and_without_that_at_the_limit)
{
    ck_assert_int_eq(end_of(LONG, 0), SPAN_LONGEST);
    word[10] = stop; /* too near the beginning to be of use */
    word[150] = comma;
    ck_assert_int_eq(end_of(LONG, 0), 151);
    ck_assert_int_eq(end_of(LONG, LONG - SPAN_LONGEST), LONG);
}
END_TEST

static struct rns_pair pair_of(const char *source, const char *target, const double *align)
{
    struct rns_pair pair = { .text = memory_copy(target), .log_p = -2 };
    pair.source = words_split(source, &pair.S);
    pair.target = words_split(target, &pair.T);
    const size_t size = (size_t)(pair.S + 1) * (size_t)(pair.T + 1) * sizeof *align;
    pair.align = memcpy(memory_new(size, 1), align, size);
    pair.word_log_p = memory_new((size_t)pair.T + 1, sizeof(double));
    for (int i = 0; i <= pair.T; i++) pair.word_log_p[i] = pair.log_p / (pair.T + 1);
    pair.score = pair.log_p / (pair.T + 1) - .25; /* for what it did not look at */
    return pair;
}

START_TEST(joined_alignments_stand_on_the_diagonal_and_share_the_end)
{
    const double first[] = { .9, .1, .2, .8 }, second[] = { .5, .3, .2, .1, .1, .8 };
    const double whole[] = { .9, 0, 0, .1, 0, .5, .3, .2, 0, .1, .1, .8 };
    struct rns_pair pair[] = { pair_of("a", "u", first), pair_of("b c", "v", second) };
    struct rns_pairs span[] = { { 1, &pair[0] }, { 1, &pair[1] } }, joined = { 0 };
    spans_join(span, 2, 1, &joined);
    ck_assert_int_eq(joined.count, 1);
    ck_assert_str_eq(joined.at[0].text, "u v");
    ck_assert_int_eq(joined.at[0].S, 3);
    ck_assert_int_eq(joined.at[0].T, 2);
    ck_assert_str_eq(joined.at[0].source[2], "c");
    for (int i = 0; i < 12; i++) ck_assert_double_eq(joined.at[0].align[i], whole[i]);
    ck_assert_double_eq(joined.at[0].log_p, -4);
    ck_assert_double_eq(joined.at[0].word_log_p[0], -1);
    ck_assert_double_eq(joined.at[0].word_log_p[1], -1);
    ck_assert_double_eq(joined.at[0].word_log_p[2], -2); /* both ends */
    ck_assert_double_eq_tol(joined.at[0].score, -4. / 3 - .5, 1e-12);
    rns_pairs_free(&joined);
    rns_pair_free(&pair[0]);
    rns_pair_free(&pair[1]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_sentence_of_bearable_length_stays_whole,
        a_longer_one_is_cut_behind_a_full_stop_rather_than_a_comma,
        a_word_of_subwords_is_not_cut_in_two,
        without_full_stop_it_is_cut_behind_a_comma_and_without_that_at_the_limit,
        joined_alignments_stand_on_the_diagonal_and_share_the_end,
        NULL,
    };
    return unit_run("task/span", tests, setup, NULL);
}
