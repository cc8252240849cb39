#include "model/decoder.h"

#include <string.h>

#include "base/memory.h"
#include "base/stage.h"
#include "model/shortlist.h"
#include "nn/maxout.h"
#include "nn/vec.h"

/* Every product into a gated unit by itself. */
static void normalize(struct decoder *d, struct params *t)
{
    layer_norm_add(&d->norm, t, "decoder.word.W", d->H);
    gru_normalize(&d->gru, t, "decoder.word");
    layer_norm_add(&d->context_norm, t, "decoder.context.W", d->H);
    if (d->kind == DECODER_CONDITIONAL) gru_normalize(&d->second, t, "decoder.context");
}

void decoder_add(struct decoder *d, struct params *t, enum decoder_kind kind,
                 const struct decoder_sizes *s)
{
    const int V = s->V, E = s->E, H = s->H, A = s->A, M = s->M;
    *d = (struct decoder){ .kind = kind, .E = E, .H = H, .M = M };
    if (s->embed) embed_tie(&d->embed, s->embed);
    else embed_add(&d->embed, t, "decoder.embed.E", V, E);
    linear_add_biased(&d->start, t, "decoder.start", H, H);
    linear_add_biased(&d->into, t, "decoder.word", 3 * H, E);
    gru_add(&d->gru, t, "decoder.word", H);
    if (kind == DECODER_CONDITIONAL) {
        linear_add_biased(&d->context_into, t, "decoder.context", 3 * H, 2 * H);
        gru_add(&d->second, t, "decoder.context", H);
    } else {
        linear_add(&d->context_into, t, "decoder.context", 3 * H, 2 * H);
    }
    if (s->layer_norm) normalize(d, t);
    if (kind != DECODER_ENCDEC)
        attention_add(&d->attention, t, "decoder.attention", &s->attention, H, A);
    linear_add_biased(&d->read_state, t, "decoder.readout.state", 2 * M, H);
    linear_add(&d->read_word, t, "decoder.readout.word", 2 * M, E);
    linear_add(&d->read_context, t, "decoder.readout.context", 2 * M, 2 * H);
    if (s->tied) linear_add_tied(&d->out, t, "decoder.out", d->embed.of);
    else linear_add_biased(&d->out, t, "decoder.out", V, M);
}

/* [→h_S ; ←h_1] of each source column. */
static struct mat fixed_vectors(const struct packed *w, struct mat h, struct arena *mem)
{
    const int H = h.cols / 2;
    const struct mat fixed = mat_take(mem, w->B, 2 * H);
    for (int b = 0; b < w->B; b++) {
        const int last = packed_row(w, w->length[b] - 1, b);
        memcpy(row(fixed, b), row(h, last), (size_t)H * sizeof(real));
        memcpy(row(fixed, b) + H, row(h, packed_row(w, 0, b)) + H, (size_t)H * sizeof(real));
    }
    return fixed;
}

struct memory decoder_look_at(const struct decoder *d, const struct packed *words, struct mat h,
                              struct arena *mem)
{
    struct memory m = { .source = { .words = words, .h = h } };
    if (d->kind == DECODER_ENCDEC) m.fixed = fixed_vectors(words, h, mem);
    else m.source.keys = attention_keys(&d->attention, h, mem);
    return m;
}

struct mat decoder_start(const struct decoder *d, const struct memory *m, struct arena *mem)
{
    const struct mat first = mat_rows(m->source.h, 0, m->source.words->B);
    const struct mat s0 = mat_take(mem, first.rows, d->H);
    linear_forward(&d->start, mat_cols(first, d->H, d->H), s0);
    for (int b = 0; b < s0.rows; b++) vec_tanh(row(s0, b), d->H);
    return s0;
}

/* What comes of each annotation, or fixed vector, in the layers behind the look. */
static struct mat look_through(const struct decoder *d, struct mat h, struct arena *mem)
{
    const int into = 3 * d->H, read = 2 * d->M;
    const struct mat through = mat_new(mem, h.rows, into + read);
    weight_forward(&d->context_into.weight, h, mat_cols(through, 0, into));
    weight_forward(&d->read_context.weight, h, mat_cols(through, into, read));
    return through;
}

void decoder_look_through(const struct decoder *d, struct memory *m, struct arena *mem)
{
    struct mat *seen = d->kind == DECODER_ENCDEC ? &m->fixed : &m->source.h;
    const struct mat h = *seen;
    *seen = look_through(d, h, mem);
    if (!m->source.keys.at || d->attention.shape.key) return;
    m->source.keys = mat_take(mem, h.rows, h.cols);
    mat_copy(h, m->source.keys);
}

