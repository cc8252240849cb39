#include "text/bpe.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/rng.h"
#include "unit.h"

static struct bpe *bpe;
static struct str out, back;
static struct rns_error err;

static void setup(void) { err = (struct rns_error){ RNS_OK, "" }; }

static void teardown(void)
{
    bpe_free(bpe);
    bpe = NULL;
    str_free(&out);
    str_free(&back);
}

static void use(const char *codes)
{
    bpe_free(bpe);
    bpe = bpe_parse(codes, strlen(codes), "codes", &err);
    ck_assert_msg(bpe != NULL, "%s", err.message);
}

static const char *applied(const char *sentence)
{
    str_clear(&out);
    bpe_apply(bpe, sentence, &out);
    return str_text(&out);
}

static const char *undone(const char *pieces)
{
    str_clear(&back);
    bpe_undo(pieces, &back);
    return str_text(&back);
}

static void know(const char *vocabulary, int threshold)
{
    ck_assert_msg(bpe_restrict(bpe, vocabulary, strlen(vocabulary), threshold, "vocabulary", &err),
                  "%s", err.message);
}

START_TEST(the_merge_learned_first_is_done_first)
{
    use("#version: 0.2\nb c\na b\nab c\nd</w> x\n");
    ck_assert_str_eq(applied("abcd"), "a@@ bc@@ d");
    use("#version: 0.2\na b\nb c\nab c\n");
    ck_assert_str_eq(applied("abcd abd xy"), "abc@@ d ab@@ d x@@ y");
}
END_TEST

START_TEST(the_end_of_a_word_is_a_symbol_of_its_own_kind)
{
    use("#version: 0.2\na b</w>\n");
    ck_assert_str_eq(applied("ab abc cab"), "ab a@@ b@@ c c@@ ab");
    use("a b\nab </w>\n");
    ck_assert_str_eq(applied("ab abc cab"), "ab ab@@ c c@@ ab");
}
END_TEST

START_TEST(overlapping_merges_are_done_from_the_left)
{
    use("#version: 0.2\na a\n");
    ck_assert_str_eq(applied("aaaab"), "aa@@ aa@@ b");
    ck_assert_str_eq(applied("aaab"), "aa@@ a@@ b");
}
END_TEST

START_TEST(characters_no_merge_knows_stand_alone)
{
    use("#version: 0.2\né t\nét é</w>\n");
    ck_assert_str_eq(applied("été 日本 x"), "été 日@@ 本 x");
    ck_assert_str_eq(applied("\xE9t"), "\xE9@@ t");
}
END_TEST

START_TEST(blanks_between_words_become_one_and_those_at_the_ends_stay)
{
    use("#version: 0.2\na b</w>\n");
    ck_assert_str_eq(applied("  ab   ab "), "  ab ab ");
    ck_assert_str_eq(applied(""), "");
    ck_assert_str_eq(applied("   "), "   ");
    ck_assert_str_eq(applied("ab ab\r"), "ab ab\r");
    ck_assert_str_eq(applied("a\xC2\xA0"
                             "b"),
                     "a@@ \xC2\xA0@@ b");
}
END_TEST

START_TEST(pieces_the_vocabulary_lacks_are_taken_apart)
{
    use("#version: 0.2\na b\nc d\nc d</w>\nab cd</w>\nab cd\n");
    ck_assert_str_eq(applied("abcd abcdx"), "abcd abcd@@ x");
    know("ab@@ 5\ncd 5\nabcd 4\nx 9\n", 5);
    ck_assert_str_eq(applied("abcd"), "ab@@ cd");
    ck_assert_str_eq(applied("abcdx"), "ab@@ c@@ d@@ x");
    ck_assert_str_eq(applied("y"), "y");
}
END_TEST

START_TEST(the_end_alone_is_never_a_piece)
{
    use("a b\nab </w>\n");
    know("nothing 1\n", 0);
    ck_assert_str_eq(applied("ab xab"), "a@@ b x@@ a@@ b");
}
END_TEST

