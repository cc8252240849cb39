#include "text/vocab.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "unit.h"

static struct vocab *vocab;
static struct str text;
static struct rns_error err;

static void setup(void) { vocab = vocab_new(); }

static void teardown(void)
{
    vocab_free(vocab);
    str_free(&text);
}

static void expect_words(const char *lines)
{
    str_clear(&text);
    vocab_write(vocab, &text);
    ck_assert_str_eq(str_text(&text), lines);
}

START_TEST(words_stand_by_falling_frequency_and_ties_in_byte_order)
{
    vocab_count(vocab, "b z b a \xC3\xA9t\xC3\xA9 b z B");
    vocab_cut(vocab, 100, 1);
    expect_words("</s>\n<unk>\nb\nz\nB\na\n\xC3\xA9t\xC3\xA9\n");
}
END_TEST

START_TEST(the_cut_keeps_size_words_in_all_seen_often_enough)
{
    vocab_count(vocab, "a a a b b b c c d");
    vocab_cut(vocab, 4, 1);
    expect_words("</s>\n<unk>\na\nb\n");
    vocab_free(vocab);
    vocab = vocab_new();
    vocab_count(vocab, "a a a b b b c c d");
    vocab_cut(vocab, 100, 3);
    expect_words("</s>\n<unk>\na\nb\n");
}
END_TEST

START_TEST(decode_undoes_encode_but_for_unknown_words)
{
    vocab_count(vocab, "le chat noir");
    vocab_cut(vocab, 100, 1);
    int *id = NULL;
    size_t room = 0;
    const int count = vocab_encode(vocab, "le chien noir", &id, &room);
    ck_assert_int_eq(count, 4);
    ck_assert_int_eq(id[1], VOCAB_UNK);
    ck_assert_int_eq(id[3], VOCAB_EOS);
    vocab_decode(vocab, id, count, &text);
    ck_assert_str_eq(str_text(&text), "le <unk> noir");
    str_clear(&text);
    vocab_decode(vocab, id, 1, &text);
    ck_assert_str_eq(str_text(&text), "le");
    ck_assert_int_eq(vocab_encode(vocab, "", &id, &room), 1);
    ck_assert_int_eq(id[0], VOCAB_EOS);
    memory_free(id);
}
END_TEST

START_TEST(special_words_in_the_text_are_words_nobody_knows)
{
    vocab_count(vocab, "</s> <unk> </s> a");
    vocab_cut(vocab, 100, 1);
    expect_words("</s>\n<unk>\na\n");
    int *id = NULL;
    size_t room = 0;
    ck_assert_int_eq(vocab_encode(vocab, "</s> a", &id, &room), 3);
    ck_assert_int_eq(id[0], VOCAB_UNK);
    memory_free(id);
}
END_TEST

START_TEST(a_text_without_words_leaves_the_special_ones)
{
    vocab_cut(vocab, 100, 1);
    expect_words("</s>\n<unk>\n");
}
END_TEST

START_TEST(united_they_are_one_vocabulary_of_both_texts)
{
    struct vocab *other = vocab_new();
    vocab_count(vocab, "b b c");
    vocab_count(other, "c c d d d");
    vocab_unite(vocab, other);
    vocab_cut(vocab, 5, 1);
    vocab_cut(other, 5, 1);
    expect_words("</s>\n<unk>\nc\nd\nb\n");
    str_clear(&text);
    vocab_write(other, &text);
    ck_assert_str_eq(str_text(&text), "</s>\n<unk>\nc\nd\nb\n");
    vocab_free(other);
}
END_TEST

static int counted(const struct vocab *v, const char *word)
{
    return map_get(&v->map, word, strlen(word));
}

