#include "model/network.h"

#include "base/memory.h"
#include "base/rng.h"
#include "model/posterior.h"
#include "nn/softmax.h"
#include "nn/window.h"
#include "text/batch.h"

void network_init(struct network *n, const struct network_sizes *s)
{
    *n = (struct network){ .sizes = *s };
    encoder_add(&n->encoder, &n->params, s->source_words, s->E, s->H, s->layers);
    if (s->layer_norm) encoder_normalize(&n->encoder, &n->params);
    const struct decoder_sizes sizes = {
        .V = s->target_words,
        .E = s->E,
        .H = s->H,
        .A = s->A,
        .M = s->M,
        .tied = s->tied != TIED_NONE,
        .layer_norm = s->layer_norm,
        .embed = s->tied == TIED_ALL ? &n->encoder.embed : NULL,
        .attention = s->attention,
    };
    decoder_add(&n->decoder, &n->params, s->decoder, &sizes);
}

void network_free(struct network *n) { params_free(&n->params); }

/* Where in the network a mask falls; each has a key of its own. */
enum place {
    PLACE_SOURCE,
    PLACE_TARGET,
    PLACE_READOUT,
    PLACE_CONTEXT,
    PLACE_FORWARD,
    PLACE_BACKWARD,
    PLACE_DECODER,
    PLACE_SECOND,
    PLACE_SOURCE_WORD,
    PLACE_TARGET_WORD,
    PLACE_LOOK,
};

/* The same at every step of these words; NULL: different at each. */
static struct dropout dropout_at(double rate, const struct regularization *r, enum place place,
                                 const struct packed *over)
{
    return (struct dropout){ rate, rng_hash(r->seed, place), over };
}

static struct encoder_dropout encoder_dropout_of(const struct regularization *r,
                                                 const struct packed *words)
{
    const struct packed *over = r->variational ? words : NULL;
    return (struct encoder_dropout){
        .words = { dropout_at(r->word_dropout_source, r, PLACE_SOURCE_WORD, NULL),
                   dropout_at(r->dropout_embedding, r, PLACE_SOURCE, over) },
        .forward = dropout_at(r->dropout_state, r, PLACE_FORWARD, words),
        .backward = dropout_at(r->dropout_state, r, PLACE_BACKWARD, words),
        .h = dropout_at(r->dropout_context, r, PLACE_CONTEXT, over),
    };
}

static struct decoder_run decoder_run_of(const struct regularization *r, const struct batch *b)
{
    const struct packed *words = &b->target, *over = r->variational ? words : NULL;
    return (struct decoder_run){
        .words = words,
        .column = b->column,
        .dropout_x = { dropout_at(r->word_dropout_target, r, PLACE_TARGET_WORD, NULL),
                       dropout_at(r->dropout_embedding, r, PLACE_TARGET, over) },
        .dropout_gru = dropout_at(r->dropout_state, r, PLACE_DECODER, words),
        .dropout_second = dropout_at(r->dropout_state, r, PLACE_SECOND, words),
        .dropout_t = dropout_at(r->dropout_readout, r, PLACE_READOUT, over),
        .uniform = r->uniform,
    };
}

/* Everything between the two corpora and the output layer. */
struct run {
    struct encoder_tape encoder;
    struct memory memory;
    struct decoder_run decoder;
};

static void run_forward(const struct network *n, const struct batch *b,
                        const struct regularization *r, struct run *run, struct arena *mem)
{
    const struct encoder_dropout dropout = encoder_dropout_of(r, &b->source);
    run->encoder = encoder_forward(&n->encoder, &b->source, &dropout, mem);
    run->memory = decoder_look_at(&n->decoder, &b->source, run->encoder.h, mem);
    run->decoder = decoder_run_of(r, b);
    decoder_forward(&n->decoder, &run->memory, &run->decoder, mem);
}

const real *network_draw(const struct network *n, const struct batch *b, uint64_t seed,
                         struct arena *mem)
{
    const struct network_sizes *s = &n->sizes;
    if (s->decoder == DECODER_ENCDEC || s->attention.context == CONTEXT_SOFT) return NULL;
    real *uniform = arena_take(mem, (size_t)b->target.rows, sizeof *uniform);
    for (int i = 0; i < b->target.rows; i++) {
        const uint64_t bits = rng_hash(rng_hash(seed, PLACE_LOOK), (uint64_t)i);
        uniform[i] = (real)(bits >> 40) * (real)0x1p-24;
    }
    return uniform;
}

