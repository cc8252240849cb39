#include "text/bpe_dropout.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "text/bpe.h"
#include "text/links.h"
#include "text/vocab.h"
#include "unit.h"

enum { PAIRS = 5 };

static const char codes[] = "#version: 0.2\n"
                            "a b\nb a</w>\nab ab\nc a\nab c</w>\nca b</w>\nabab c</w>\na b</w>\n";
/* The target of a pair is the source of the next one.  "z" is not in the vocabulary. */
static const char *const line[PAIRS] = { "ababc cab", "ba abab abab", "caabba zab", "c",
                                         "abab ababc ba" };
static const char *const linked[PAIRS] = { "0-0 1-2", "0-1 1-1 2-0", "1-0 0-0", "0-0 0-2",
                                           "2-0 1-1" };
static const int every[PAIRS] = { 0, 1, 2, 3, 4 };

static struct segmenter segmenter[2];
static struct vocab *vocab[2];
static struct bitext *plain, *cut;
static struct bpe_dropout how;
static struct rns_error err;

static void write_lines(const char *path, const char *const *lines, int first)
{
    FILE *f = fopen(path, "w");
    for (int k = 0; k < PAIRS; k++) fprintf(f, "%s\n", lines[(k + first) % PAIRS]);
    fclose(f);
}

static struct vocab *possible_pieces(struct bpe *bpe)
{
    struct vocab *v = vocab_new();
    struct str pieces = { 0 };
    for (int k = 0; k < PAIRS; k++) {
        const char *at = line[k];
        for (struct token t; token_next(&at, &t);)
            if (*t.at != 'z') bpe_pieces(bpe, t.at, t.length, &pieces);
    }
    vocab_count(v, str_text(&pieces));
    vocab_cut(v, 1000, 1);
    str_free(&pieces);
    return v;
}

static void setup(void)
{
    char path[3][300];
    struct side side[2];
    const char *folder = unit_folder("bpe_dropout");
    for (int i = 0; i < 3; i++) {
        snprintf(path[i], sizeof path[i], "%s/%d", folder, i);
        write_lines(path[i], i < 2 ? line : linked, i % 2);
    }
    for (int i = 0; i < 2; i++) {
        segmenter[i] = (struct segmenter){ .tokenizer.kind = TOKENIZER_SPACE };
        segmenter[i].bpe = bpe_parse(codes, strlen(codes), "codes", &err);
        vocab[i] = possible_pieces(segmenter[i].bpe);
        side[i] = (struct side){ path[i], &segmenter[i], vocab[i], 0 };
    }
    plain = bitext_read(&side[0], &side[1], path[2], 50, folder, &err);
    ck_assert_msg(plain != NULL, "%s", err.message);
    how = (struct bpe_dropout){
        0.5, 1, 50, { segmenter[0].bpe, vocab[0] }, { segmenter[1].bpe, vocab[1] }
    };
}

static void forget(void)
{
    bitext_free(cut);
    cut = NULL;
}

static void teardown(void)
{
    forget();
    bitext_free(plain);
    for (int i = 0; i < 2; i++) {
        vocab_free(vocab[i]);
        bpe_free(segmenter[i].bpe);
    }
}

static void cut_all(long epoch)
{
    forget();
    cut = bpe_dropout_pairs(&how, plain, every, PAIRS, epoch);
    ck_assert_int_eq(cut->pairs, PAIRS);
}

static const int *side_of(const struct bitext *b, int side, int pair, int *count)
{
    return side ? bitext_target(b, pair, count) : bitext_source(b, pair, count);
}

/* With "z@@" for what is unknown. */
static void write_pieces(const struct bitext *b, int side, int pair, struct str *out)
{
    int count;
    const int *id = side_of(b, side, pair, &count);
    ck_assert_int_eq(id[count - 1], VOCAB_EOS);
    str_clear(out);
    for (int i = 0; i < count - 1; i++)
        str_print(out, "%s%s", i ? " " : "", id[i] == VOCAB_UNK ? "z@@" : vocab[side]->word[id[i]]);
}

