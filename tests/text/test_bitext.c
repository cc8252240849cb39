#define _DEFAULT_SOURCE /* setenv */
#include "text/bitext.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/scratch.h"
#include "text/vocab.h"
#include "unit.h"

static const char *folder;
static char en[400], fr[400], links[400];
static struct vocab *english, *french;
static struct bitext *bitext;
static struct segmenter segmenter;
static struct side source, target;
static struct rns_error err;

static void setup(void)
{
    folder = unit_folder("bitext");
    snprintf(en, sizeof en, "%s/train.en", folder);
    snprintf(fr, sizeof fr, "%s/train.fr", folder);
    snprintf(links, sizeof links, "%s/links", folder);
    english = vocab_new();
    french = vocab_new();
    segmenter.tokenizer.kind = TOKENIZER_MOSES;
    source = (struct side){ en, &segmenter, english, 0 };
    target = (struct side){ fr, &segmenter, french, 0 };
}

static void teardown(void)
{
    vocab_free(english);
    vocab_free(french);
    bitext_free(bitext);
    bitext = NULL;
}

static void put(const char *path, const char *text, size_t length)
{
    FILE *f = fopen(path, "wb");
    ck_assert_uint_eq(fwrite(text, 1, length, f), length);
    fclose(f);
}

/* Writes both sides, counts, cuts and reads. */
static bool read_texts(const char *left, const char *right, int max_length)
{
    put(en, left, strlen(left));
    put(fr, right, strlen(right));
    if (!bitext_count(&source, &target, max_length, &err)) return false;
    vocab_cut(english, 1000, 1);
    vocab_cut(french, 1000, 1);
    bitext = bitext_read(&source, &target, NULL, max_length, folder, &err);
    return bitext;
}

static void expect_pair(int k, const char *left, const char *right)
{
    struct str sentence = { 0 };
    int length;
    const int *id = bitext_source(bitext, k, &length);
    ck_assert_int_eq(id[length - 1], VOCAB_EOS);
    vocab_decode(english, id, length, &sentence);
    ck_assert_str_eq(str_text(&sentence), left);
    str_clear(&sentence);
    id = bitext_target(bitext, k, &length);
    ck_assert_int_eq(id[length - 1], VOCAB_EOS);
    vocab_decode(french, id, length, &sentence);
    ck_assert_str_eq(str_text(&sentence), right);
    str_free(&sentence);
}

START_TEST(blank_lines_keep_their_place)
{
    ck_assert(read_texts("one\n\nthree\nfour\n", "un\ndeux\n \nquatre\n", 50));
    ck_assert_int_eq(bitext->pairs, 2);
    expect_pair(0, "one", "un");
    expect_pair(1, "four", "quatre");
    ck_assert_int_eq(bitext_pair(bitext, 1).line, 4);
    ck_assert_int_eq(bitext->blank, 2);
    ck_assert_int_eq(english->count, VOCAB_SPECIAL + 2); /* "three" was left out with its pair */
}
END_TEST

START_TEST(pairs_with_a_side_too_long_are_left_out_and_counted)
{
    ck_assert(read_texts("a b c\na b c d\na\n", "x y z\nx\nx y z w\n", 3));
    ck_assert_int_eq(bitext->pairs, 1);
    ck_assert_int_eq(bitext->overlong, 2);
    ck_assert_int_eq(bitext->source_words, 4);
    ck_assert_int_eq(bitext->target_words, 4);
    expect_pair(0, "a b c", "x y z");
}
END_TEST

START_TEST(unknown_words_are_counted)
{
    put(en, "a b\na a c\n", 10);
    put(fr, "x y\nx x z\n", 10);
    ck_assert(bitext_count(&source, &target, 50, &err));
    vocab_cut(english, VOCAB_SPECIAL + 1, 1);
    vocab_cut(french, 1000, 1);
    bitext = bitext_read(&source, &target, NULL, 50, folder, &err);
    expect_pair(0, "a <unk>", "x y");
    ck_assert_int_eq(bitext->source_unknown, 2);
    ck_assert_int_eq(bitext->target_unknown, 0);
}
END_TEST

