/* The mean of models, parameter by parameter. */
#include <string.h>

#include "base/memory.h"
#include "model/model.h"
#include "rnnsearch.h"
#include "text/bpe.h"

static bool is_same(const struct str *a, const struct str *b)
{
    return a->length == b->length && !strcmp(str_text(a), str_text(b));
}

static bool has_same_words(const struct vocab *a, const struct vocab *b)
{
    struct str of_a = { 0 }, of_b = { 0 };
    vocab_write(a, &of_a);
    vocab_write(b, &of_b);
    const bool same = is_same(&of_a, &of_b);
    str_free(&of_a);
    str_free(&of_b);
    return same;
}

/* Of models whose configs agree, so both have merges or neither has. */
static bool has_same_merges(const struct segmenter *a, const struct segmenter *b)
{
    return !a->bpe || is_same(bpe_codes(a->bpe), bpe_codes(b->bpe));
}

static const char *first_difference(const struct rns_model *a, const struct rns_model *b)
{
    if (!has_same_merges(&a->source_segmenter, &b->source_segmenter)) return "merges of the source";
    if (!has_same_merges(&a->target_segmenter, &b->target_segmenter)) return "merges of the target";
    if (!has_same_words(a->source_vocab, b->source_vocab)) return "vocabularies of the source";
    if (!has_same_words(a->target_vocab, b->target_vocab)) return "vocabularies of the target";
    return NULL;
}

static bool refuse_setting(const struct rns_model *m[2], const char *const path[2],
                           const struct rns_option *row, struct rns_error *err)
{
    struct str name = { 0 };
    str_print(&name, "%s.%s", row->section, row->key);
    char *one = rns_config_get(m[0]->config, str_text(&name)),
         *other = rns_config_get(m[1]->config, str_text(&name));
    fail(err, RNS_BAD_MODEL,
         "%s has %s = %s and %s has %s; only models of one config can be averaged", path[0],
         str_text(&name), one, path[1], other);
    rns_text_free(one);
    rns_text_free(other);
    str_free(&name);
    return false;
}

static bool check_alike(const struct rns_model *m[2], const char *const path[2],
                        struct rns_error *err)
{
    const struct rns_option *row = config_difference(m[0]->config, m[1]->config);
    if (row) return refuse_setting(m, path, row, err);
    const char *what = first_difference(m[0], m[1]);
    return !what ||
           fail(err, RNS_BAD_MODEL,
                "%s and %s have other %s; only models of one training text can be averaged",
                path[0], path[1], what);
}

static void add_weights(double *sum, const struct params *p)
{
    for (int i = 0; i < p->count; i++) {
        const struct mat w = p->list[i]->w;
        for (size_t k = 0; k < (size_t)w.rows * w.cols; k++) *sum++ += w.at[k];
    }
}

/* From now on the values stand in a block of its own, not in its file. */
static void take_mean(struct rns_model *m, const double *sum, int count)
{
    struct params *p = &m->network.params;
    real *at = p->values = memory_new(p->size, sizeof *at);
    for (size_t k = 0; k < p->size; k++) at[k] = (real)(sum[k] / count);
    for (int i = 0; i < p->count; i++) {
        struct mat *w = &p->list[i]->w;
        w->at = at;
        at += (size_t)w->rows * w->cols;
    }
}

static bool add_file(double *sum, const struct rns_model *first, const char *const path[2],
                     struct rns_error *err)
{
    struct rns_model *m = rns_model_load(path[1], err);
    const bool ok = m && check_alike((const struct rns_model *[]){ first, m }, path, err);
    if (ok) add_weights(sum, &m->network.params);
    rns_model_free(m);
    return ok;
}

bool rns_model_average(const char *const *path, int count, const char *out, struct rns_error *err)
{
    struct rns_model *m = rns_model_load(path[0], err);
    if (!m) return false;
    double *sum = memory_new(m->network.params.size, sizeof *sum);
    bool ok = true;
    add_weights(sum, &m->network.params);
    for (int i = 1; i < count && ok; i++)
        ok = add_file(sum, m, (const char *[]){ path[0], path[i] }, err);
    if (ok) take_mean(m, sum, count);
    ok = ok && model_save(m, out, err);
    memory_free(sum);
    rns_model_free(m);
    return ok;
}
