#include "task/lexicon.h"

#include <string.h>

#include "base/memory.h"
#include "tiny.h"

static struct rns_model *model;
static struct rns_lexicon *lexicon;
static struct rns_error err;
static struct arena mem;

/* Numbers: </s> <unk> a b c d e f . are 0 1 3 4 5 6 7 8 2; u v w x y z are 2 3 4 5 6 7. */
static void setup(void)
{
    model = tiny_model("rnnsearch", "u v w x y z");
    err = (struct rns_error){ RNS_OK, "" };
}

static void teardown(void)
{
    rns_lexicon_free(lexicon);
    lexicon = NULL;
    rns_model_free(model);
    arena_free(&mem);
}

static void read_lexicon(const char *text)
{
    lexicon = tiny_lexicon(model, text, &err);
    ck_assert_msg(lexicon, "%s", err.message);
}

static void assert_words(int first, int best, const int *expected, int count)
{
    static const int sentence[] = { 3, 4, 1, 0 }, length = 4, *const ids = sentence; /* a b q */
    const struct packed words = packed_new(&mem, 1, &ids, &length);
    const struct rns_search how = { .lexicon = lexicon,
                                    .shortlist_first = first,
                                    .shortlist_best = best };
    const struct word_set *set = lexicon_words(&how, &words, &mem);
    ck_assert_int_eq(set->count, count);
    ck_assert_mem_eq(set->at, expected, (size_t)count * sizeof *expected);
}

START_TEST(a_sentence_has_the_best_of_each_of_its_words)
{
    read_lexicon("u a .25\nx a .5\nz a .25\nx b 0.1\nw b 1\nv c 1\n");
    assert_words(0, 0, (const int[]){ 0, 1 }, 2);
    assert_words(0, 1, (const int[]){ 0, 1, 4, 5 }, 4);
    assert_words(0, 2, (const int[]){ 0, 1, 2, 4, 5 }, 5); /* of u and z, as likely, the lower */
    assert_words(0, 9, (const int[]){ 0, 1, 2, 4, 5, 7 }, 6);
}
END_TEST

START_TEST(every_sentence_has_the_first_words)
{
    read_lexicon("w a 1\n");
    assert_words(3, 0, (const int[]){ 0, 1, 2 }, 3);
    assert_words(4, 1, (const int[]){ 0, 1, 2, 3, 4 }, 5);
    assert_words(1000, 1000, (const int[]){ 0, 1, 2, 3, 4, 5, 6, 7 }, 8);
}
END_TEST

START_TEST(the_end_and_the_unknown_word_have_translations_too)
{
    read_lexicon("y </s> 1\nz <unk> 1\n");
    assert_words(0, 1, (const int[]){ 0, 1, 6, 7 }, 4);
}
END_TEST

START_TEST(blanks_and_tabs_part_columns_and_strangers_are_skipped)
{
    read_lexicon("v\ta  1e-3 \r\nNULL a 1\nu NULL 1\nsomething else 0\n w b 0.5");
    assert_words(0, 9, (const int[]){ 0, 1, 3, 4 }, 4);
}
END_TEST

static void assert_refused(const char *text, const char *why)
{
    err = (struct rns_error){ RNS_OK, "" };
    ck_assert_ptr_null(tiny_lexicon(model, text, &err));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
    ck_assert_msg(strstr(err.message, why), "%s", err.message);
}

START_TEST(what_is_no_lexicon_is_refused_with_its_line)
{
    assert_refused("u a 1\nu a\n", "lexicon/table:2: three columns expected");
    assert_refused("u a 1 0-0\n", "table:1: three columns expected, target source probability, "
                                  "not 4");
    assert_refused("u a 1\n\nu b 1\n", "table:2: three columns");
    assert_refused("u a 1\nu b x\n", "table:2: 'x' is not a probability");
    assert_refused("u a 0.5x\n", "table:1: '0.5x' is not");
    assert_refused("u a -1\n", "table:1: '-1' is not");
    assert_refused("u a nan\n", "table:1: 'nan' is not");
    assert_refused("a u 1\nb v 1\n", "table: no line has a word of each vocabulary");
    assert_refused("", "table: no line has");
}
END_TEST

START_TEST(a_missing_file_is_told)
{
    ck_assert_ptr_null(rns_lexicon_read(model, "build/tmp/missing", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
}
END_TEST

START_TEST(a_lexicon_is_for_one_model)
{
    const char *const line = "a";
    struct rns_search how = tiny_search(1);
    struct rns_model *other = tiny_model("rnnsearch", "u");
    struct rns_pairs found = { 0 };
    read_lexicon("u a 1\n");
    how.lexicon = lexicon;
    ck_assert(!rns_translate(other, &line, 1, &how, &found, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    rns_model_free(other);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_sentence_has_the_best_of_each_of_its_words,
        every_sentence_has_the_first_words,
        the_end_and_the_unknown_word_have_translations_too,
        blanks_and_tabs_part_columns_and_strangers_are_skipped,
        what_is_no_lexicon_is_refused_with_its_line,
        a_missing_file_is_told,
        a_lexicon_is_for_one_model,
        NULL,
    };
    return unit_run("task/lexicon", tests, setup, teardown);
}