START_TEST(many_pairs_come_back_as_they_were)
{
    struct str left = { 0 }, right = { 0 };
    for (int i = 0; i < 900; i++) {
        str_print(&left, "w%d and w%d\n", i, i / 2);
        str_print(&right, "m%d\n", i);
    }
    ck_assert(read_texts(left.at, right.at, 50));
    ck_assert_int_eq(bitext->pairs, 900);
    expect_pair(898, "w898 and w449", "m898");
    ck_assert_int_eq(bitext->source_words, 3600);
    str_free(&left);
    str_free(&right);
}
END_TEST

static void expect_failure(enum rns_status status, const char *message)
{
    ck_assert_str_eq(err.message, message);
    ck_assert_int_eq(err.status, status);
    err = (struct rns_error){ 0 };
}

START_TEST(different_numbers_of_lines_are_an_error_with_both)
{
    ck_assert(!read_texts("a\nb\nc\n", "x\ny\n", 50));
    expect_failure(RNS_BAD_DATA,
                   "build/tmp/bitext/train.en has 3 lines and "
                   "build/tmp/bitext/train.fr 2; line k of one must translate line k of the other");
    ck_assert(!read_texts("a\n", "x\ny\n\nz", 50));
    expect_failure(RNS_BAD_DATA,
                   "build/tmp/bitext/train.en has 1 lines and "
                   "build/tmp/bitext/train.fr 4; line k of one must translate line k of the other");
}
END_TEST

START_TEST(latin_1_is_an_error_with_line_and_column)
{
    ck_assert(!read_texts("a\nb\n", "x\nun \xE9t\xE9\n", 50));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/train.fr:2:4: invalid UTF-8 (byte 0xE9); "
                                 "try iconv -f latin1 -t utf8");
}
END_TEST

START_TEST(a_byte_0_is_an_error_with_line_and_column)
{
    put(en, "a\n\xC3\xA9t\0b\n", 8);
    put(fr, "x\ny\n", 4);
    ck_assert(!bitext_count(&source, &target, 50, &err));
    const char *start = "build/tmp/bitext/train.en:2:3: ";
    ck_assert_int_eq(strncmp(err.message, start, strlen(start)), 0);
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
}
END_TEST

START_TEST(no_character_but_0x0A_breaks_a_line)
{
    ck_assert(read_texts("\xEF\xBB\xBF"
                         "a\xE2\x80\xA8"
                         "b\xC2\x85"
                         "c\vd\fe\rf\r\ng\n",
                         "x\ny\n", 50));
    ck_assert_int_eq(bitext->pairs, 2);
    expect_pair(0, "a b c d e f", "x");
    expect_pair(1, "g", "y");
}
END_TEST

START_TEST(a_corpus_without_a_usable_pair_is_an_error_that_says_why)
{
    ck_assert(!read_texts("a\n\nb c d\n", "\nx\ny\n", 2));
    expect_failure(RNS_BAD_DATA,
                   "build/tmp/bitext/train.en and build/tmp/bitext/train.fr: no pair "
                   "to learn from: of 3, 2 are blank on a side and 1 longer than 2 words "
                   "(data.max_length)");
    ck_assert(!read_texts("", "", 50));
    ck_assert_int_eq(err.status, RNS_BAD_DATA);
}
END_TEST

START_TEST(a_corpus_cannot_come_from_a_pipe)
{
    put(fr, "x\n", 2);
    source.path = "-";
    ck_assert(!bitext_count(&source, &target, 50, &err));
    expect_failure(RNS_USAGE, "standard input cannot be a corpus, which is read twice; save it to "
                              "a file");
    source.path = "/dev/null";
    ck_assert(!bitext_count(&source, &target, 50, &err));
    expect_failure(RNS_USAGE, "/dev/null: a corpus is read twice, so it must be a regular file; "
                              "save it to one first");
}
END_TEST

