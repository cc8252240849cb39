/* tiny.h -- a random network small enough to search through, with words a b c ... */
#ifndef TESTS_TASK_TINY_H
#define TESTS_TASK_TINY_H

#include <stdio.h>

#include "base/rng.h"
#include "model/model.h"
#include "unit.h"

static struct vocab *tiny_vocab(const char *words)
{
    struct vocab *vocab = vocab_new();
    vocab_count(vocab, words);
    vocab_cut(vocab, 1000, 1);
    return vocab;
}

/* Weights of a size that makes its probabilities differ from word to word and place to place; one
 * option more than the decoder, or NULL. */
static struct rns_model *tiny_model_with(const char *decoder, const char *target_words,
                                         const char *name, const char *value)
{
    const char *const set[][2] = {
        { "model.decoder", decoder }, { "text.tokenizer", "space" }, { "model.embedding", "5" },
        { "model.hidden", "6" },      { "model.alignment", "4" },    { "model.maxout", "3" },
    };
    struct rns_config *config = rns_config_new();
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        ck_assert(rns_config_set(config, set[i][0], set[i][1], NULL));
    ck_assert(!name || rns_config_set(config, name, value, NULL));
    struct rns_model *model =
        model_new(config, tiny_vocab("a b c d e f ."), tiny_vocab(target_words));
    struct rng rng;
    rng_seed(&rng, 7);
    for (size_t i = 0; i < model->network.params.size; i++)
        model->network.params.values[i] = (real)rng_normal(&rng);
    weights_arrange(&model->network.params, false);
    rns_config_free(config);
    return model;
}

static inline struct rns_model *tiny_model(const char *decoder, const char *target_words)
{
    return tiny_model_with(decoder, target_words, NULL, NULL);
}

static inline struct rns_search tiny_search(int beam)
{
    struct rns_search how = rns_search_default();
    how.beam = how.n_best = beam;
    return how;
}

/* A table of "target source probability", written and read. */
static inline struct rns_lexicon *tiny_lexicon(const struct rns_model *model, const char *text,
                                               struct rns_error *err)
{
    char path[300];
    snprintf(path, sizeof path, "%s/table", unit_folder("lexicon"));
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return rns_lexicon_read(model, path, err);
}

#endif