START_TEST(what_is_seen_too_often_to_count_stays_at_the_most)
{
    struct vocab *other = vocab_new();
    vocab_count(other, "a b");
    *map_put(&vocab->map, "a", 1, 0) = INT_MAX - 1;
    for (int i = 0; i < 3; i++) vocab_count(vocab, "a b");
    ck_assert_int_eq(counted(vocab, "a"), INT_MAX);
    vocab_unite(vocab, other);
    ck_assert_int_eq(counted(vocab, "a"), INT_MAX);
    ck_assert_int_eq(counted(vocab, "b"), 4);
    vocab_free(other);
}
END_TEST

START_TEST(the_last_line_of_a_file_may_lack_its_end)
{
    struct vocab *parsed = vocab_parse("</s>\n<unk>\nle", 13, "v", &err);
    ck_assert_ptr_nonnull(parsed);
    ck_assert_int_eq(vocab_id(parsed, "le", 2), 2);
    vocab_free(parsed);
}
END_TEST

START_TEST(a_long_word_is_quoted_from_its_start)
{
    char file[300], message[200];
    snprintf(file, sizeof file, "</s>\n<unk>\n%0120d\n%0120d\n", 0, 0);
    snprintf(message, sizeof message, "v:4: \"%0100d\" stands on line 3 already", 0);
    ck_assert_ptr_null(vocab_parse(file, strlen(file), "v", &err));
    ck_assert_str_eq(err.message, message);
}
END_TEST

START_TEST(parse_undoes_write)
{
    vocab_count(vocab, "le chat n' est pas l\xC3\xA0 .");
    vocab_cut(vocab, 100, 1);
    vocab_write(vocab, &text);
    struct vocab *again = vocab_parse(text.at, text.length, "vocabulary", &err);
    ck_assert_ptr_nonnull(again);
    ck_assert_int_eq(again->count, vocab->count);
    for (int i = 0; i < again->count; i++) {
        ck_assert_str_eq(again->word[i], vocab->word[i]);
        ck_assert_int_eq(vocab_id(again, again->word[i], strlen(again->word[i])), i);
    }
    vocab_free(again);
}
END_TEST

START_TEST(a_bad_file_is_refused_with_its_line)
{
    static const char *const table[][2] = {
        { "", "v: no words; not a vocabulary" },
        { "</s>\n", "v: no words; not a vocabulary" },
        { "<unk>\n</s>\n", "v:1: the first two words must be </s> and <unk>" },
        { "</s>\nle\n", "v:2: the first two words must be </s> and <unk>" },
        { "</s>\n<unk>\nle\n\nla\n", "v:4: blank line" },
        { "</s>\n<unk>\nle chat\n", "v:3: blank inside a word; each line is one word" },
        { "</s>\n<unk>\nle\nla\nle\n", "v:5: \"le\" stands on line 3 already" },
        { "</s>\n<unk>\nl\xE0\n", "v:3: column 2: invalid UTF-8" },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        err = (struct rns_error){ 0 };
        ck_assert_ptr_null(vocab_parse(table[i][0], strlen(table[i][0]), "v", &err));
        ck_assert_int_eq(strncmp(err.message, table[i][1], strlen(table[i][1])), 0);
        ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    }
}
END_TEST

START_TEST(a_byte_0_in_a_file_is_refused)
{
    ck_assert_ptr_null(vocab_parse("</s>\n<unk>\na\0b\n", 16, "v", &err));
    ck_assert_int_eq(strncmp(err.message, "v:3: column 2: ", 15), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        words_stand_by_falling_frequency_and_ties_in_byte_order,
        the_cut_keeps_size_words_in_all_seen_often_enough,
        decode_undoes_encode_but_for_unknown_words,
        special_words_in_the_text_are_words_nobody_knows,
        a_text_without_words_leaves_the_special_ones,
        united_they_are_one_vocabulary_of_both_texts,
        what_is_seen_too_often_to_count_stays_at_the_most,
        the_last_line_of_a_file_may_lack_its_end,
        a_long_word_is_quoted_from_its_start,
        parse_undoes_write,
        a_bad_file_is_refused_with_its_line,
        a_byte_0_in_a_file_is_refused,
        NULL,
    };
    return unit_run("text/vocab", tests, setup, teardown);
}
