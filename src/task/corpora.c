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

/* How often each piece that dropped merges may leave could stand in these words. */
static void count_possible(struct bpe *b, const struct map *words, struct map *pieces)
{
    struct str all = { 0 };
    struct token t;
    size_t length;
    for (int i = 0; i < words->count; i++) {
        const char *word = map_key(words, i, &length);
        str_clear(&all);
        bpe_pieces(b, word, length, &all);
        const char *at = str_text(&all);
        while (token_next(&at, &t)) {
            int *count = map_put(pieces, t.at, t.length, 0);
            const int more = map_value(words, i);
            *count = *count < INT_MAX - more ? *count + more : INT_MAX;
        }
    }
    str_free(&all);
}

/* Those that the text itself has not, or too rarely, stand behind all that it has. */
static void admit(const struct map *pieces, struct vocab *vocab, int min_count)
{
    size_t length;
    for (int i = 0; i < pieces->count; i++) {
        const char *piece = map_key(pieces, i, &length);
        int *count = map_put(&vocab->map, piece, length, 0);
        const int least = map_value(pieces, i) < min_count ? map_value(pieces, i) : min_count;
        if (*count < least) *count = least;
    }
}

/* Words become pieces; with train.bpe_dropout whatever may be one is counted, too. */
static bool count_subwords(struct corpora *c, const struct rns_config *config,
                           struct rns_error *err)
{
    struct map source = { 0 }, target = { 0 };
    bool ok = learn_subwords(c, config, err);
    if (ok && config->train.bpe_dropout > 0) {
        count_possible(c->source_segmenter.bpe, &c->source_vocab->map, &source);
        count_possible(c->target_segmenter.bpe, &c->target_vocab->map, &target);
    }
    ok = ok && count_words(c, config, err);
    if (ok) {
        admit(&source, c->source_vocab, config->text.min_count);
        admit(&target, c->target_vocab, config->text.min_count);
    }
    map_free(&source);
    map_free(&target);
    return ok;
}

static bool make_vocabularies(struct corpora *c, const struct rns_config *config,
                              struct rns_error *err)
{
    c->source_segmenter = model_segmenter(config, config->data.source_language);
    c->target_segmenter = model_segmenter(config, config->data.target_language);
    if (!count_words(c, config, err)) return false;
    if (config->text.bpe_merges && !count_subwords(c, config, err)) return false;
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
    if (lines->count < 0) return false;
    const int count = rns_lines_read(lines->target_file, INT_MAX, true, &lines->target, err);
    return count >= 0 && (count == lines->count ||
                          fail(err, RNS_BAD_DATA, "%s and %s changed while they were read",
                               config->valid.source, config->valid.target));
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