/* A_i = Σ_{k≥i} (log p(y_k) − b), times the scale of the gradient. */
static real *advantages(const struct packed *w, const double *nll, double b, double scale,
                        struct arena *mem)
{
    real *a = arena_take(mem, (size_t)w->rows, sizeof *a);
    for (int k = 0; k < w->B; k++) {
        double sum = 0;
        for (int t = w->length[k]; t-- > 0;) {
            const int i = packed_row(w, t, k);
            sum += -nll[i] - b;
            a[i] = (real)(scale * sum);
        }
    }
    return a;
}

struct network_loss network_learn(struct network *n, const struct batch *b,
                                  const struct regularization *r, double scale, struct arena *mem)
{
    struct run run;
    weights_arrange(&n->params, true);
    run_forward(n, b, r, &run, mem);

    const int copies = r->rdrop > 0 ? 2 : 1; /* of each pair */
    run.decoder.guide = b->guide;
    run.decoder.guide_weight = (real)(scale * r->alignment_weight / copies);
    const struct mat t = run.decoder.all.t, dt = mat_new(mem, t.rows, t.cols);
    double *nll = r->uniform ? arena_take(mem, (size_t)t.rows, sizeof *nll) : NULL;
    const struct softmax_loss loss =
        softmax_learn(&n->decoder.out, t, b->target.id,
                      (struct softmax_how){ r->label_smoothing, scale, r->rdrop, nll }, dt, mem);
    if (nll) run.decoder.advantage = advantages(&b->target, nll, r->baseline, scale, mem);
    run.decoder.entropy = scale * n->sizes.attention.entropy;
    const struct mat dh = mat_new(mem, run.encoder.h.rows, run.encoder.h.cols);
    decoder_backward(&n->decoder, &run.memory, &run.decoder, dt, dh, mem);
    encoder_backward(&n->encoder, dh, &run.encoder, mem);

    struct guide_loss guided = decoder_guide_loss(&n->decoder, &run.memory, &run.decoder);
    guided.sum /= copies;
    guided.rows /= copies;
    return (struct network_loss){ loss.nll, loss.loss + r->alignment_weight * guided.sum,
                                  b->target.rows / copies, guided };
}

static double gru_flops(double in, double H) { return 3 * H * (in + H); }

double network_flops(const struct network_sizes *s, const struct batch *b)
{
    const double E = s->E, H = s->H, M = s->M;
    const bool attends = s->decoder != DECODER_ENCDEC;
    const struct attention_flops a =
        attends ? attention_flops(&s->attention, s->H, s->A) : (struct attention_flops){ 0 };
    const double second = s->decoder == DECODER_CONDITIONAL ? 3 * H * H : 0;
    const double above = (s->layers - 1) * 2 * gru_flops(2 * H, H);
    const double source = 2 * gru_flops(E, H) + above + a.source;
    const double readout = 2 * M * (H + E + 2 * H) + M * s->target_words;
    const double target = gru_flops(E + 2 * H, H) + second + a.target + readout;
    double seen = 0; /* pairs of a target word and a source word that it sees */
    for (int c = 0; c < b->B; c++)
        seen += (double)b->target.length[c] *
                window_size(&s->attention, b->source.length[b->column[c]]);
    return 2 * (source * b->source.rows + target * b->target.rows + a.pair * seen + H * H * b->B);
}

void network_score(const struct network *n, const struct batch *b, double *nll, double *word_nll,
                   struct mat *alpha, struct arena *mem)
{
    struct run run;
    run_forward(n, b, &(struct regularization){ 0 }, &run, mem);

    const struct packed *w = &b->target;
    double *each = word_nll ? word_nll : arena_take(mem, (size_t)w->rows, sizeof *each);
    softmax_score(&n->decoder.out, run.decoder.all.t, w->id, each, mem);
    for (int k = 0; k < w->B; k++) nll[k] = 0;
    for (int t = 0; t < w->T; t++)
        for (int k = 0; k < packed_count(w, t); k++) nll[k] += each[packed_row(w, t, k)];
    if (alpha) *alpha = run.decoder.all.alpha;
}

struct mat network_align(const struct network *n, const struct batch *b, struct arena *mem)
{
    struct run run;
    run_forward(n, b, &(struct regularization){ 0 }, &run, mem);
    return run.decoder.all.alpha;
}

struct mat network_posterior(const struct network *n, const struct batch *b, struct arena *mem)
{
    struct run run;
    run_forward(n, b, &(struct regularization){ 0 }, &run, mem);
    if (n->sizes.decoder == DECODER_ENCDEC) return run.decoder.all.alpha;
    return posterior(&n->decoder, &run.memory, &run.decoder, mem);
}
