#include "model/model.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/rng.h"
#include "text/bpe.h"

static const char format[] = "rnnsearch 1";
static const char source_name[] = "vocabulary.source", target_name[] = "vocabulary.target";
static const char source_codes[] = "bpe.source", target_codes[] = "bpe.target";

/* --- in memory -------------------------------------------------------------------------------- */

struct segmenter model_segmenter(const struct rns_config *c, const char *language)
{
    return (struct segmenter){ .tokenizer = { c->text.tokenizer, language_named(language) },
                               .lowercase = c->text.lowercase };
}

/* A score by location has weights for the longest source, with its </s>. */
static struct attention_kind attention_of(const struct rns_config *c)
{
    struct attention_kind kind = c->attention;
    if (kind.score == SCORE_LOCATION && !kind.positions) kind.positions = c->data.max_length + 1;
    return kind;
}

struct network_sizes model_sizes(const struct rns_config *c, int source_words, int target_words)
{
    return (struct network_sizes){
        .decoder = c->model.decoder,
        .E = c->model.embedding,
        .H = c->model.hidden,
        .A = c->model.alignment,
        .M = c->model.maxout,
        .source_words = source_words,
        .target_words = target_words,
        .tied = c->model.tied,
        .attention = attention_of(c),
        .layer_norm = c->model.layer_norm,
        .layers = c->model.encoder_layers,
    };
}

/* All but the values.  Takes everything it is given. */
static struct rns_model *assemble(struct rns_config *c, struct vocab *source, struct vocab *target)
{
    struct rns_model *m = memory_new(1, sizeof *m);
    m->config = c;
    m->source_vocab = source;
    m->target_vocab = target;
    m->source_segmenter = model_segmenter(c, c->data.source_language);
    m->target_segmenter = model_segmenter(c, c->data.target_language);
    const struct network_sizes sizes = model_sizes(c, source->count, target->count);
    network_init(&m->network, &sizes);
    return m;
}

struct rns_model *model_new(const struct rns_config *c, struct vocab *source, struct vocab *target)
{
    struct rns_config *own = config_copy(c);
    own->attention = attention_of(c); /* a model does not carry data.max_length */
    struct rns_model *m = assemble(own, source, target);
    struct rng rng;
    rng_seed(&rng, c->train.seed);
    params_alloc(&m->network.params);
    params_init(&m->network.params, c->model.init, &rng);
    return m;
}

void model_take_subwords(struct rns_model *m, struct bpe *source, struct bpe *target)
{
    bpe_free(m->source_segmenter.bpe);
    bpe_free(m->target_segmenter.bpe);
    m->source_segmenter.bpe = source;
    m->target_segmenter.bpe = target;
}

bool rns_model_tokenized(struct rns_model *m, struct rns_error *err)
{
    if (m->config->text.tokenizer == TOKENIZER_CHAR)
        return fail(err, RNS_USAGE, "the model is of characters and takes plain text only");
    m->source_segmenter.tokenizer.kind = m->target_segmenter.tokenizer.kind = TOKENIZER_SPACE;
    return true;
}

void rns_model_free(struct rns_model *m)
{
    if (!m) return;
    model_take_subwords(m, NULL, NULL);
    network_free(&m->network);
    tensors_close(m->file);
    vocab_free(m->source_vocab);
    vocab_free(m->target_vocab);
    rns_config_free(m->config);
    memory_free(m);
}

/* --- in a file -------------------------------------------------------------------------------- */

static void declare_vocab(const struct vocab *v, const char *name, struct tensors_out *out)
{
    struct str text = { 0 };
    vocab_write(v, &text);
    tensors_bytes(out, name, text.length, str_text(&text));
    str_free(&text);
}

static void declare_codes(const struct bpe *b, const char *name, struct tensors_out *out)
{
    if (b) tensors_bytes(out, name, bpe_codes(b)->length, str_text(bpe_codes(b)));
}

void model_declare(const struct rns_model *m, struct tensors_out *out)
{
    struct str config = { 0 };
    config_print_model(m->config, &config);
    tensors_meta(out, "format", format);
    tensors_meta(out, "config", str_text(&config));
    str_free(&config);
    for (int i = 0; i < m->network.params.count; i++) {
        const struct param *p = m->network.params.list[i];
        tensors_reals(out, p->name, p->w.rows, p->w.cols, p->w.at);
    }
    declare_vocab(m->source_vocab, source_name, out);
    declare_vocab(m->target_vocab, target_name, out);
    declare_codes(m->source_segmenter.bpe, source_codes, out);
    declare_codes(m->target_segmenter.bpe, target_codes, out);
}

bool model_save(const struct rns_model *m, const char *path, struct rns_error *err)
{
    struct tensors_out *out = tensors_new();
    model_declare(m, out);
    const bool ok = tensors_save(out, path, err);
    tensors_out_free(out);
    return ok;
}

