/* sample.h -- a model small enough for the tests of its files. */
#ifndef TESTS_MODEL_SAMPLE_H
#define TESTS_MODEL_SAMPLE_H

#include "model/model.h"
#include "unit.h"

static inline struct vocab *sample_vocab(const char *sentence)
{
    struct vocab *v = vocab_new();
    vocab_count(v, sentence);
    vocab_cut(v, 100, 1);
    return v;
}

/* 3, 2, 4 units and so many of maxout; `name` is one more option to set, or NULL. */
static inline struct rns_model *sample_of(const char *maxout, const char *name, const char *value)
{
    const char *const sizes[][2] = {
        { "model.embedding", "3" },           { "model.hidden", "2" },
        { "model.alignment", "4" },           { "model.maxout", maxout },
        { "data.source", "/a/path/of/mine" },
    };
    struct rns_config *c = rns_config_new();
    for (int i = 0; i < 5; i++) ck_assert(rns_config_set(c, sizes[i][0], sizes[i][1], NULL));
    if (name) ck_assert(rns_config_set(c, name, value, NULL));
    struct rns_model *m = model_new(c, sample_vocab("the cat sat ."), sample_vocab("le chat é ."));
    rns_config_free(c);
    return m;
}

static inline struct rns_model *sample_model(const char *name, const char *value)
{
    return sample_of("5", name, value);
}

#endif
