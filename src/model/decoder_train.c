/* The decoder's sweep over given translations, and the same sweep upside down. */
#include "model/decoder.h"

#include <string.h>

#include "base/memory.h"
#include "base/stage.h"
#include "nn/maxout.h"

/* Which target word of its sentence each row is. */
static const int *positions(const struct packed *w, struct arena *mem)
{
    int *position = arena_take(mem, (size_t)w->rows, sizeof *position);
    for (int t = 0; t < w->T; t++)
        for (int b = 0; b < packed_count(w, t); b++) position[packed_row(w, t, b)] = t;
    return position;
}

/* The word before each word and the source column of each row. */
static void line_up(struct decoder_run *run, struct arena *mem)
{
    const struct packed *w = run->words;
    run->previous = arena_take(mem, (size_t)w->rows, sizeof(int));
    run->source_column = arena_take(mem, (size_t)w->rows, sizeof(int));
    for (int t = 0; t < w->T; t++)
        for (int b = 0; b < packed_count(w, t); b++) {
            run->previous[packed_row(w, t, b)] = t ? w->id[packed_row(w, t - 1, b)] : -1;
            run->source_column[packed_row(w, t, b)] = run->column[b];
        }
}

/* s_0 of the target columns' own sentences. */
static struct mat starts(const struct decoder_run *run, struct arena *mem)
{
    const struct mat s0 = mat_take(mem, run->words->B, run->s0.cols);
    for (int b = 0; b < s0.rows; b++)
        memcpy(row(s0, b), row(run->s0, run->column[b]), (size_t)s0.cols * sizeof(real));
    return s0;
}

/* What the rows of these columns at step t went on from: those of step t − 1, or at first those of
 * `start`. */
static struct mat rows_before(struct mat all, struct mat start, const struct packed *w, int t,
                              struct columns c)
{
    const int n = packed_reach(w, t, c);
    return t > 0 ? mat_rows(all, w->at[t - 1] + c.from, n) : mat_rows(start, c.from, n);
}

/* Every step of some columns. */
static void sweep(const struct decoder *d, const struct memory *m, const struct decoder_run *run,
                  struct mat s0, struct columns c)
{
    const struct packed *w = run->words;
    const struct decoder_tape *all = &run->all;
    for (int t = 0; t < w->T && packed_reach(w, t, c) > 0; t++) {
        const struct decoder_tape step =
            decoder_tape_rows(all, w->at[t] + c.from, packed_reach(w, t, c));
        if (t > 0 && step.c_before.at)
            mat_copy(rows_before(all->c, all->c, w, t, c), step.c_before);
        if (t > 0 && step.more.coverage.at) {
            mat_copy(rows_before(all->more.coverage, all->alpha, w, t, c), step.more.coverage);
            add(rows_before(all->alpha, all->alpha, w, t, c), step.more.coverage);
        }
        decoder_advance(d, m, &step, rows_before(all->s, s0, w, t, c), t == 0);
    }
}

/* One part alone leaves the threads to the products within it. */
static void sweep_all(const struct decoder *d, const struct memory *m,
                      const struct decoder_run *run, struct mat s0)
{
    const int parts = threads_parts(run->words);
    if (parts == 1) {
        sweep(d, m, run, s0, (struct columns){ 0, run->words->B });
        return;
    }
#pragma omp parallel for schedule(static, 1)
    for (int k = 0; k < parts; k++) sweep(d, m, run, s0, threads_part(run->words, parts, k));
}

