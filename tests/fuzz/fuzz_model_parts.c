/* What a model says in words: its config, vocabularies and merges. */
#include "fuzz.h"
#include "text/bpe.h"

static bool is_small(const struct rns_config *c)
{
    return c->model.embedding <= 8 && c->model.hidden <= 8 && c->model.alignment <= 8 &&
           c->model.maxout <= 8;
}

static void translate(const struct rns_model *m)
{
    struct rns_search how = rns_search_default();
    const char *const line[] = { "a b", "" };
    struct rns_pairs result[2] = { 0 };
    how.beam = 2;
    fuzz_must(rns_translate(m, line, 2, &how, result, NULL));
    for (int i = 0; i < 2; i++) rns_pairs_free(&result[i]);
}

static struct bpe *read_codes(const struct str *text, struct rns_error *err)
{
    struct bpe *b = text->length ? bpe_parse(text->at, text->length, "codes", err) : NULL;
    fuzz_told(b || !text->length, err);
    return b;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    struct rns_config *c = rns_config_new();
    struct vocab *vocab[2];
    const bool ok = fuzz_told(config_parse(c, str_text(&part[0]), "config", &err), &err);
    for (int i = 0; i < 2; i++) {
        vocab[i] = vocab_parse(str_text(&part[1 + i]), part[1 + i].length, "words", &err);
        fuzz_told(vocab[i], &err);
    }
    const bool same = ok && vocab[0] && vocab[1] && vocab[0]->count == vocab[1]->count;
    if (same && !config_contradiction(c) && is_small(c)) {
        struct rns_model *m = model_new(c, vocab[0], vocab[1]);
        struct bpe *source = read_codes(&part[3], &err), *target = read_codes(&part[3], &err);
        model_take_subwords(m, source, target);
        weights_arrange(&m->network.params, false);
        translate(m);
        rns_model_free(m);
    } else {
        vocab_free(vocab[0]);
        vocab_free(vocab[1]);
    }
    rns_config_free(c);
    fuzz_free(part);
    return 0;
}
