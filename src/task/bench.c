/* How fast this machine trains and translates a network of a config's sizes, on made-up text. */
#include "rnnsearch.h"

#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <string.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/stage.h"
#include "model/model.h"
#include "nn/optim.h"
#include "task/search.h"
#include "task/update.h"
#include "text/batch.h"
#include "text/vocab.h"

enum { PEAK_SIZE = 2048, PEAK_TRIES = 10, WARM_UP = 3, SENTENCES = 64, SENTENCES_ALONE = 8 };

struct bench {
    const struct rns_config *config;
    int length; /* words of a sentence, on average, with </s> */
    struct network net;
    struct optimizer optimizer;
    struct rng rng;
    struct arena mem;
    struct search_memory search;
};

/* The yardstick: BLAS's own best, a product of 2048³ in float on as many threads. */
static double measure_peak(struct arena *mem)
{
    const int n = PEAK_SIZE;
    float *matrix[3];
    for (int k = 0; k < 3; k++) matrix[k] = arena_zero(mem, (size_t)n * n, sizeof(float));
    double best = 0;
    openblas_set_num_threads(omp_get_max_threads());
    for (int k = 0; k < PEAK_TRIES; k++) {
        const double start = seconds_now();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, matrix[0], n, matrix[1],
                    n, 1, matrix[2], n);
        const double rate = 2.0 * n * n * n / (seconds_now() - start);
        if (rate > best) best = rate;
    }
    openblas_set_num_threads(1);
    arena_reset(mem);
    return best;
}

static void begin(struct bench *b)
{
    const struct rns_config *c = b->config;
    const struct network_sizes sizes =
        model_sizes(c, c->text.source_vocabulary, c->text.target_vocabulary);
    rng_seed(&b->rng, b->config->train.seed);
    network_init(&b->net, &sizes);
    params_alloc(&b->net.params);
    b->net.params.bf16 = b->config->train.precision == PRECISION_BF16;
    params_init(&b->net.params, b->config->model.init, &b->rng);
    b->optimizer = config_optimizer(b->config);
    optimizer_alloc(&b->optimizer, b->net.params.size);
}

static void end(struct bench *b)
{
    network_free(&b->net);
    optimizer_free(&b->optimizer);
    arena_free(&b->mem);
    search_memory_free(&b->search);
}

/* --- made-up text ------------------------------------------------------------------------------*/

/* As in real text the r-th word has a share of about 1/r [Zipf 1949]. */
static const int *make_sentence(struct bench *b, int words, int length)
{
    const int last = words - VOCAB_SPECIAL;
    int *id = arena_take(&b->mem, (size_t)length, sizeof *id);
    for (int i = 0; i < length - 1; i++)
        id[i] = VOCAB_SPECIAL - 1 + (int)pow(last + 1, rng_uniform(&b->rng));
    id[length - 1] = VOCAB_EOS;
    return id;
}

static int sentences_of(const struct rns_config *c, int T)
{
    if (c->train.batch_unit != BATCH_WORDS) return c->train.batch_size;
    return c->train.batch_size > T ? c->train.batch_size / T : 1;
}

/* As sorting leaves them: one length on the target side, nearly one on the source side. */
static struct batch make_batch(struct bench *b, int T)
{
    const struct network_sizes *s = &b->net.sizes;
    const int n = sentences_of(b->config, T);
    const int **source = arena_take(&b->mem, (size_t)n, sizeof *source);
    const int **target = arena_take(&b->mem, (size_t)n, sizeof *target);
    int *S = arena_take(&b->mem, (size_t)n, sizeof *S);
    int *Ts = arena_take(&b->mem, (size_t)n, sizeof *Ts);
    for (int k = 0; k < n; k++) {
        S[k] = T + (int)rng_below(&b->rng, 5) - 2;
        if (S[k] < 1) S[k] = 1;
        Ts[k] = T;
        source[k] = make_sentence(b, s->source_words, S[k]);
        target[k] = make_sentence(b, s->target_words, T);
    }
    return batch_of(&b->mem, n, source, S, target, Ts);
}

/* --- training ----------------------------------------------------------------------------------*/

static void update(struct bench *b, const struct batch *batch)
{
    const struct rns_config *c = b->config;
    struct params *p = &b->net.params;
    const uint64_t seed = rng_next(&b->rng);
    struct regularization regular = config_regularization(c, seed);
    regular.rdrop = 0; /* made-up pairs have no copies */
    regular.uniform = network_draw(&b->net, batch, seed, &b->mem);
    network_learn(&b->net, batch, &regular, 1.0 / batch->target.rows, &b->mem);
    const enum stage before = stage_enter(STAGE_UPDATE);
    const double norm = gradient_norm(p->gradients, p->size);
    optimizer_step(&b->optimizer, p->values, p->gradients, norm > 1 ? 1 / norm : 1, 1e-4);
    stage_enter(before);
}

