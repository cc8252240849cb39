#include "model/footprint.h"

#include "nn/softmax.h"
#include "nn/panels.h"
#include "text/bitext.h"

enum { SLACK = 8192 }; /* what rounding up each piece of an arena adds */

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static bool attends(const struct network_sizes *s) { return s->decoder != DECODER_ENCDEC; }

/* Reals of attention in a row of a source word, a target word, a source sentence. */
struct attention_widths {
    size_t keys, query, alpha, centre, coverage, energy;
};

static struct attention_widths attention_widths(const struct network_sizes *s, int S)
{
    if (!attends(s)) return (struct attention_widths){ 0 };
    const struct attention_shape shape = attention_shape(&s->attention, s->H, s->A);
    return (struct attention_widths){
        .keys = (size_t)shape.key,
        .query = (size_t)shape.query,
        .alpha = (size_t)S,
        .centre = s->attention.window == WINDOW_LOCAL_P ? (size_t)s->A : 0,
        .coverage = s->attention.coverage ? (size_t)S : 0,
        .energy = (size_t)shape.energy * (s->attention.coverage ? 2 : 1),
    };
}

/* --- what stays until the batch is done ------------------------------------------------------- */

/* Reals in a row of the tapes of so many layer normalisations. */
static size_t norms(const struct network_sizes *s, size_t count)
{
    return s->layer_norm ? count * (6 * (size_t)s->H + 2) : 0;
}

/* Reals in a row of all matrices that have one a source word, a target word, a pair. */
struct widths {
    size_t source, target, pair;
};

static size_t reals(struct widths w, const struct batch_shape *b)
{
    return w.source * (size_t)b->source_words + w.target * (size_t)b->target_words +
           w.pair * (size_t)b->B;
}

/* What layer_forward leaves of both directions beside its states, for each layer of the encoder. */
static size_t layer_width(const struct network_sizes *s)
{
    return 2 * 5 * (size_t)s->H + norms(s, 4);
}

/* encoder_forward and decoder_look_at;  decoder_tape_new and inputs_new;  s_0 by source and by
 * target column. */
static size_t forward(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t E = s->E, H = s->H, M = s->M;
    const struct attention_widths a = attention_widths(s, b->S);
    const size_t gru = 6 * H, second = s->decoder == DECODER_CONDITIONAL ? gru : 2 * H;
    const size_t above = (size_t)(s->layers - 1) * (4 * H + layer_width(s));
    const struct widths w = {
        .source = E + 2 * H + layer_width(s) + above + a.keys,
        .target = 2 * E + 2 * H + gru + second + a.query + a.alpha + a.centre + a.coverage + 3 * M +
                  norms(s, s->decoder == DECODER_CONDITIONAL ? 4 : 3),
        .pair = 2 * H + (attends(s) ? 0 : 2 * H),
    };
    return reals(w, b);
}

/* gru_tape_drop of each recurrence. */
static size_t states_dropped(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t each = 3 * (size_t)s->H;
    const int decoders = s->decoder == DECODER_CONDITIONAL ? 2 : 1;
    return reals((struct widths){ .source = 2 * s->layers * each, .target = decoders * each }, b);
}

/* dh;  gradients_new, unread, ∂inputs;  ∂s_0 before and behind its tanh. */
static size_t decoder_backward_reals(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t E = s->E, H = s->H, M = s->M;
    const struct attention_widths a = attention_widths(s, b->S);
    const size_t second = s->decoder == DECODER_CONDITIONAL ? 4 * H : 0;
    const struct widths w = {
        .source = 2 * H + a.keys,
        .target = 2 * E + 2 * H + H + 3 * H + second + a.query + a.alpha + a.centre + a.coverage +
                  (a.centre ? 1 : 0) + 2 * M,
        .pair = 2 * H + (attends(s) ? a.energy : 2 * H),
    };
    return reals(w, b);
}

/* Of guide_new. */
static size_t guide_bytes(const struct batch_shape *b)
{
    return b->links ? 8 * (size_t)b->links + 4 * (size_t)b->target_words + 16 * (size_t)b->B : 0;
}

/* Of each target word: local-m's place;  what draws, its log p and advantage. */
static size_t look_bytes(const struct network_sizes *s)
{
    if (!attends(s)) return 0;
    return (s->attention.window == WINDOW_LOCAL_M ? sizeof(int) : 0) +
           (s->attention.context == CONTEXT_HARD ? 2 * sizeof(real) + sizeof(double) : 0);
}

/* batch_new;  of each target word the one before it and its source column;  of both sides the
 * distinct words, which of them each is and which are left out. */