void decoder_forward(const struct decoder *d, const struct memory *m, struct decoder_run *run,
                     struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_DECODER);
    const struct packed *w = run->words;
    line_up(run, mem);
    run->s0 = decoder_start(d, m, mem);
    struct decoder_tape *all = &run->all;
    *all = decoder_tape_new(d, m, w->rows, mem);
    all->column = run->source_column;
    gru_tape_drop(&all->gru, run->dropout_gru, mem);
    if (d->kind == DECODER_CONDITIONAL) gru_tape_drop(&all->second, run->dropout_second, mem);
    if (d->attention.kind.window == WINDOW_LOCAL_M) all->more.position = positions(w, mem);
    all->more.uniform = run->uniform;

    stage_enter(STAGE_EMBED);
    run->in = inputs_new(&d->embed, run->previous, w->rows, run->dropout_x, mem);
    inputs_rows(&run->in, all->x);
    stage_enter(STAGE_DECODER);
    inputs_forward(&run->in, &d->into, layer_norm_in(all->norm, all->gru.zrn), mem);
    layer_norm_forward(&d->norm, all->norm, all->gru.zrn);
    const struct mat s0 = starts(run, mem);
    sweep_all(d, m, run, s0);
    decoder_read_out(d, all);
    dropout_apply(run->dropout_t, all->t);
    stage_enter(before);
}

/* --- backward ---------------------------------------------------------------------------------*/

/* One row a target word; each is ∂L by the tape's matrix of that name. */
struct gradients {
    struct mat x, c, s, q; /* q: the state that looks; the same as s but for conditional */
    struct mat a, a2;      /* gru.zrn, second.zrn on their way in                         */
    struct mat query;
    struct mat keys, v; /* [source rows][K], [source columns][A]                       */
    struct mat e;       /* [N][S] the energies                                         */
    struct look_more_gradient more;
    struct mat s0, fixed; /* [B of target][H], [B of source][2H]                         */
    struct mat h;
    const struct decoder_run *run;
};

static struct gradients gradients_new(const struct decoder *d, const struct memory *m,
                                      const struct decoder_run *run, struct mat dh,
                                      struct arena *mem)
{
    const int N = run->words->rows, H = d->H;
    struct gradients g = { .h = dh, .run = run };
    g.x = mat_new(mem, N, d->E);
    g.c = mat_new(mem, N, 2 * H);
    g.s = g.q = mat_new(mem, N, H);
    g.a = mat_new(mem, N, 3 * H);
    g.s0 = mat_new(mem, run->words->B, H);
    if (d->kind == DECODER_CONDITIONAL) {
        g.q = mat_new(mem, N, H);
        g.a2 = mat_take(mem, N, 3 * H);
    }
    if (d->kind == DECODER_ENCDEC) {
        g.fixed = mat_new(mem, m->fixed.rows, 2 * H);
    } else {
        const struct attention_shape shape = d->attention.shape;
        g.query = mat_new(mem, N, shape.query);
        g.e = mat_take(mem, N, m->source.words->T);
        g.keys = attention_dkeys(&d->attention, dh, mem);
        g.v = mat_new(mem, m->source.words->B, shape.energy);
        g.more = look_more_gradient_new(&d->attention, &m->source, N, mem);
        g.more.advantage = run->advantage;
        g.more.entropy = run->entropy;
    }
    return g;
}

static struct look look_of(const struct decoder_tape *v)
{
    return (struct look){ v->column, v->gru.next, v->query, v->alpha, v->c, v->more };
}

struct guide_loss decoder_guide_loss(const struct decoder *d, const struct memory *m,
                                     const struct decoder_run *run)
{
    const struct look look = look_of(&run->all);
    return attention_guide_loss(&d->attention, &m->source, &look, run->guide);
}

static struct look_gradient look_gradient_rows(const struct gradients *g, int at, int n)
{
    return (struct look_gradient){ mat_rows(g->c, at, n),
                                   mat_rows(g->query, at, n),
                                   mat_rows(g->q, at, n),
                                   g->h,
                                   g->keys,
                                   g->v,
                                   mat_rows(g->e, at, n),
                                   guide_from(g->run->guide, at),
                                   g->run->guide_weight,
                                   look_more_gradient_rows(&g->more, at, n) };
}

/* forward: look */
static void look_backward(const struct decoder *d, const struct memory *m,
                          const struct decoder_tape *v, const struct gradients *g, int at)
{
    const int n = v->c.rows;
    if (d->kind == DECODER_ENCDEC) {
        for (int r = 0; r < n; r++)
            add(mat_rows(g->c, at + r, 1), mat_rows(g->fixed, v->column[r], 1));
        return;
    }
    const struct look look = look_of(v);
    const struct look_gradient gradient = look_gradient_rows(g, at, n);
    attention_backward(&d->attention, &m->source, &look, &gradient);
}