static void measure_training(struct bench *b, double seconds, struct rns_bench *r)
{
    const int longest = b->length + b->length / 2; /* first, so that memory has its final size */
    double spent = 0, flops = 0;
    long words = 0, sentences = 0, updates = 0;
    for (int k = 0; k <= WARM_UP || spent < seconds; k++) {
        arena_reset(&b->mem);
        const int T = 1 + b->length / 2 + (int)rng_below(&b->rng, (uint64_t)b->length);
        const struct batch batch = make_batch(b, k < WARM_UP ? longest : T);
        if (k == WARM_UP) stage_reset();
        const double start = seconds_now();
        update(b, &batch);
        if (k < WARM_UP) continue;
        spent += seconds_now() - start;
        flops += 3 * network_flops(&b->net.sizes, &batch);
        words += batch.target.rows;
        sentences += batch.B;
        updates++;
    }
    stage_enter(STAGE_OTHER);
    r->updates = updates;
    r->words_per_second = (double)words / spent;
    r->sentences_per_second = (double)sentences / spent;
    r->flops_per_update = flops / (double)updates;
    r->flops_per_second = flops / spent;
    r->stages = STAGE_COUNT;
    for (int s = 0; s < STAGE_COUNT; s++) r->stage[s].share = stage_seconds((enum stage)s) / spent;
}

/* --- translation -------------------------------------------------------------------------------*/

/* Seconds for `count` sentences, `batch` at a time.  Translations are about as long as sources. */
static double measure_search(struct bench *b, int beam, int batch, int count)
{
    struct rns_search how = rns_search_default();
    const int S = b->length;
    how.beam = beam;
    how.max_length_factor = S > 10 ? (double)(S - 10) / S : 0;
    double spent = 0;
    for (int done = 0; done < count; done += batch) {
        arena_reset(&b->mem);
        const int **source = arena_take(&b->mem, (size_t)batch, sizeof *source);
        int *length = arena_take(&b->mem, (size_t)batch, sizeof *length);
        struct hypotheses *found = arena_zero(&b->mem, (size_t)batch, sizeof *found);
        for (int k = 0; k < batch; k++) {
            source[k] = make_sentence(b, b->net.sizes.source_words, S);
            length[k] = S;
        }
        const struct packed words = packed_new(&b->mem, batch, source, length);
        const double start = seconds_now();
        search(&(struct search_plan){ &(const struct network *){ &b->net }, 1, &how, &words, NULL },
               found, &b->search);
        arena_reset(&b->search.out);
        spent += seconds_now() - start;
    }
    return spent;
}

static void measure_translation(struct bench *b, struct rns_bench *r)
{
    static const int beams[] = { 1, 5, 12 };
    weights_arrange(&b->net.params, false);
    for (int k = 0; k < 3; k++) {
        measure_search(b, beams[k], 1, 1);
        r->search[k].beam = beams[k];
        r->search[k].seconds_alone =
            measure_search(b, beams[k], 1, SENTENCES_ALONE) / SENTENCES_ALONE;
        r->search[k].sentences_per_second =
            SENTENCES / measure_search(b, beams[k], SENTENCES, SENTENCES);
    }
}

static void name_stages(struct rns_bench *r)
{
    static const char *const names[STAGE_COUNT] = {
        [STAGE_OTHER] = "other",
        [STAGE_EMBED] = "embed",
        [STAGE_ENCODER] = "encoder",
        [STAGE_ATTENTION] = "attention",
        [STAGE_DECODER] = "decoder",
        [STAGE_READOUT] = "readout, softmax and back",
        [STAGE_DECODER_BACKWARD] = "decoder backward",
        [STAGE_ATTENTION_BACKWARD] = "attention backward",
        [STAGE_ENCODER_BACKWARD] = "encoder backward",
        [STAGE_UPDATE] = "update",
    };
    for (int s = 0; s < STAGE_COUNT; s++) r->stage[s].name = names[s];
}

bool rns_bench(const struct rns_config *config, const struct rns_bench_plan *plan,
               struct rns_bench *r, struct rns_error *err)
{
    const char *why = config_contradiction(config);
    if (why) return fail(err, RNS_USAGE, "%s", why);
    if (!update_is_possible(config, err)) return false;
    struct bench b = { .config = config, .length = plan->length };
    struct rusage usage;
    memset(r, 0, sizeof *r);
    rns_threads(config->train.threads);
    const double peak_before = measure_peak(&b.mem);
    begin(&b);
    r->parameters = b.net.params.size;
    measure_training(&b, plan->seconds, r);
    r->peak_flops = fmax(peak_before, measure_peak(&b.mem));
    r->peak_kernel = openblas_get_corename();
    name_stages(r);
    getrusage(RUSAGE_SELF, &usage);
    r->peak_bytes = 1024.0 * (double)usage.ru_maxrss;
    if (plan->translation) measure_translation(&b, r);
    end(&b);
    return true;
}