static void expect_words(int side, int pair, const char *pieces)
{
    struct str words = { 0 };
    bpe_undo(pieces, &words);
    ck_assert_str_eq(str_text(&words), line[(pair + side) % PAIRS]);
    str_free(&words);
}

/* Those that the pieces would have had if they had been read. */
static void expect_links(int pair, const char *source, const char *target)
{
    struct links links = { 0 };
    struct piece_links expected = { 0 };
    int count;
    const struct piece_link *got = bitext_links(cut, pair, &count);
    ck_assert(links_parse(&links, linked[pair], LINKS_PLAIN, 0, &err));
    ck_assert(piece_links_add(&expected, &links, &(struct pieces){ source, true },
                              &(struct pieces){ target, true }, &err));
    ck_assert_uint_eq(expected.count, (size_t)count);
    for (int k = 0; k < count; k++) {
        ck_assert_int_eq(got[k].i, expected.at[k].i);
        ck_assert_int_eq(got[k].j, expected.at[k].j);
        ck_assert_int_eq(got[k].share, expected.at[k].share);
    }
    memory_free(expected.at);
    links_free(&links);
}

static bool is_same_side(const struct bitext *a, int pair, const struct bitext *b, int as, int side)
{
    int m, n;
    const int *x = side_of(a, side, pair, &m), *y = side_of(b, side, as, &n);
    return m == n && !memcmp(x, y, (size_t)m * sizeof *x);
}

static bool is_same(const struct bitext *a, int pair, const struct bitext *b, int as)
{
    return is_same_side(a, pair, b, as, 0) && is_same_side(a, pair, b, as, 1);
}

START_TEST(pieces_are_of_the_same_words_and_links_follow_them)
{
    struct str source = { 0 }, target = { 0 };
    int other = 0;
    how.probability = _i / 4.0;
    for (long epoch = 0; epoch < 100; epoch++) {
        cut_all(epoch);
        for (int k = 0; k < PAIRS; k++) {
            write_pieces(cut, 0, k, &source);
            write_pieces(cut, 1, k, &target);
            expect_words(0, k, str_text(&source));
            expect_words(1, k, str_text(&target));
            expect_links(k, str_text(&source), str_text(&target));
            other += !is_same(cut, k, plain, k);
        }
        long words = 0;
        for (int k = 0; k < PAIRS; k++) words += bitext_source_length(cut, k);
        ck_assert_int_eq(cut->source_words, words);
    }
    ck_assert_int_gt(other, 100);
    str_free(&source);
    str_free(&target);
}
END_TEST

START_TEST(without_any_merge_words_are_characters)
{
    struct str source = { 0 };
    how.probability = 1;
    cut_all(0);
    write_pieces(cut, 0, 0, &source);
    ck_assert_str_eq(str_text(&source), "a@@ b@@ a@@ b@@ c c@@ a@@ b");
    write_pieces(cut, 0, 2, &source); /* of "zab" not all is known */
    ck_assert_str_eq(str_text(&source), "c@@ a@@ a@@ b@@ b@@ a z@@ ab");
    str_free(&source);
}
END_TEST

START_TEST(with_hardly_any_dropped_they_are_the_plain_pieces)
{
    how.probability = 1e-15;
    cut_all(0);
    for (int k = 0; k < PAIRS; k++) ck_assert(is_same(cut, k, plain, k));
    ck_assert_int_eq(cut->links, plain->links);
    for (int k = 0; k < PAIRS; k++) {
        const struct sentence_pair p = bitext_pair(cut, k), q = bitext_pair(plain, k);
        ck_assert_int_eq(p.line, q.line);
        ck_assert_int_eq(p.links, q.links);
        ck_assert(!memcmp(p.link, q.link, (size_t)p.links * sizeof *p.link));
    }
}
END_TEST

START_TEST(neither_order_nor_company_changes_what_a_pair_is_in_an_epoch)
{
    static const int some[] = { 4, 1, 4 };
    cut_all(7);
    struct bitext *again = bpe_dropout_pairs(&how, plain, some, 3, 7);
    for (int k = 0; k < 3; k++) ck_assert(is_same(again, k, cut, some[k]));
    bitext_free(again);
}
END_TEST

