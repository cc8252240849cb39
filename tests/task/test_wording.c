#include "task/wording.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "task/search.h"
#include "task/sentence.h"
#include "text/vocab.h"
#include "unit.h"

static struct rns_dictionary *read_text(const char *text, struct rns_error *err)
{
    char path[300];
    snprintf(path, sizeof path, "%s/dictionary", unit_folder("wording"));
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return rns_dictionary_read(path, err);
}

/* "u <unk> v <unk>", which look at a, b, a and c of "a b c </s>". */
static void check_words(const struct rns_search *how, const struct sentence *prefix,
                        const char *expected)
{
    static int id[] = { 2, VOCAB_UNK, 3, VOCAB_UNK, VOCAB_EOS };
    static char a[] = "a", b[] = "b", c[] = "c";
    char *source[] = { a, b, c };
    real alpha[5][4] = {
        { 1, 0, 0, 0 }, { .1, .4, .1, .4 }, { 1, 0, 0, 0 }, { 0, 0, .1, .9 }, { 0, 0, 0, 1 },
    };
    const struct hypothesis h = { .T = 4, .id = id, .alpha = { alpha[0], 5, 4, 4 } };
    struct vocab *vocab = vocab_new();
    struct str tokens = { 0 };
    int words[4], all = 0;
    vocab_count(vocab, "u v");
    vocab_cut(vocab, 10, 1);
    wording_write(&(struct wording){ how, vocab, source, prefix }, &h, &tokens, words);
    ck_assert_str_eq(str_text(&tokens), expected);
    for (int i = 0; i < 4; i++) all += words[i];
    ck_assert_int_eq(all, token_count(expected));
    str_free(&tokens);
    vocab_free(vocab);
}

START_TEST(an_unknown_word_becomes_what_it_looked_at)
{
    struct rns_search how = rns_search_default();
    check_words(&how, NULL, "u <unk> v <unk>");
    how.replace_unk = true;
    check_words(&how, NULL, "u b v c");
    struct rns_dictionary *d = read_text("x\ty\nc\tto see\n\nc\tsea\n", NULL);
    ck_assert_ptr_nonnull(d);
    how.dictionary = d;
    check_words(&how, NULL, "u b v to see");
    rns_dictionary_free(d);
}
END_TEST

START_TEST(a_prefix_keeps_its_own_words)
{
    static char u[] = "u", name[] = "Name";
    char *word[] = { u, name };
    const struct rns_search how = rns_search_default();
    check_words(&how, &(struct sentence){ .count = 2, .word = word }, "u Name v <unk>");
}
END_TEST

START_TEST(a_bad_line_of_a_dictionary_is_named)
{
    const char *const bad[] = { "a\tb\nword\n", "a\tb\n\tb\n", "a\tb\na\t\n", "a\tb\na\tb\tc\n",
                                "a\tb\nc\t  \n" };
    for (int i = 0; i < 5; i++) {
        struct rns_error err = { RNS_OK, "" };
        ck_assert_ptr_null(read_text(bad[i], &err));
        ck_assert_int_eq(err.status, RNS_BAD_DATA);
        ck_assert_ptr_nonnull(strstr(err.message, ":2: "));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        an_unknown_word_becomes_what_it_looked_at,
        a_prefix_keeps_its_own_words,
        a_bad_line_of_a_dictionary_is_named,
        NULL,
    };
    return unit_run("task/wording", tests, NULL, NULL);
}
