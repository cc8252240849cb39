#include "task/corpora.h"

#include <limits.h>

#include "model/model.h"
#include "text/bpe.h"
#include "text/bpe_learn.h"

/* Counts the training text as it is segmented so far. */
static bool count_words(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    vocab_free(c->source_vocab);
    vocab_free(c->target_vocab);
    c->source_vocab = vocab_new();
    c->target_vocab = vocab_new();
    const struct side source = { config->data.source, &c->source_segmenter, c->source_vocab,
                                 c->every };
    const struct side target = { config->data.target, &c->target_segmenter, c->target_vocab, 0 };
    return bitext_count(&source, &target, config->data.max_length, err);
}

static struct bpe *learn(const struct map *const *words, int sides, int merges,
                         struct rns_error *err)
{
    struct str codes = { 0 };
    bpe_learn(words, sides, merges, 2, &codes);
    struct bpe *b = bpe_parse(str_text(&codes), codes.length, "merges just learned", err);
    str_free(&codes);
    return b;
}

/* From the words of each side, or of both together. */
static bool learn_subwords(struct corpora *c, const struct rns_config *config,
                           struct rns_error *err)
{
    const struct map *const words[] = { &c->source_vocab->map, &c->target_vocab->map };
    const int merges = config->text.bpe_merges, sides = config->text.bpe_joint ? 2 : 1;
    c->source_segmenter.bpe = learn(words, sides, merges, err);
    c->target_segmenter.bpe = learn(words + 2 - sides, sides, merges, err);
    return c->source_segmenter.bpe && c->target_segmenter.bpe;
}

static bool make_vocabularies(struct corpora *c, const struct rns_config *config,
                              struct rns_error *err)
{
    c->source_segmenter = model_segmenter(config, config->data.source_language);
    c->target_segmenter = model_segmenter(config, config->data.target_language);
    if (!count_words(c, config, err)) return false;
    if (config->text.bpe_merges && !(learn_subwords(c, config, err) && count_words(c, config, err)))
        return false;
    if (config->model.tied == TIED_ALL) vocab_unite(c->source_vocab, c->target_vocab);
    vocab_cut(c->source_vocab, config->text.source_vocabulary, config->text.min_count);
    vocab_cut(c->target_vocab, config->text.target_vocabulary, config->text.min_count);
    return true;
}

static struct bitext *read_training(const struct corpora *c, const struct rns_config *config,
                                    struct rns_error *err)
{
    return bitext_read(
        &(struct side){ config->data.source, &c->source_segmenter, c->source_vocab, c->every },
        &(struct side){ config->data.target, &c->target_segmenter, c->target_vocab, 0 },
        config->data.alignments, config->data.max_length, config->run.dir, err);
}

static struct bitext *read_validation(const struct corpora *c, const struct rns_config *config,
                                      struct rns_error *err)
{
    return bitext_read(
        &(struct side){ config->valid.source, &c->source_segmenter, c->source_vocab, 0 },
        &(struct side){ config->valid.target, &c->target_segmenter, c->target_vocab, 0 }, NULL,
        INT_MAX, config->run.dir, err);
}

static bool load_valid(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    if (!config->valid.source) return true;
    c->valid = read_validation(c, config, err);
    if (!c->valid) return false; /* the files are of equal length from here on */
    struct lines *lines = &c->valid_lines;
    lines->source_file = rns_lines_open(config->valid.source, err);
    lines->target_file = rns_lines_open(config->valid.target, err);
    if (!lines->source_file || !lines->target_file) return false;
    lines->count = rns_lines_read(lines->source_file, INT_MAX, true, &lines->source, err);
    return lines->count >= 0 &&
           rns_lines_read(lines->target_file, INT_MAX, true, &lines->target, err) >= 0;
}

bool corpora_load(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    return corpora_sample(c, config, 0, err);
}

bool corpora_sample(struct corpora *c, const struct rns_config *config, int every,
                    struct rns_error *err)
{
    *c = (struct corpora){ .every = every };
    if (!make_vocabularies(c, config, err)) return false;
    c->train = read_training(c, config, err);
    return c->train && load_valid(c, config, err);
}

struct rns_model *corpora_model(struct corpora *c, const struct rns_config *config)
{
    struct rns_model *m = model_new(config, c->source_vocab, c->target_vocab);
    model_take_subwords(m, c->source_segmenter.bpe, c->target_segmenter.bpe);
    c->source_vocab = c->target_vocab = NULL;
    c->source_segmenter.bpe = c->target_segmenter.bpe = NULL;
    return m;
}

void corpora_free(struct corpora *c)
{
    rns_lines_close(c->valid_lines.source_file);
    rns_lines_close(c->valid_lines.target_file);
    if (c->train) bitext_free(c->train);
    if (c->valid) bitext_free(c->valid);
    vocab_free(c->source_vocab);
    vocab_free(c->target_vocab);
    bpe_free(c->source_segmenter.bpe);
    bpe_free(c->target_segmenter.bpe);
    *c = (struct corpora){ 0 };
}