/* The first merge that makes "a</w>" says that it comes from "a<", of which "a" is only half. */
START_TEST(merges_that_mock_the_end_of_a_word_do_no_harm)
{
    use("a< /w>\na </w>\n");
    know("nothing 1\n", 0);
    ck_assert_str_eq(applied("ba"), "b@@ a");
}
END_TEST

START_TEST(words_beyond_those_remembered_are_cut_alike)
{
    char word[20], expected[20];
    use("#version: 0.2\na b\n");
    for (int i = 0; i < (1 << 18) + 9; i++) {
        snprintf(word, sizeof word, "ab%c%c%c", '!' + i % 64, '!' + i / 64 % 64, '!' + i / 4096);
        snprintf(expected, sizeof expected, "ab@@ %c@@ %c@@ %c", word[2], word[3], word[4]);
        ck_assert_str_eq(applied(word), expected);
    }
}
END_TEST

START_TEST(a_vocabulary_without_counts_is_refused_by_line)
{
    use("#version: 0.2\na b\n");
    static const char *const bad[] = { "a 1\nb\n", "a 1\nb c\n", "a 1\nb 2x\n", "a 1\nb 2 3\n" };
    for (int i = 0; i < 4; i++) {
        err = (struct rns_error){ RNS_OK, "" };
        ck_assert(!bpe_restrict(bpe, bad[i], strlen(bad[i]), 1, "vocabulary", &err));
        ck_assert_int_eq(err.status, RNS_BAD_DATA);
        ck_assert_int_eq(strncmp(err.message, "vocabulary:2: ", 14), 0);
    }
}
END_TEST

START_TEST(undo_joins_pieces_at_the_end_of_a_line_too)
{
    ck_assert_str_eq(undone("ab@@ c d@@ e@@ f"), "abc def");
    ck_assert_str_eq(undone("a b@@"), "a b");
    ck_assert_str_eq(undone("a b@@ "), "a b");
    ck_assert_str_eq(undone("a@@@ b @ @@x"), "a@b @ @@x");
}
END_TEST

START_TEST(dropped_merges_give_other_pieces_of_the_same_words)
{
    struct rng rng;
    int whole = 0;
    use("#version: 0.2\na b\nab c</w>\n");
    rng_seed(&rng, 3);
    bpe_drop(bpe, 0.5, &rng);
    for (int i = 0; i < 1000; i++) {
        ck_assert_str_eq(undone(applied("abc ab")), "abc ab");
        whole += !strncmp(str_text(&out), "abc ", 4);
    }
    ck_assert_int_gt(whole, 200); /* 1/4 of 1000 */
    ck_assert_int_lt(whole, 300);
    bpe_drop(bpe, 1, &rng);
    ck_assert_str_eq(applied("abc"), "a@@ b@@ c");
    bpe_drop(bpe, 0, NULL);
    ck_assert_str_eq(applied("abc"), "abc");
}
END_TEST

START_TEST(the_pieces_of_a_word_are_its_characters_and_what_merges_make)
{
    static const char *const code[] = { "#version: 0.2\nb c\na b\nb c</w>\nab c</w>\nx y</w>\n",
                                        "b c\na b\nbc </w>\nab c\nx y\n" };
    use(code[_i]);
    bpe_pieces(bpe, "abc", 3, &back);
    ck_assert_str_eq(str_text(&back), "a@@ ab@@ abc b@@ bc c ");
    str_clear(&back);
    bpe_pieces(bpe, "\xC3\xA9xy", 4, &back);
    ck_assert_str_eq(str_text(&back), "\xC3\xA9@@ x@@ xy y ");
}
END_TEST

START_TEST(symbols_that_no_merge_makes_are_no_pieces)
{
    use("#version: 0.2\nab c</w>\n");
    bpe_pieces(bpe, "abc", 3, &back);
    ck_assert_str_eq(str_text(&back), "a@@ abc b@@ c ");
}
END_TEST