START_TEST(a_missing_side_is_an_error)
{
    put(en, "a\n", 2);
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    expect_failure(RNS_FAILED, "build/tmp/bitext/train.fr: cannot open: "
                               "No such file or directory");
}
END_TEST

START_TEST(pairs_left_out_later_leave_the_others_as_they_were)
{
    const bool kept[] = { true, false, true, false, true };
    ck_assert(read_texts("a\nb b\nc\nd\ne e e\n", "u u\nv\nw\nx\ny\n", 50));
    bitext_keep(bitext, kept);
    ck_assert_int_eq(bitext->pairs, 3);
    expect_pair(0, "a", "u u");
    expect_pair(1, "c", "w");
    expect_pair(2, "e e e", "y");
    ck_assert_int_eq(bitext_pair(bitext, 1).line, 3);
    ck_assert_int_eq(bitext_pair(bitext, 2).line, 5);
    ck_assert_int_eq(bitext->source_words, 5 + 3);
    ck_assert_int_eq(bitext->target_words, 4 + 3);
}
END_TEST

START_TEST(unknown_words_of_pairs_left_out_later_no_longer_count)
{
    const bool kept[] = { false, true };
    put(en, "a b b\na b\n", 10);
    put(fr, "u\nu v\n", 6);
    ck_assert(bitext_count(&source, &target, 50, &err));
    vocab_cut(english, 1000, 3);
    vocab_cut(french, 1000, 2);
    bitext = bitext_read(&source, &target, NULL, 50, folder, &err);
    ck_assert_int_eq(bitext->source_unknown, 2);
    bitext_keep(bitext, kept);
    ck_assert_int_eq(bitext->source_unknown, 1);
    ck_assert_int_eq(bitext->target_unknown, 1);
}
END_TEST

START_TEST(one_pair_of_so_many_is_read)
{
    source.every = 2;
    ck_assert(read_texts("a\nb\nc\nd d\ne\nf\n", "u\nv\nw\nx x\ny\nz\n", 1));
    ck_assert_int_eq(bitext->pairs, 2);
    expect_pair(0, "b", "v");
    expect_pair(1, "f", "z");
    ck_assert_int_eq(bitext_pair(bitext, 1).line, 6);
    ck_assert_int_eq(bitext->overlong, 1);
    ck_assert_int_eq(bitext->overlong_line, 4);
    ck_assert_int_eq(english->count, VOCAB_SPECIAL + 2);
}
END_TEST

START_TEST(in_memory_are_the_places_and_a_part_of_the_text)
{
    enum { LONG = 1 << 20, PAIRS = 6 };
    int *id = memory_new(LONG, sizeof *id), T;
    const struct sentence_pair p = { .S = LONG / 4, .T = LONG, .source = id, .target = id };
    bitext = bitext_new(folder, &err);
    for (int k = 0; k < PAIRS; k++) {
        id[k] = 7;
        ck_assert(bitext_add(bitext, &p, &err));
        id[k] = 0;
    }
    ck_assert(bitext_finish(bitext, &err));
    for (int k = PAIRS; k-- > 0;) ck_assert_int_eq(bitext_target(bitext, k, &T)[k], 7);
    ck_assert_int_eq(T, LONG);
    ck_assert_uint_eq(sizeof *bitext->place, 16);
    ck_assert_uint_eq(bitext_bytes(bitext), PAIRS * 16 + SCRATCH_KEPT);
    memory_free(id);
}
END_TEST

/* A file that may not grow is like a full disk. */
static void fill_disk(bool full)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ full ? 0 : RLIM_INFINITY, RLIM_INFINITY });
}

static void expect_full_disk(void)
{
    fill_disk(false);
    ck_assert_ptr_eq(strstr(err.message, folder), err.message);
    ck_assert_ptr_nonnull(strstr(err.message, "set TMPDIR to another folder"));
    ck_assert_int_eq(err.status, RNS_FAILED);
}