/* y += W c, or y = W c + b; after decoder_look_through c holds W c from column `from` on. */
static void add_context(const struct linear *l, struct mat c, int from, struct mat y)
{
    linear_begin(l, y);
    if (c.cols == l->W.w.cols) weight_forward(&l->weight, c, y);
    else add(mat_cols(c, from, y.cols), y);
}

/* Normalised products add to it, the first of the others fills it. */
static struct mat sum_new(const struct layer_norm_tape *t, int n, int cols, struct arena *mem)
{
    return t->x.at ? mat_new(mem, n, cols) : mat_take(mem, n, cols);
}

struct decoder_tape decoder_tape_new(const struct decoder *d, const struct memory *m, int n,
                                     struct arena *mem)
{
    const int E = d->E, H = d->H, M = d->M;
    const int wide = d->kind == DECODER_ENCDEC ? m->fixed.cols : m->source.h.cols;
    struct decoder_tape t = { .x = mat_take(mem, n, E), .c = mat_new(mem, n, wide) };
    t.norm = layer_norm_tape_new(&d->norm, n, mem);
    t.context_norm = layer_norm_tape_new(&d->context_norm, n, mem);
    t.gru = gru_tape_new(&d->gru, sum_new(&t.norm, n, 3 * H, mem), mat_take(mem, n, H), mem);
    t.s = t.gru.next;
    if (d->kind == DECODER_CONDITIONAL) {
        const struct mat a = sum_new(&t.context_norm, n, 3 * H, mem);
        t.second = gru_tape_new(&d->second, a, mat_take(mem, n, H), mem);
        t.s = t.second.next;
    } else {
        t.c_before = mat_new(mem, n, wide);
    }
    if (d->kind != DECODER_ENCDEC) {
        t.query = mat_new(mem, n, d->attention.shape.query);
        t.alpha = mat_take(mem, n, m->source.words->T);
        t.more = look_more_new(&d->attention, n, m->source.words->T, mem);
    }
    t.u = mat_take(mem, n, 2 * M);
    t.t = mat_take(mem, n, M);
    return t;
}

static struct mat rows_if_any(struct mat m, int from, int count)
{
    return m.at ? mat_rows(m, from, count) : m;
}

struct decoder_tape decoder_tape_rows(const struct decoder_tape *t, int from, int count)
{
    struct decoder_tape v = {
        .column = t->column + from,
        .x = mat_rows(t->x, from, count),
        .c_before = rows_if_any(t->c_before, from, count),
        .gru = gru_tape_rows(&t->gru, from, count),
        .query = rows_if_any(t->query, from, count),
        .alpha = rows_if_any(t->alpha, from, count),
        .more = look_more_rows(&t->more, from, count),
        .c = mat_rows(t->c, from, count),
        .s = mat_rows(t->s, from, count),
        .norm = layer_norm_tape_rows(&t->norm, from, count),
        .context_norm = layer_norm_tape_rows(&t->context_norm, from, count),
        .u = mat_rows(t->u, from, count),
        .t = mat_rows(t->t, from, count),
    };
    if (t->second.next.at) v.second = gru_tape_rows(&t->second, from, count);
    return v;
}

/* c_i = Σ_j α_ij h_j; for encdec the same vector for every i. */
static void look(const struct decoder *d, const struct memory *m, const struct decoder_tape *v)
{
    if (d->kind != DECODER_ENCDEC) {
        attention_forward(
            &d->attention, &m->source,
            &(struct look){ v->column, v->gru.next, v->query, v->alpha, v->c, v->more });
        return;
    }
    for (int r = 0; r < v->c.rows; r++)
        memcpy(row(v->c, r), row(m->fixed, v->column[r]), (size_t)v->c.cols * sizeof(real));
}

/* a += C c, or LN(C c). */
static void take_in(const struct decoder *d, const struct decoder_tape *v, struct mat c,
                    struct mat a)
{
    add_context(&d->context_into, c, 0, layer_norm_in(v->context_norm, a));
    layer_norm_forward(&d->context_norm, v->context_norm, a);
}

