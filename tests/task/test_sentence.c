#include "task/sentence.h"

#include "text/segment.h"
#include "text/vocab.h"
#include "unit.h"

static const struct segmenter spaces = { { TOKENIZER_SPACE, LANGUAGE_OTHER }, false, NULL };
static struct vocab *vocab;

static void setup(void)
{
    vocab = vocab_new();
    vocab_count(vocab, "le chat");
    vocab_cut(vocab, 10, 1);
}

static void teardown(void) { vocab_free(vocab); }

START_TEST(a_line_becomes_its_words_and_their_numbers)
{
    struct sentence s;
    sentence_read(&s, &spaces, vocab, " le  chien chat");
    ck_assert_int_eq(s.count, 3);
    ck_assert_str_eq(s.word[1], "chien");
    ck_assert_int_eq(s.id[0], vocab_id(vocab, "le", 2));
    ck_assert_int_eq(s.id[1], VOCAB_UNK);
    ck_assert_int_eq(s.id[3], VOCAB_EOS);
    sentence_free(&s);
}
END_TEST

START_TEST(a_blank_line_has_no_words)
{
    struct sentence s;
    sentence_read(&s, &spaces, vocab, "");
    ck_assert_int_eq(s.count, 0);
    ck_assert_int_eq(s.id[0], VOCAB_EOS);
    sentence_free(&s);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_replaced)
{
    struct sentence s;
    sentence_read(&s, &spaces, vocab, "le \xE9t\xE9");
    ck_assert_int_eq(s.count, 2);
    ck_assert_str_eq(s.word[1], "\xEF\xBF\xBDt\xEF\xBF\xBD");
    sentence_free(&s);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_line_becomes_its_words_and_their_numbers,
        a_blank_line_has_no_words,
        bytes_that_are_no_text_are_replaced,
        NULL,
    };
    return unit_run("task/sentence", tests, setup, teardown);
}
