#include "task/corpora.h"

#include <limits.h>

#include "base/file.h"
#include "base/memory.h"
#include "model/model.h"

static bool count_words(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    c->source_segmenter = model_segmenter(config, config->data.source_language);
    c->target_segmenter = model_segmenter(config, config->data.target_language);
    c->source_vocab = vocab_new();
    c->target_vocab = vocab_new();
    const struct side source = { config->data.source, &c->source_segmenter, c->source_vocab };
    const struct side target = { config->data.target, &c->target_segmenter, c->target_vocab };
    if (!bitext_count(&source, &target, config->data.max_length, err)) return false;
    vocab_cut(c->source_vocab, config->text.source_vocabulary, config->text.min_count);
    vocab_cut(c->target_vocab, config->text.target_vocabulary, config->text.min_count);
    return true;
}

static struct bitext *read_pairs(const struct corpora *c, const char *source, const char *target,
                                 int max_length, struct rns_error *err)
{
    return bitext_read(&(struct side){ source, &c->source_segmenter, c->source_vocab },
                       &(struct side){ target, &c->target_segmenter, c->target_vocab }, max_length,
                       err);
}

static char **read_lines(const char *path, int *count, struct rns_error *err)
{
    struct file *f = file_open(path, err);
    if (!f) return NULL;
    char **line = NULL;
    size_t n = 0, room = 0;
    struct str one = { 0 };
    int more;
    while ((more = file_line(f, &one, err)) > 0) {
        line = memory_grow(line, n, &room, sizeof *line);
        line[n++] = memory_copy(str_text(&one));
    }
    str_free(&one);
    file_close(f);
    *count = (int)n;
    if (more == 0) return line;
    while (n-- > 0) memory_free(line[n]);
    memory_free(line);
    return NULL;
}

static bool load_valid(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    if (!config->valid.source) return true;
    c->valid = read_pairs(c, config->valid.source, config->valid.target, INT_MAX, err);
    if (!c->valid) return false; /* the files are of equal length from here on */
    struct lines *lines = &c->valid_lines;
    lines->source = read_lines(config->valid.source, &lines->count, err);
    if (lines->source) lines->target = read_lines(config->valid.target, &lines->count, err);
    return lines->target != NULL;
}

bool corpora_load(struct corpora *c, const struct rns_config *config, struct rns_error *err)
{
    *c = (struct corpora){ 0 };
    if (!count_words(c, config, err)) return false;
    c->train = read_pairs(c, config->data.source, config->data.target, config->data.max_length,
                          err);
    return c->train && load_valid(c, config, err);
}

static void free_lines(char **line, int count)
{
    for (int i = 0; line && i < count; i++) memory_free(line[i]);
    memory_free(line);
}

void corpora_free(struct corpora *c)
{
    free_lines(c->valid_lines.source, c->valid_lines.count);
    free_lines(c->valid_lines.target, c->valid_lines.count);
    if (c->train) bitext_free(c->train);
    if (c->valid) bitext_free(c->valid);
    vocab_free(c->source_vocab);
    vocab_free(c->target_vocab);
    *c = (struct corpora){ 0 };
}