START_TEST(a_disk_too_full_for_the_numbers_is_an_error_that_names_the_folder)
{
    put(en, "a b c\n", 6);
    put(fr, "x y z\n", 6);
    fill_disk(true);
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    expect_full_disk();
}
END_TEST

/* What is small waits in a buffer of 4096 bytes. */
START_TEST(a_disk_may_be_full_at_any_part_of_a_pair)
{
    enum { MANY = 100000 };
    static const struct {
        int S, T, links;
    } sizes[] = { { 1020, 2, 0 }, { MANY, 1, 0 }, { 1, MANY, 0 }, { 1, 1, MANY } };
    const int *id = memory_new(MANY, sizeof *id);
    const struct piece_link *link = memory_new(MANY, sizeof *link);
    for (int i = 0; i < 4; i++) {
        const struct sentence_pair p = { 1, sizes[i].S, sizes[i].T, sizes[i].links, id, id, link };
        bool ok = true;
        err = (struct rns_error){ 0 };
        bitext_free(bitext);
        bitext = bitext_new(folder, &err);
        fill_disk(true);
        for (int k = 0; k < 5 && ok; k++) ok = bitext_add(bitext, &p, &err);
        ck_assert(!ok);
        expect_full_disk();
    }
    memory_free((void *)id);
    memory_free((void *)link);
}
END_TEST

START_TEST(a_folder_for_temporary_files_that_is_not_there_is_told)
{
    put(en, "a\n", 2);
    put(fr, "x\n", 2);
    setenv("TMPDIR", "no/such/folder", 1);
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    ck_assert_ptr_eq(strstr(err.message, "no/such/folder: "), err.message);
}
END_TEST

/* As gzip data whose end is missing. */
static void put_cut_off(const char *path, const char *text)
{
    gzFile f = gzopen(path, "wb");
    ck_assert_int_eq(gzputs(f, text), (int)strlen(text));
    gzclose(f);
    FILE *written = fopen(path, "rb");
    fseek(written, 0, SEEK_END);
    ck_assert_int_eq(truncate(path, ftell(written) - 8), 0);
    fclose(written);
}

START_TEST(a_file_cut_off_is_an_error_that_names_it)
{
    put_cut_off(en, "a\nb\n");
    put(fr, "x\ny\nz\n", 6);
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/train.en: the gzip data end too early; the file "
                                 "was cut off");
    put(fr, "x\n", 2); /* the rest of the longer one is only counted */
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/train.en: the gzip data end too early; the file "
                                 "was cut off");
    put(en, "a\nb\n", 4);
    put(fr, "x\ny\n", 4);
    put_cut_off(links, "0-0\n");
    ck_assert_ptr_null(bitext_read(&source, &target, links, 50, folder, &err));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/links: the gzip data end too early; the file "
                                 "was cut off");
}
END_TEST

START_TEST(a_corpus_that_is_empty_by_now_is_an_error)
{
    put(en, "", 0);
    put(fr, "", 0);
    ck_assert_ptr_null(bitext_read(&source, &target, NULL, 50, folder, &err));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/train.en and build/tmp/bitext/train.fr are "
                                 "empty: no pair to learn from");
}
END_TEST

/* --- links ------------------------------------------------------------------------------------ */

/* The same with a line of links for each pair. */
static bool read_linked(const char *left, const char *right, const char *given, int max_length)
{
    put(links, given, strlen(given));
    if (!read_texts(left, right, max_length)) return false;
    bitext_free(bitext);
    bitext = bitext_read(&source, &target, links, max_length, folder, &err);
    return bitext;
}

/* Those of a pair as "i:j", without shares. */
static void expect_links(int k, const char *what)
{
    struct str text = { 0 };
    int count;
    const struct piece_link *l = bitext_links(bitext, k, &count);
    for (int n = 0; n < count; n++) str_print(&text, "%s%d:%d", n ? " " : "", l[n].i, l[n].j);
    ck_assert_str_eq(str_text(&text), what);
    str_free(&text);
}