/* forward: take_in */
static void take_in_backward(const struct decoder *d, const struct decoder_tape *v, struct mat da,
                             struct mat dc)
{
    layer_norm_backward(&d->context_norm, v->context_norm, da);
    weight_backward(&d->context_into.weight, layer_norm_out(v->context_norm, da), dc);
}

/* forward: s' = gru1(W y_{i−1}, s_{i−1});  c_i;  s_i = gru2(C c_i, s') */
static void advance_conditional_backward(const struct decoder *d, const struct memory *m,
                                         const struct decoder_tape *v, const struct gradients *g,
                                         int at, struct mat ds_before)
{
    const int n = v->c.rows;
    const struct mat dq = mat_rows(g->q, at, n), da2 = mat_rows(g->a2, at, n);
    gru_backward(&d->second, v->second, mat_rows(g->s, at, n), da2, dq);
    take_in_backward(d, v, da2, mat_rows(g->c, at, n));
    look_backward(d, m, v, g, at);
    gru_backward(&d->gru, v->gru, dq, mat_rows(g->a, at, n), ds_before);
}

/* forward: γ_i = γ_{i−1} + α_{i−1}, of which γ_{i−1} adds its own in turn */
static void cover_backward(const struct gradients *g, const struct packed *w, int t,
                           struct columns c)
{
    const struct mat d = g->more.dcoverage;
    if (d.at)
        mat_copy(mat_rows(d, w->at[t] + c.from, packed_reach(w, t, c)), rows_before(d, d, w, t, c));
}

/* forward: sweep */
static void sweep_backward(const struct decoder *d, const struct memory *m,
                           const struct decoder_run *run, const struct gradients *g,
                           struct columns c)
{
    const struct packed *w = run->words;
    for (int t = w->T; t-- > 0;) {
        const int at = w->at[t] + c.from, n = packed_reach(w, t, c);
        if (n == 0) continue;
        const struct decoder_tape v = decoder_tape_rows(&run->all, at, n);
        const struct mat ds_before = rows_before(g->s, g->s0, w, t, c);
        if (d->kind == DECODER_CONDITIONAL) {
            advance_conditional_backward(d, m, &v, g, at, ds_before);
            if (t > 0) cover_backward(g, w, t, c);
            continue;
        }
        /* forward: s_i = gru(W y_{i−1} + C c_{i−1}, s_{i−1});  c_i */
        look_backward(d, m, &v, g, at);
        if (t > 0) cover_backward(g, w, t, c);
        const struct mat ds = mat_rows(g->s, at, n), da = mat_rows(g->a, at, n);
        if (t == 0) {
            add(ds, ds_before);
        } else {
            gru_backward(&d->gru, v.gru, ds, da, ds_before);
            take_in_backward(d, &v, da, rows_before(g->c, g->c, w, t, c));
        }
    }
}

static void sweep_all_backward(const struct decoder *d, const struct memory *m,
                               const struct decoder_run *run, const struct gradients *g)
{
    const int parts = threads_parts(run->words);
    if (parts == 1) {
        sweep_backward(d, m, run, g, (struct columns){ 0, run->words->B });
        return;
    }
#pragma omp parallel for schedule(static, 1)
    for (int k = 0; k < parts; k++)
        sweep_backward(d, m, run, g, threads_part(run->words, parts, k));
}

/* forward: u = U_o s + V_o x + C_o c + b,  t = maxout(u) */
static void read_out_backward(struct decoder *d, const struct decoder_tape *all, struct mat dt,
                              const struct gradients *g, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_READOUT);
    const struct mat du = mat_take(mem, dt.rows, 2 * dt.cols);
    maxout_backward(all->u, dt, du);
    linear_backward(&d->read_context, all->c, du, g->c, mem);
    linear_backward(&d->read_word, all->x, du, g->x, mem);
    linear_backward(&d->read_state, all->s, du, g->s, mem);
    stage_enter(before);
}

