#include "task/corpora.h"

#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "text/bpe.h"
#include "unit.h"

static struct rns_config *config;
static struct corpora corpora;
static struct rns_error err;
static char folder[256];

static void set(const char *name, const char *value)
{
    ck_assert(rns_config_set(config, name, value, NULL));
}

/* Writes a file of the folder and sets the option to its path. */
static void give(const char *option, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, option);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    set(option, path);
}

static void setup(void)
{
    snprintf(folder, sizeof folder, "%s", unit_folder("corpora"));
    err = (struct rns_error){ 0 };
    config = rns_config_new();
    set("text.tokenizer", "space");
    give("data.source", "a b c\na b\n\na\n");
    give("data.target", "x y z\nx y\nx\nx\n");
}

static void teardown(void)
{
    corpora_free(&corpora);
    rns_config_free(config);
}

static void load(void) { ck_assert_msg(corpora_load(&corpora, config, &err), "%s", err.message); }

static void refused(enum rns_status status)
{
    ck_assert(!corpora_load(&corpora, config, &err));
    ck_assert_int_eq(err.status, status);
}

START_TEST(the_training_text_is_numbered_by_its_own_vocabularies)
{
    load();
    int S;
    const int *id = bitext_source(corpora.train, 1, &S);
    ck_assert_int_eq(corpora.train->pairs, 3);
    ck_assert_int_eq(corpora.train->blank, 1);
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 3);
    ck_assert_int_eq(S, 3);
    ck_assert_str_eq(corpora.source_vocab->word[id[0]], "a");
    ck_assert_str_eq(corpora.source_vocab->word[id[1]], "b");
    ck_assert_int_eq(id[2], VOCAB_EOS);
    ck_assert_ptr_null(corpora.valid);
    ck_assert_int_eq(corpora.valid_lines.count, 0);
}
END_TEST

START_TEST(vocabularies_are_cut_to_the_size_and_count_of_the_config)
{
    set("text.source_vocabulary", "3");
    set("text.min_count", "2");
    load();
    ck_assert_int_eq(corpora.source_vocab->count, 3); /* a */
    ck_assert_int_eq(corpora.target_vocab->count, 4); /* x y */
    ck_assert_int_eq(corpora.train->source_unknown, 3);
    ck_assert_int_eq(corpora.train->target_unknown, 1);
}
END_TEST

START_TEST(longer_pairs_lend_no_words_to_the_vocabularies)
{
    set("data.max_length", "2");
    load();
    ck_assert_int_eq(corpora.train->pairs, 2);
    ck_assert_int_eq(corpora.train->overlong, 1);
    ck_assert_int_eq(vocab_id(corpora.source_vocab, "c", 1), VOCAB_UNK);
    ck_assert_int_eq(vocab_id(corpora.target_vocab, "z", 1), VOCAB_UNK);
}
END_TEST

START_TEST(validation_keeps_its_lines_as_they_are_blank_and_long_ones_too)
{
    give("valid.source", "  a  new one \n\nb\n");
    give("valid.target", "x y w\nz\nY\n");
    set("data.max_length", "2");
    load();
    ck_assert_int_eq(corpora.valid->pairs, 2);
    ck_assert_int_eq(corpora.valid_lines.count, 3);
    ck_assert_str_eq(corpora.valid_lines.source[0], "  a  new one ");
    ck_assert_str_eq(corpora.valid_lines.source[1], "");
    ck_assert_str_eq(corpora.valid_lines.target[2], "Y");
    ck_assert_int_eq(corpora.valid->source_unknown, 2); /* new one: not of the training text */
}
END_TEST

START_TEST(lowercase_folds_both_sides)
{
    give("data.source", "A a\n");
    give("data.target", "\xC3\x89t\xC3\xA9 \xC3\xA9t\xC3\xA9\n");
    set("text.lowercase", "yes");
    load();
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 1);
    ck_assert_int_eq(corpora.target_vocab->count, VOCAB_SPECIAL + 1);
}
END_TEST