START_TEST(no_piece_is_longer_than_the_longest_symbol)
{
    use("#version: 0.2\na b\n");
    bpe_pieces(bpe, "abab", 4, &back);
    ck_assert_str_eq(str_text(&back), "a@@ ab@@ b@@ a@@ b ");
}
END_TEST

START_TEST(dropped_merges_leave_those_pieces_and_no_others)
{
    static const char word[] = "abbacab";
    struct rng rng;
    struct map told = { 0 }, seen = { 0 };
    rng_seed(&rng, 5);
    use("#version: 0.2\na b\nb a\nab ba\na b</w>\nb b\nc ab</w>\nba c\nab b\n");
    bpe_pieces(bpe, word, strlen(word), &back);
    const char *at = str_text(&back);
    for (struct token t; token_next(&at, &t);) map_put(&told, t.at, t.length, 1);
    bpe_drop(bpe, 0.5, &rng);
    for (int i = 0; i < 3000; i++) {
        at = applied(word);
        for (struct token t; token_next(&at, &t);) {
            ck_assert_int_eq(map_get(&told, t.at, t.length), 1);
            map_put(&seen, t.at, t.length, 1);
        }
    }
    ck_assert_int_eq(seen.count, told.count);
    map_free(&told);
    map_free(&seen);
}
END_TEST

/* Random merges of three letters: what goes in comes back, and a second time is as the first. */
START_TEST(any_sentence_comes_back_whole)
{
    struct rng rng;
    struct str again = { 0 };
    rng_seed(&rng, 5);
    use("#version: 0.2\na b\nb a\nab ab\na a\nb b</w>\naa b\nabab a</w>\nba a\nc a\nb ca\n");
    for (int round = 0; round < 2000; round++) {
        char word[30] = { 0 };
        for (int i = (int)rng_below(&rng, sizeof word); i-- > 0;)
            word[i] = "abc "[rng_below(&rng, i ? 4 : 3)];
        str_clear(&again);
        str_add(&again, applied(word));
        ck_assert_str_eq(applied(word), str_text(&again));
        str_clear(&again);
        const char *at = word;
        for (struct token t; token_next(&at, &t);) {
            if (again.length) str_byte(&again, ' ');
            str_bytes(&again, t.at, t.length);
        }
        if (strlen(word) && word[strlen(word) - 1] != ' ')
            ck_assert_str_eq(undone(str_text(&out)), str_text(&again));
    }
    str_free(&again);
}
END_TEST

START_TEST(a_word_of_a_hundred_thousand_letters_is_cut_in_time)
{
    static char word[100001];
    use("#version: 0.2\na b\nab ab\nabab abab\nc a\n");
    for (int i = 0; i < 100000; i++) word[i] = i % 7 == 6 ? 'c' : i % 2 ? 'b' : 'a';
    ck_assert_str_eq(undone(applied(word)), word);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_merge_learned_first_is_done_first,
        the_end_of_a_word_is_a_symbol_of_its_own_kind,
        overlapping_merges_are_done_from_the_left,
        characters_no_merge_knows_stand_alone,
        blanks_between_words_become_one_and_those_at_the_ends_stay,
        pieces_the_vocabulary_lacks_are_taken_apart,
        the_end_alone_is_never_a_piece,
        merges_that_mock_the_end_of_a_word_do_no_harm,
        words_beyond_those_remembered_are_cut_alike,
        a_vocabulary_without_counts_is_refused_by_line,
        undo_joins_pieces_at_the_end_of_a_line_too,
        dropped_merges_give_other_pieces_of_the_same_words,
        symbols_that_no_merge_makes_are_no_pieces,
        no_piece_is_longer_than_the_longest_symbol,
        dropped_merges_leave_those_pieces_and_no_others,
        any_sentence_comes_back_whole,
        a_word_of_a_hundred_thousand_letters_is_cut_in_time,
    };
    TCase *c = tcase_create("bpe");
    tcase_add_checked_fixture(c, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    tcase_add_loop_test(c, the_pieces_of_a_word_are_its_characters_and_what_merges_make, 0, 2);
    return unit_run_case("text/bpe", c);
}