void decoder_advance(const struct decoder *d, const struct memory *m, const struct decoder_tape *v,
                     struct mat s_before, bool first)
{
    if (d->kind == DECODER_CONDITIONAL) {
        /* s' = gru1(W y_{i−1}, s_{i−1});  c_i;  s_i = gru2(C c_i, s') */
        mat_copy(s_before, v->gru.from);
        gru_forward(&d->gru, v->gru);
        look(d, m, v);
        mat_copy(v->gru.next, v->second.from);
        take_in(d, v, v->c, v->second.zrn);
        gru_forward(&d->second, v->second);
        return;
    }
    /* s_i = gru(W y_{i−1} + C c_{i−1}, s_{i−1});  c_i */
    if (first) {
        mat_copy(s_before, v->gru.next);
    } else {
        mat_copy(s_before, v->gru.from);
        take_in(d, v, v->c_before, v->gru.zrn);
        gru_forward(&d->gru, v->gru);
    }
    look(d, m, v);
}

void decoder_read_out(const struct decoder *d, const struct decoder_tape *v)
{
    const enum stage before = stage_enter(STAGE_READOUT);
    linear_forward(&d->read_state, v->s, v->u);
    linear_forward(&d->read_word, v->x, v->u);
    add_context(&d->read_context, v->c, 3 * d->H, v->u);
    maxout_forward(v->u, v->t);
    stage_enter(before);
}

/* --- search ----------------------------------------------------------------------------------- */

struct decoder_state decoder_begin(const struct decoding *g, struct arena *mem)
{
    const int B = g->memory.source.words->B;
    struct decoder_state s = { .n = B, .column = arena_take(mem, (size_t)B, sizeof(int)) };
    for (int b = 0; b < B; b++) s.column[b] = b;
    s.s = decoder_start(g->decoder, &g->memory, mem);
    if (g->decoder->attention.kind.coverage)
        s.coverage = mat_new(mem, B, g->memory.source.words->T);
    return s;
}

/* Which target word this is, the same for all. */
static const int *positions(const struct decoder *d, const struct decoder_state *s,
                            struct arena *mem)
{
    if (d->attention.kind.window != WINDOW_LOCAL_M) return NULL;
    int *position = arena_take(mem, (size_t)s->n, sizeof *position);
    for (int r = 0; r < s->n; r++) position[r] = s->i;
    return position;
}

struct decoder_state decoder_step(const struct decoding *g, const struct decoder_state *from,
                                  const int *previous, struct mat alpha, struct arena *mem)
{
    const struct decoder *d = g->decoder;
    const struct inputs in =
        inputs_new(&d->embed, previous, from->n, (struct inputs_dropout){ 0 }, mem);
    struct decoder_tape t = decoder_tape_new(d, &g->memory, from->n, mem);
    t.column = from->column;
    t.more.position = positions(d, from, mem);
    if (t.more.coverage.at) mat_copy(from->coverage, t.more.coverage);
    inputs_rows(&in, t.x);
    inputs_forward(&in, &d->into, layer_norm_in(t.norm, t.gru.zrn), mem);
    layer_norm_forward(&d->norm, t.norm, t.gru.zrn);
    t.c_before = from->c;
    decoder_advance(d, &g->memory, &t, from->s, previous[0] < 0);
    decoder_read_out(d, &t);
    if (alpha.at && t.alpha.at) mat_copy(t.alpha, alpha);
    if (t.more.coverage.at) add(t.alpha, t.more.coverage);
    return (struct decoder_state){
        .n = from->n,
        .i = from->i + 1,
        .column = from->column,
        .s = t.s,
        .c = d->kind == DECODER_CONDITIONAL ? (struct mat){ 0 } : t.c,
        .coverage = t.more.coverage,
        .t = t.t,
    };
}

void decoder_words(const struct decoding *g, struct mat t, struct mat logits)
{
    if (g->list) shortlist_forward(g->list, t, logits);
    else linear_forward(&g->decoder->out, t, logits);
}

static struct mat select_rows(struct mat m, const int *from, int n, struct arena *mem)
{
    if (!m.at) return m;
    const struct mat to = mat_take(mem, n, m.cols);
    for (int i = 0; i < n; i++) mat_copy(mat_rows(m, from[i], 1), mat_rows(to, i, 1));
    return to;
}

struct decoder_state decoder_select(const struct decoder_state *s, const int *from, int n,
                                    struct arena *mem)
{
    int *column = arena_take(mem, (size_t)n, sizeof *column);
    for (int i = 0; i < n; i++) column[i] = s->column[from[i]];
    return (struct decoder_state){
        .n = n,
        .i = s->i,
        .column = column,
        .s = select_rows(s->s, from, n, mem),
        .c = select_rows(s->c, from, n, mem),
        .coverage = select_rows(s->coverage, from, n, mem),
    };
}