/* "ab" is a@@ b, "xy" is one piece. */
START_TEST(links_between_words_become_links_between_their_subwords)
{
    give("data.source", "ab cb\n");
    give("data.target", "xy xy\n");
    give("data.alignments", "0-1 1-1\n");
    set("text.bpe_merges", "1");
    load();
    int count;
    const struct piece_link *l = bitext_links(corpora.train, 0, &count);
    ck_assert_int_eq(count, 4);
    for (int k = 0; k < 4; k++) {
        ck_assert_int_eq(l[k].i, 1);
        ck_assert_int_eq(l[k].j, k);
        ck_assert_int_eq(l[k].share, 4);
    }
}
END_TEST

START_TEST(files_of_different_length_are_refused_with_both_lengths)
{
    give("data.target", "x\n");
    refused(RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "data.source has 4 lines"));
    ck_assert_ptr_nonnull(strstr(err.message, "data.target 1"));
}
END_TEST

START_TEST(the_files_of_validation_too)
{
    give("valid.source", "a\n");
    give("valid.target", "x\ny\nz\n");
    refused(RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "valid.source has 1 lines"));
    ck_assert_ptr_nonnull(strstr(err.message, "valid.target 3"));
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    set("valid.source", "nowhere/valid.en");
    give("valid.target", "x\n");
    refused(RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "nowhere/valid.en"));
}
END_TEST

START_TEST(a_line_that_is_not_utf8_is_named_by_file_line_and_column)
{
    give("valid.source", "a\nb caf\xE9\n");
    give("valid.target", "x\ny\n");
    refused(RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "valid.source:2:6: "));
}
END_TEST

START_TEST(a_corpus_without_a_pair_is_refused)
{
    give("data.source", "\n\n");
    give("data.target", "x\ny\n");
    refused(RNS_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(err.message, "no pair to learn from"));
    give("data.source", "");
    give("data.target", "");
    err = (struct rns_error){ 0 };
    corpora_free(&corpora);
    refused(RNS_BAD_DATA);
}
END_TEST

START_TEST(subwords_are_learned_from_each_side_and_numbered)
{
    give("data.source", "abab ab\nab abab\n");
    give("data.target", "xyz xyz\nxy xyz\n");
    set("text.bpe_merges", "2");
    load();
    ck_assert_str_eq(str_text(bpe_codes(corpora.source_segmenter.bpe)),
                     "#version: 0.2\na b</w>\nb ab</w>\n");
    ck_assert_str_eq(str_text(bpe_codes(corpora.target_segmenter.bpe)),
                     "#version: 0.2\ny z</w>\nx yz</w>\n");
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 3); /* ab a@@ bab */
    ck_assert_int_eq(corpora.train->source_words, 8);
    ck_assert_int_eq(corpora.train->source_unknown, 0);
}
END_TEST

/* "ab", a@@ bab: those of the text first, then what else merges leave of them. */
START_TEST(with_dropout_the_vocabulary_has_whatever_merges_may_leave)
{
    static const char *const piece[] = { "a@@", "ab", "bab", "b", "b@@" };
    give("data.source", "abab ab\nab abab\n");
    give("data.target", "xyz xyz\nxy xyz\n");
    set("text.bpe_merges", "2");
    set("train.bpe_dropout", "0.1");
    load();
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 5);
    for (int i = 0; i < 5; i++)
        ck_assert_str_eq(corpora.source_vocab->word[VOCAB_SPECIAL + i], piece[i]);
    ck_assert_int_eq(corpora.target_vocab->count, VOCAB_SPECIAL + 6); /* x@@ y@@ y z yz xyz */
    ck_assert_int_eq(corpora.train->source_words, 8);
}
END_TEST