struct rns_config *model_config(const struct tensors *file, struct rns_error *err)
{
    const char *found = tensors_meta_get(file, "format");
    const char *text = tensors_meta_get(file, "config");
    if (!found || strcmp(found, format)) {
        fail(err, RNS_BAD_MODEL, "%s: not a model of this program: its format is %s, not \"%s\"",
             tensors_path(file), found ? "another" : "not given", format);
        return NULL;
    }
    if (!text) {
        fail(err, RNS_BAD_MODEL, "%s: the model has no config", tensors_path(file));
        return NULL;
    }
    struct rns_config *c = rns_config_new();
    struct str name = { 0 };
    str_print(&name, "%s: config", tensors_path(file));
    const char *why = NULL;
    const bool ok = config_parse(c, text, str_text(&name), err) &&
                    (!(why = config_contradiction(c)) ||
                     fail(err, RNS_BAD_MODEL, "%s: %s", str_text(&name), why));
    str_free(&name);
    if (ok) return c;
    rns_config_free(c);
    return NULL;
}

static struct vocab *load_vocab(struct tensors *file, const char *tensor, struct rns_error *err)
{
    struct str name = { 0 };
    size_t size;
    const unsigned char *text = tensors_bytes_get(file, tensor, &size, err);
    if (!text) return NULL;
    str_print(&name, "%s: %s", tensors_path(file), tensor);
    struct vocab *v = vocab_parse((const char *)text, size, str_text(&name), err);
    str_free(&name);
    return v;
}

/* One embedding for both sides has the same words on both. */
static bool check_vocabularies(const struct rns_config *c, const struct vocab *source,
                               const struct vocab *target, const char *path, struct rns_error *err)
{
    return c->model.tied != TIED_ALL || source->count == target->count ||
           fail(err, RNS_BAD_MODEL,
                "%s: %d words of the source and %d of the target share one embedding", path,
                source->count, target->count);
}

static struct bpe *load_codes(struct tensors *file, const char *tensor, struct rns_error *err)
{
    struct str name = { 0 };
    struct rns_error why = { 0 };
    size_t size;
    const unsigned char *text = tensors_bytes_get(file, tensor, &size, err);
    if (!text) return NULL;
    str_print(&name, "%s: %s", tensors_path(file), tensor);
    struct bpe *b = bpe_parse((const char *)text, size, str_text(&name), &why);
    if (!b) fail(err, RNS_BAD_MODEL, "%s", why.message);
    str_free(&name);
    return b;
}

static bool load_subwords(struct rns_model *m, struct tensors *file, struct rns_error *err)
{
    if (!m->config->text.bpe_merges) return true;
    struct bpe *source = load_codes(file, source_codes, err);
    struct bpe *target = source ? load_codes(file, target_codes, err) : NULL;
    model_take_subwords(m, source, target);
    return target;
}

/* The values are used where the file has them; nothing writes there. */
static bool load_values(struct params *params, struct tensors *file, struct rns_error *err)
{
    for (int i = 0; i < params->count; i++) {
        struct param *p = params->list[i];
        const real *at = tensors_reals_get(file, p->name, p->w.rows, p->w.cols, err);
        if (!at) return false;
        p->w.at = (real *)at;
        p->dw = (struct mat){ 0 };
    }
    return true;
}

/* Takes the file. */
static struct rns_model *load(struct tensors *file, struct rns_error *err)
{
    struct rns_config *c = model_config(file, err);
    struct vocab *source = c ? load_vocab(file, source_name, err) : NULL;
    struct vocab *target = source ? load_vocab(file, target_name, err) : NULL;
    if (!target || !check_vocabularies(c, source, target, tensors_path(file), err)) {
        vocab_free(source);
        vocab_free(target);
        rns_config_free(c);
        tensors_close(file);
        return NULL;
    }
    struct rns_model *m = assemble(c, source, target);
    m->file = file;
    if (load_values(&m->network.params, file, err) && load_subwords(m, file, err)) {
        weights_arrange(&m->network.params, false);
        tensors_rest(file);
        return m;
    }
    rns_model_free(m);
    return NULL;
}

struct rns_model *rns_model_load(const char *path, struct rns_error *err)
{
    struct tensors *file = tensors_open(path, err);
    return file ? load(file, err) : NULL;
}

/* --- in words --------------------------------------------------------------------------------- */

static void describe_params(const struct params *params, struct str *out)
{
    str_print(out, "\n%-36s %8s %8s %12s\n", "parameter", "rows", "columns", "numbers");
    for (int i = 0; i < params->count; i++) {
        const struct param *p = params->list[i];
        str_print(out, "%-36s %8d %8d %12ld\n", p->name, p->w.rows, p->w.cols,
                  (long)p->w.rows * p->w.cols);
    }
    str_print(out, "%-36s %8s %8s %12zu\n", "all", "", "", params->size);
}

char *rns_model_describe(const struct rns_model *m)
{
    struct str out = { 0 };
    config_print_model(m->config, &out);
    str_print(&out, "\nwords of the source   %d\nwords of the target   %d\n",
              m->source_vocab->count, m->target_vocab->count);
    describe_params(&m->network.params, &out);
    return str_take(&out);
}