static size_t integer_bytes(const struct network_sizes *s, const struct batch_shape *b)
{
    return 52 * (size_t)b->B + 8 * (size_t)(b->S + b->T) + 16 * (size_t)b->source_words +
           (24 + look_bytes(s)) * (size_t)b->target_words +
           4 * (size_t)(s->source_words + s->target_words) + guide_bytes(b) + SLACK;
}

/* --- what comes and goes ---------------------------------------------------------------------- */

/* The factors of a gradient dW [out][in], laid out. */
static size_t factors(size_t rows, size_t out, size_t in)
{
    return panels_room((int)rows, (int)out) + panels_room((int)rows, (int)in);
}

/* inputs_backward, by words or, where all may be different ones, by distinct words. */
static size_t inputs(const struct network_sizes *s, long words, int V)
{
    const size_t N = words, distinct = smaller(N, (size_t)V + 1), H = s->H;
    return larger(factors(N, 3 * H, s->E), distinct * 3 * H + factors(distinct, 3 * H, s->E));
}

static size_t decoder_products(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t N = b->target_words, H = s->H;
    const struct attention_widths a = attention_widths(s, b->S);
    const size_t keys = a.keys ? factors(b->source_words, a.keys, 2 * H) : 0;
    const size_t queries = attends(s) ? factors(N, larger(a.query, a.centre), H) : 0;
    return larger(larger(factors(N, 3 * H, 2 * H), factors(N, 2 * (size_t)s->M, 2 * H)),
                  larger(larger(keys, queries), inputs(s, b->target_words, s->target_words)));
}

/* encoder_backward: ∂x and, layer by layer, ∂a, in unstack two ∂h, and the products. */
static size_t encoder_backward_reals(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t N = b->source_words, H = s->H;
    const size_t recurrent = factors(N, 2 * H, H);
    const size_t first = larger(recurrent, inputs(s, b->source_words, s->source_words));
    const size_t above = 4 * H * N + larger(recurrent, factors(N, 3 * H, 2 * H));
    return N * (s->E + 6 * H) + (s->layers > 1 ? larger(first, above) : first);
}

/* The logits of some words and their losses, in learning their gradient's factors, too. */
static size_t chunk(const struct network_sizes *s, const struct batch_shape *b, bool learning)
{
    const size_t rows = smaller((size_t)b->target_words, SOFTMAX_CHUNK), V = s->target_words;
    const size_t each = 2 * sizeof(double) / sizeof(real);
    return rows * (V + each) + (learning ? factors(rows, V, s->M) : 0);
}

/* --- both ------------------------------------------------------------------------------------- */

size_t footprint_learn(const struct network_sizes *s, const struct regularization *r,
                       const struct batch_shape *b)
{
    const size_t dropped = r->dropout_state > 0 ? states_dropped(s, b) : 0;
    const size_t dt = (size_t)s->M * (size_t)b->target_words;
    const size_t backward =
        decoder_backward_reals(s, b) + larger(decoder_products(s, b), encoder_backward_reals(s, b));
    return integer_bytes(s, b) +
           sizeof(real) * (forward(s, b) + dropped + dt + larger(chunk(s, b, true), backward));
}

size_t footprint_score(const struct network_sizes *s, const struct batch_shape *b)
{
    const size_t repeated = smaller((size_t)b->target_words, (size_t)s->target_words + 1);
    const size_t losses = sizeof(double) * ((size_t)b->target_words + (size_t)b->B);
    return integer_bytes(s, b) + losses +
           sizeof(real) * (forward(s, b) + larger(chunk(s, b, false), repeated * 3 * (size_t)s->H));
}

int footprint_fit(const struct network_sizes *s, const struct regularization *r,
                  const struct bitext *b, const int *pair, int count, size_t bytes)
{
    struct batch_shape shape = { 0 };
    for (int i = 0; i < count; i++) {
        shape = batch_shape_add_pair(shape, b, pair[i]);
        if (i > 0 && footprint_learn(s, r, &shape) > bytes) return i;
    }
    return count;
}

size_t footprint_network(const struct network_sizes *sizes, const struct optimizer *o)
{
    struct network n;
    network_init(&n, sizes);
    size_t count = n.params.size * (size_t)(2 + optimizer_blocks(o));
    for (int i = 0; i < n.params.weight_count; i++) {
        const struct weight *w = n.params.weights[i];
        count += panels_room(w->in, w->out) + panels_room(w->out, w->in);
    }
    network_free(&n);
    return count * sizeof(real) + SLACK;
}