START_TEST(but_not_what_is_rarer_than_the_config_allows)
{
    give("data.source", "abab ab\nab abab q\n");
    give("data.target", "xyz xyz\nxy xyz\n");
    set("text.bpe_merges", "2");
    set("text.min_count", "2");
    set("train.bpe_dropout", "0.1");
    load();
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 5);
    ck_assert_int_eq(vocab_id(corpora.source_vocab, "q", 1), VOCAB_UNK);
}
END_TEST

START_TEST(joint_subwords_are_those_of_both_sides)
{
    give("data.source", "xy ab\nab\n");
    give("data.target", "xy xy\nxy\n");
    set("text.bpe_merges", "1");
    set("text.bpe_joint", "yes");
    load();
    ck_assert_str_eq(str_text(bpe_codes(corpora.source_segmenter.bpe)), "#version: 0.2\nx y</w>\n");
    ck_assert_str_eq(str_text(bpe_codes(corpora.target_segmenter.bpe)), "#version: 0.2\nx y</w>\n");
}
END_TEST

START_TEST(three_tied_embeddings_have_one_vocabulary)
{
    set("model.tied", "all");
    give("data.source", "a b\nx\n");
    give("data.target", "x y\nb b\n");
    load();
    ck_assert_int_eq(corpora.source_vocab->count, VOCAB_SPECIAL + 4);
    ck_assert_int_eq(corpora.target_vocab->count, VOCAB_SPECIAL + 4);
    for (int i = 0; i < corpora.source_vocab->count; i++)
        ck_assert_str_eq(corpora.source_vocab->word[i], corpora.target_vocab->word[i]);
    ck_assert_str_eq(corpora.source_vocab->word[VOCAB_SPECIAL], "b");
}
END_TEST

START_TEST(the_model_of_a_corpus_keeps_its_vocabularies_and_subwords)
{
    set("text.bpe_merges", "5");
    set("model.embedding", "3");
    set("model.hidden", "3");
    set("model.alignment", "3");
    set("model.maxout", "3");
    load();
    const struct vocab *vocab = corpora.source_vocab;
    const struct bpe *bpe = corpora.target_segmenter.bpe;
    struct rns_model *model = corpora_model(&corpora, config);
    corpora_free(&corpora);
    ck_assert_ptr_eq(model->source_vocab, vocab);
    ck_assert_ptr_eq(model->target_segmenter.bpe, bpe);
    ck_assert_int_eq(vocab_id(model->source_vocab, "a", 1), VOCAB_SPECIAL);
    rns_model_free(model);
}
END_TEST

START_TEST(vocabularies_that_were_taken_are_not_freed)
{
    load();
    struct vocab *source = corpora.source_vocab, *target = corpora.target_vocab;
    corpora.source_vocab = corpora.target_vocab = NULL;
    corpora_free(&corpora);
    ck_assert_int_eq(vocab_id(source, "a", 1), VOCAB_SPECIAL);
    vocab_free(source);
    vocab_free(target);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_training_text_is_numbered_by_its_own_vocabularies,
        vocabularies_are_cut_to_the_size_and_count_of_the_config,
        longer_pairs_lend_no_words_to_the_vocabularies,
        validation_keeps_its_lines_as_they_are_blank_and_long_ones_too,
        lowercase_folds_both_sides,
        links_between_words_become_links_between_their_subwords,
        files_of_different_length_are_refused_with_both_lengths,
        the_files_of_validation_too,
        a_missing_file_is_named,
        a_line_that_is_not_utf8_is_named_by_file_line_and_column,
        a_corpus_without_a_pair_is_refused,
        subwords_are_learned_from_each_side_and_numbered,
        with_dropout_the_vocabulary_has_whatever_merges_may_leave,
        but_not_what_is_rarer_than_the_config_allows,
        joint_subwords_are_those_of_both_sides,
        three_tied_embeddings_have_one_vocabulary,
        the_model_of_a_corpus_keeps_its_vocabularies_and_subwords,
        vocabularies_that_were_taken_are_not_freed,
        NULL,
    };
    return unit_run("task/corpora", tests, setup, teardown);
}
