#include "task/validate.h"

#include <math.h>

#include "base/memory.h"
#include "text/batch.h"
#include "text/utf8.h"

double bitext_nll(const struct rns_model *model, const struct bitext *bitext, int batch_size,
                  struct arena *mem)
{
    const struct batch_plan plan = { .unit = BATCH_SENTENCES, .size = batch_size };
    struct epoch order = epoch_new(bitext, &plan, 0);
    double *of_pair = memory_new((size_t)bitext->pairs, sizeof *of_pair), sum = 0;
    for (int k = 0; k < order.batches; k++) {
        arena_reset(mem);
        const struct batch batch = batch_of_epoch(bitext, &order, k, mem);
        double *nll = arena_take(mem, (size_t)batch.B, sizeof *nll);
        network_score(&model->network, &batch, nll, NULL, NULL, mem);
        for (int b = 0; b < batch.B; b++) of_pair[batch.pair[b]] = nll[b];
    }
    for (int k = 0; k < bitext->pairs; k++) sum += of_pair[k];
    memory_free(of_pair);
    epoch_free(&order);
    return sum;
}

/* BLEU of the translations against the references as they are; where the model knows only lower
 * case, against lowercased ones; tokenized text is scored by its own tokens. */
static double bleu_of(const struct validation *v, const struct rns_config *config,
                      const struct lines *lines)
{
    const char **hypothesis = memory_new((size_t)v->lines, sizeof *hypothesis);
    char **reference = memory_new((size_t)v->lines, sizeof *reference);
    for (int i = 0; i < v->lines; i++) {
        struct str text = { 0 };
        if (config->text.lowercase) utf8_lowercase(lines->target[i], &text);
        else str_add(&text, lines->target[i]);
        reference[i] = str_take(&text);
        hypothesis[i] = v->translation[i].at[0].text;
    }
    const bool raw = config->text.tokenizer != TOKENIZER_SPACE;
    const struct rns_bleu bleu =
        rns_bleu(hypothesis, (const char *const *)reference, v->lines, raw);
    for (int i = 0; i < v->lines; i++) memory_free(reference[i]);
    memory_free(reference);
    memory_free(hypothesis);
    return bleu.score;
}

static void pick_samples(struct validation *v, const struct lines *lines, int wanted)
{
    v->sample = memory_new((size_t)wanted + 1, sizeof *v->sample);
    for (int i = 0; i < lines->count && v->samples < wanted; i++) {
        const struct rns_pair *pair = &v->translation[i].at[0];
        if (pair->S > 0)
            v->sample[v->samples++] =
                (struct log_sample){ lines->source[i], lines->target[i], pair };
    }
}

bool validate(struct validation *v, const struct rns_model *model, const struct corpora *c,
              int batch, struct arena *mem, struct rns_error *err)
{
    const struct rns_config *config = model->config;
    const struct lines *lines = &c->valid_lines;
    *v = (struct validation){ .lines = lines->count };
    v->cross_entropy = bitext_nll(model, c->valid, batch, mem) / (double)c->valid->target_words;
    if (!isfinite(v->cross_entropy))
        return fail(err, RNS_DIVERGED,
                    "the cross-entropy of the validation text is no longer a "
                    "number; try a lower train.learning_rate or train.clip");

    struct rns_search search = rns_search_default();
    search.beam = config->valid.beam;
    search.batch = batch;
    v->translation = memory_new((size_t)lines->count, sizeof *v->translation);
    if (!rns_translate(model, lines->source, lines->count, &search, v->translation, err))
        return false;
    v->bleu = bleu_of(v, config, lines);
    pick_samples(v, lines, config->valid.samples);
    return true;
}

void validation_free(struct validation *v)
{
    for (int i = 0; v->translation && i < v->lines; i++) rns_pairs_free(&v->translation[i]);
    memory_free(v->translation);
    memory_free(v->sample);
    *v = (struct validation){ 0 };
}

double validation_score(const struct validation *v, const struct rns_config *config)
{
    return config->valid.metric == METRIC_BLEU ? v->bleu : -v->cross_entropy;
}

char *validation_show(const struct validation *v)
{
    struct str out = { 0 };
    const struct rns_format_options look = { .width = 100 };
    struct rns_format *format = rns_format_new("text", &look, NULL);
    for (int i = 0; i < v->samples; i++) {
        const struct log_sample *s = &v->sample[i];
        str_print(&out, "  source      %s\n  reference   %s\n", s->source, s->reference);
        char *map = rns_format_entry(format, i, s->pair);
        str_add(&out, map);
        rns_text_free(map);
    }
    rns_format_free(format);
    return str_take(&out);
}