/* Every weight of the sweep, each in one product. */
static void sweep_gradients(struct decoder *d, const struct memory *m,
                            const struct decoder_run *run, const struct gradients *g,
                            struct arena *mem)
{
    const struct decoder_tape *all = &run->all;
    const struct mat none = { 0 };
    const int first = d->kind == DECODER_CONDITIONAL ? 0 : run->words->at[1];
    const int N = run->words->rows - first; /* rows whose gru ran */
    const struct gru_tape ran = gru_tape_rows(&all->gru, first, N);
    gru_gradient(&d->gru, &ran, mat_rows(g->a, first, N), mem);
    const bool conditional = d->kind == DECODER_CONDITIONAL;
    const struct mat c = conditional ? all->c : all->c_before, da = conditional ? g->a2 : g->a;
    if (conditional) gru_gradient(&d->second, &all->second, g->a2, mem);
    layer_norm_gradient(&d->context_norm, all->context_norm, da);
    linear_backward(&d->context_into, c, layer_norm_out(all->context_norm, da), none, mem);
    if (d->kind != DECODER_ENCDEC) {
        const struct look look = look_of(all);
        const struct look_gradient gradient = look_gradient_rows(g, 0, run->words->rows);
        attention_gradient(&d->attention, &m->source, &look, &gradient, mem);
    }
}

/* forward: s_0 = tanh(W_s ←h_1 + b) */
static void start_backward(struct decoder *d, const struct decoder_run *run, const struct memory *m,
                           const struct gradients *g, struct arena *mem)
{
    const int H = d->H, B = run->s0.rows;
    const struct mat dpre = mat_new(mem, B, H);
    for (int b = 0; b < g->s0.rows; b++) {
        const real *s = row(run->s0, run->column[b]), *ds = row(g->s0, b);
        real *d0 = row(dpre, run->column[b]);
        for (int k = 0; k < H; k++) d0[k] = ds[k] * (1 - s[k] * s[k]);
    }
    linear_backward(&d->start, mat_cols(mat_rows(m->source.h, 0, B), H, H), dpre,
                    mat_cols(mat_rows(g->h, 0, B), H, H), mem);
}

/* forward: fixed_vectors */
static void fix_backward(const struct packed *w, const struct gradients *g)
{
    const int H = g->h.cols / 2;
    for (int b = 0; b < w->B; b++) {
        const int last = packed_row(w, w->length[b] - 1, b), one = packed_row(w, 0, b);
        const struct mat fixed = mat_rows(g->fixed, b, 1);
        add(mat_cols(fixed, 0, H), mat_cols(mat_rows(g->h, last, 1), 0, H));
        add(mat_cols(fixed, H, H), mat_cols(mat_rows(g->h, one, 1), H, H));
    }
}

void decoder_backward(struct decoder *d, const struct memory *m, const struct decoder_run *run,
                      struct mat dt, struct mat dh, struct arena *mem)
{
    const enum stage before = stage_enter(STAGE_DECODER_BACKWARD);
    const struct gradients g = gradients_new(d, m, run, dh, mem);
    dropout_apply(run->dropout_t, dt);
    read_out_backward(d, &run->all, dt, &g, mem);
    sweep_all_backward(d, m, run, &g);
    sweep_gradients(d, m, run, &g, mem);
    start_backward(d, run, m, &g, mem);
    if (d->kind == DECODER_ENCDEC) fix_backward(m->source.words, &g);

    const struct mat dx = mat_new(mem, run->in.x.rows, d->E);
    inputs_rows_backward(&run->in, g.x, dx);
    layer_norm_gradient(&d->norm, run->all.norm, g.a);
    layer_norm_backward(&d->norm, run->all.norm, g.a);
    inputs_backward(&run->in, &d->into, layer_norm_out(run->all.norm, g.a), dx, mem);
    stage_enter(STAGE_EMBED);
    inputs_embed_backward(&run->in, &d->embed, dx);
    stage_enter(before);
}