START_TEST(another_epoch_or_seed_is_another_draw)
{
    struct bitext *first;
    int same = 0;
    cut_all(1);
    first = cut;
    cut = NULL;
    cut_all(2);
    for (int k = 0; k < PAIRS; k++) same += is_same(first, k, cut, k);
    ck_assert_int_lt(same, PAIRS - 1);
    how.seed = 2;
    cut_all(1);
    same = 0;
    for (int k = 0; k < PAIRS; k++) same += is_same(first, k, cut, k);
    ck_assert_int_lt(same, PAIRS - 1);
    bitext_free(first);
}
END_TEST

START_TEST(a_pair_that_would_be_too_long_keeps_its_plain_pieces)
{
    how.probability = 1;
    how.longest = 9; /* of pairs 0 and 4 one side has more characters */
    cut_all(0);
    ck_assert(is_same(cut, 0, plain, 0));
    ck_assert(is_same(cut, 4, plain, 4));
    ck_assert(!is_same_side(cut, 2, plain, 2, 0));
}
END_TEST

/* The same numbers, but no piece of one letter has its name. */
static struct vocab *without_letters(const struct vocab *v)
{
    struct str text = { 0 };
    vocab_write(v, &text);
    for (char *at = text.at; at; at = strstr(at + 1, "@@\n"))
        if (at > text.at + 1 && at[-2] == '\n') at[-1] += 'A' - 'a';
    struct vocab *named = vocab_parse(text.at, text.length, "vocabulary", &err);
    ck_assert_msg(named != NULL, "%s", err.message);
    str_free(&text);
    return named;
}

START_TEST(a_word_with_a_piece_that_is_not_known_keeps_its_plain_ones)
{
    struct vocab *named = without_letters(vocab[0]);
    how.probability = 1;
    how.source.vocab = named;
    cut_all(0);
    for (int k = 0; k < PAIRS; k++) ck_assert(is_same_side(cut, k, plain, k, 0));
    ck_assert(!is_same_side(cut, 0, plain, 0, 1));
    vocab_free(named);
}
END_TEST

START_TEST(a_word_that_is_the_mark_alone_stays)
{
    static const int only[] = { 0 };
    struct vocab *mark = vocab_new();
    vocab_count(mark, "@@");
    vocab_cut(mark, 10, 1);
    const struct sentence_pair p = {
        .S = 2, .T = 2, .source = (int[]){ 2, VOCAB_EOS }, .target = (int[]){ 2, VOCAB_EOS }
    };
    struct bitext *marks = bitext_in_memory();
    ck_assert(bitext_add(marks, &p, &err) && bitext_finish(marks, &err));
    how.source.vocab = how.target.vocab = mark;
    cut = bpe_dropout_pairs(&how, marks, only, 1, 1);
    ck_assert(is_same(cut, 0, marks, 0));
    bitext_free(marks);
    vocab_free(mark);
}
END_TEST

START_TEST(the_subwords_are_left_as_they_were)
{
    struct str pieces = { 0 };
    cut_all(0);
    for (int i = 0; i < 20; i++) {
        str_clear(&pieces);
        bpe_apply(segmenter[0].bpe, line[0], &pieces);
        ck_assert_str_eq(str_text(&pieces), "ababc cab");
    }
    str_free(&pieces);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("bpe dropout");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, pieces_are_of_the_same_words_and_links_follow_them, 1, 5);
    tcase_add_test(c, without_any_merge_words_are_characters);
    tcase_add_test(c, with_hardly_any_dropped_they_are_the_plain_pieces);
    tcase_add_test(c, neither_order_nor_company_changes_what_a_pair_is_in_an_epoch);
    tcase_add_test(c, another_epoch_or_seed_is_another_draw);
    tcase_add_test(c, a_pair_that_would_be_too_long_keeps_its_plain_pieces);
    tcase_add_test(c, a_word_with_a_piece_that_is_not_known_keeps_its_plain_ones);
    tcase_add_test(c, a_word_that_is_the_mark_alone_stays);
    tcase_add_test(c, the_subwords_are_left_as_they_were);
    return unit_run_case("text/bpe_dropout", c);
}