START_TEST(links_keep_step_with_blank_and_long_pairs)
{
    ck_assert(read_linked("a b\n\nc d e f\ng\nh i\n", "u v\nw\nx\ny\nz z\n",
                          "0-1 1-0\n\n3-0\n\n1-0 1-1\n", 3));
    ck_assert_int_eq(bitext->pairs, 3);
    expect_links(0, "0:1 1:0");
    expect_links(1, "");
    expect_links(2, "0:1 1:1");
    const bool kept[] = { false, true, true };
    bitext_keep(bitext, kept);
    expect_links(0, "");
    expect_links(1, "0:1 1:1");
    ck_assert_int_eq(bitext->links, 2);
}
END_TEST

START_TEST(without_their_file_there_are_none)
{
    ck_assert(read_texts("a\n", "x\n", 50));
    expect_links(0, "");
    ck_assert_int_eq(bitext->links, 0);
}
END_TEST

START_TEST(a_link_outside_its_pair_is_an_error_with_line_and_lengths)
{
    ck_assert(!read_linked("a b\nc\n", "u\nv w\n", "1-0\n1-1\n", 50));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/links:2: link 1-1 is outside the pair of 1 "
                                 "source and 2 target words (words count from 0, as tokenized)");
    ck_assert(!read_linked("a b\nc\n", "u\nv w\n", "1-0\n0p0\n", 50));
    expect_failure(RNS_BAD_DATA, "build/tmp/bitext/links:2: '0p0' is not a link; write i-j");
}
END_TEST

START_TEST(links_of_more_or_fewer_lines_are_an_error_with_both)
{
    ck_assert(!read_linked("a\nb\nc\n", "x\ny\nz\n", "0-0\n", 50));
    expect_failure(RNS_BAD_DATA,
                   "build/tmp/bitext/train.en has 3 lines and build/tmp/bitext/links 1; line k of "
                   "one must have its links in line k of the other");
    ck_assert(!read_linked("a\nb\n", "x\ny\n", "0-0\n0-0\n0-0\n\n", 50));
    expect_failure(RNS_BAD_DATA,
                   "build/tmp/bitext/train.en has 2 lines and build/tmp/bitext/links 4; line k of "
                   "one must have its links in line k of the other");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        blank_lines_keep_their_place,
        pairs_with_a_side_too_long_are_left_out_and_counted,
        unknown_words_are_counted,
        many_pairs_come_back_as_they_were,
        pairs_left_out_later_leave_the_others_as_they_were,
        unknown_words_of_pairs_left_out_later_no_longer_count,
        different_numbers_of_lines_are_an_error_with_both,
        latin_1_is_an_error_with_line_and_column,
        a_byte_0_is_an_error_with_line_and_column,
        no_character_but_0x0A_breaks_a_line,
        a_corpus_without_a_usable_pair_is_an_error_that_says_why,
        a_corpus_cannot_come_from_a_pipe,
        a_missing_side_is_an_error,
        one_pair_of_so_many_is_read,
        in_memory_are_the_places_and_a_part_of_the_text,
        a_disk_too_full_for_the_numbers_is_an_error_that_names_the_folder,
        a_disk_may_be_full_at_any_part_of_a_pair,
        a_folder_for_temporary_files_that_is_not_there_is_told,
        a_file_cut_off_is_an_error_that_names_it,
        a_corpus_that_is_empty_by_now_is_an_error,
        links_keep_step_with_blank_and_long_pairs,
        without_their_file_there_are_none,
        a_link_outside_its_pair_is_an_error_with_line_and_lengths,
        links_of_more_or_fewer_lines_are_an_error_with_both,
        NULL,
    };
    return unit_run("text/bitext", tests, setup, teardown);
}
