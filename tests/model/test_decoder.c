#include "model/decoder.h"

#include <math.h>

#include "base/memory.h"
#include "unit.h"

enum { B = 3, V = 8, E = 3, H = 4, A = 5, M = 3, KINDS = 3 };

/* The lengths fall in another order on each side, so that columns differ. */
static const int *const source[B] = { (int[]){ 2, 3, 0 }, (int[]){ 0 }, (int[]){ 5, 6, 2, 1, 0 } };
static const int source_length[B] = { 3, 1, 5 };
static const int *const target[B] = { (int[]){ 7, 2, 2, 0 }, (int[]){ 3, 4, 5, 6, 0 },
                                      (int[]){ 0 } };
static const int target_length[B] = { 4, 5, 1 };

static struct arena mem, kept;
static struct params params;
static struct decoder decoder;
static struct packed from, to;
static int column[B]; /* of each target column: its source column */
static struct mat h, weight;
static struct inputs_dropout dropout_x;
static struct dropout dropout_gru, dropout_second, dropout_t;
static struct attention_kind attending;

static void setup(void)
{
    threads_use(1);
    dropout_x = (struct inputs_dropout){ 0 };
    dropout_gru = dropout_second = dropout_t = (struct dropout){ 0 };
    attending = (struct attention_kind){ 0 };
    from = packed_new(&kept, B, source, source_length);
    to = packed_new(&kept, B, target, target_length);
    for (int b = 0; b < B; b++)
        for (int c = 0; c < B; c++)
            if (from.origin[c] == to.origin[b]) column[b] = c;
    h = mat_take(&kept, from.rows, 2 * H);
    weight = mat_take(&kept, to.rows, M);
    unit_fill(h, 1);
    unit_fill(weight, 1);
}

static void build(int kind)
{
    const struct decoder_sizes sizes = {
        .V = V, .E = E, .H = H, .A = A, .M = M, .attention = attending
    };
    decoder_add(&decoder, &params, (enum decoder_kind)kind, &sizes);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 0.8);
    weights_arrange(&params, true);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct decoder_run sweep(const struct memory *m)
{
    struct decoder_run run = { .words = &to,
                               .column = column,
                               .dropout_x = dropout_x,
                               .dropout_gru = dropout_gru,
                               .dropout_second = dropout_second,
                               .dropout_t = dropout_t };
    decoder_forward(&decoder, m, &run, &mem);
    return run;
}

/* L = Σ weight ∘ t */
static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    const struct memory m = decoder_look_at(&decoder, &from, h, &mem);
    const struct mat t = sweep(&m).all.t;
    double sum = 0;
    for (int i = 0; i < t.rows; i++)
        for (int k = 0; k < M; k++) sum += row(weight, i)[k] * row(t, i)[k];
    return sum;
}

static void learn(struct mat dh)
{
    arena_reset(&mem);
    const struct memory m = decoder_look_at(&decoder, &from, h, &mem);
    const struct decoder_run run = sweep(&m);
    const struct mat dt = mat_take(&mem, to.rows, M);
    mat_copy(weight, dt); /* decoder_backward may drop out in place */
    decoder_backward(&decoder, &m, &run, dt, dh, &mem);
}

static void assert_gradients(void)
{
    const struct mat dh = mat_new(&kept, h.rows, h.cols);
    learn(dh);
    ck_assert_double_lt(gradcheck(loss, h, dh), 1e-6);
    for (int i = 0; i < params.count; i++) {
        const struct param *p = params.list[i];
        const double error = gradcheck(loss, p->w, p->dw);
        ck_assert_msg(error < 1e-6, "%s: %g", p->name, error);
    }
}

/* --- the equations in plain loops --- */

/* y += W x, for `rows` rows of W from `first` on. */
static void plain_multiply(const struct param *W, int first, int rows, const double *x, double *y)
{
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < W->w.cols; k++) y[i] += row(W->w, first + i)[k] * x[k];
}

/* y = W x + b, or y += W x without b. */
static void plain_linear(const struct linear *l, const double *x, double *y)
{
    for (int i = 0; i < l->W.w.rows && l->biased; i++) y[i] = row(l->b.w, 0)[i];
    plain_multiply(&l->W, 0, l->W.w.rows, x, y);
}

static double plain_sigmoid(double x) { return 1 / (1 + exp(-x)); }

/* z = σ(a_z + U_z s),  r = σ(a_r + U_r s),  n = tanh(a_n + U_n (r ∘ s)),  s ← (1−z) ∘ s + z ∘ n */
static void plain_gru(const struct gru *g, const double a[3 * H], double s[H])
{
    double u[3 * H] = { 0 }, rs[H];
    plain_multiply(&g->U, 0, 2 * H, s, u);
    for (int k = 0; k < H; k++) rs[k] = plain_sigmoid(a[H + k] + u[H + k]) * s[k];
    plain_multiply(&g->U, 2 * H, H, rs, u + 2 * H);
    for (int k = 0; k < H; k++) {
        const double z = plain_sigmoid(a[k] + u[k]);
        s[k] = (1 - z) * s[k] + z * tanh(a[2 * H + k] + u[2 * H + k]);
    }
}

static const real *annotation(int at, int j) { return row(h, packed_row(&from, j, at)); }

/* c = Σ_j α_j h_j,  α = softmax(e),  e_j = vᵀ tanh(W q + U h_j); encdec: [→h_S ; ←h_1]. */
static void plain_look(int at, const double q[H], double c[2 * H])
{
    const struct attention *a = &decoder.attention;
    const int S = from.length[at];
    double e[5], sum = 0;
    for (int k = 0; k < 2 * H; k++) c[k] = k < H ? annotation(at, S - 1)[k] : annotation(at, 0)[k];
    if (decoder.kind == DECODER_ENCDEC) return;
    for (int j = 0; j < S; j++) {
        double inner[A] = { 0 }, energy = 0;
        plain_multiply(&a->W, 0, A, q, inner);
        plain_multiply(&a->U, 0, A, annotation(at, j), inner);
        for (int k = 0; k < A; k++) energy += row(a->v.w, 0)[k] * tanh(inner[k]);
        sum += e[j] = exp(energy);
    }
    for (int k = 0; k < 2 * H; k++) c[k] = 0;
    for (int j = 0; j < S; j++)
        for (int k = 0; k < 2 * H; k++) c[k] += e[j] / sum * annotation(at, j)[k];
}

/* From the previous word, context and state to this step's. */
static void plain_step(bool first, int at, const double x[E], double c[2 * H], double s[H])
{
    double a[3 * H], b[3 * H] = { 0 };
    plain_linear(&decoder.into, x, a);
    if (decoder.kind == DECODER_CONDITIONAL) {
        plain_gru(&decoder.gru, a, s);
        plain_look(at, s, c);
        plain_linear(&decoder.context_into, c, b);
        plain_gru(&decoder.second, b, s);
        return;
    }
    if (!first) {
        plain_linear(&decoder.context_into, c, a);
        plain_gru(&decoder.gru, a, s);
    }
    plain_look(at, s, c);
}

static void assert_row(struct mat m, int i, const double *x)
{
    for (int k = 0; k < m.cols; k++) ck_assert_double_eq_tol(row(m, i)[k], x[k], 1e-12);
}

START_TEST(a_sweep_is_the_papers_equations_in_plain_loops)
{
    build(_i);
    const struct memory m = decoder_look_at(&decoder, &from, h, &mem);
    const struct decoder_tape all = sweep(&m).all;
    for (int b = 0; b < B; b++) {
        double s[H], c[2 * H], x[E] = { 0 };
        plain_linear(&decoder.start, annotation(column[b], 0) + H, s);
        for (int k = 0; k < H; k++) s[k] = tanh(s[k]);
        for (int i = 0; i < to.length[b]; i++) {
            const int at = packed_row(&to, i, b);
            double u[2 * M], t[M];
            plain_step(i == 0, column[b], x, c, s);
            plain_linear(&decoder.read_state, s, u);
            plain_linear(&decoder.read_word, x, u);
            plain_linear(&decoder.read_context, c, u);
            for (int k = 0; k < M; k++) t[k] = fmax(u[2 * k], u[2 * k + 1]);
            assert_row(all.s, at, s);
            assert_row(all.c, at, c);
            assert_row(all.t, at, t);
            for (int k = 0; k < E; k++) x[k] = row(decoder.embed.of->w, to.id[at])[k];
        }
    }
}
END_TEST

START_TEST(backward_is_the_derivative_of_forward)
{
    build(_i);
    assert_gradients();
}
END_TEST

START_TEST(backward_knows_what_was_dropped_out)
{
    build(_i);
    dropout_x.x = (struct dropout){ .rate = 0.3, .key = 5 };
    dropout_t = (struct dropout){ .rate = 0.4, .key = 6 };
    dropout_gru = (struct dropout){ .rate = 0.4, .key = 7, .over = &to };
    dropout_second = (struct dropout){ .rate = 0.4, .key = 8, .over = &to };
    assert_gradients();
}
END_TEST

START_TEST(backward_adds_to_what_others_want_of_the_annotations)
{
    build(_i);
    const struct mat dh = mat_new(&kept, h.rows, h.cols), more = mat_new(&kept, h.rows, h.cols);
    for (int i = 0; i < h.rows; i++)
        for (int k = 0; k < 2 * H; k++) row(more, i)[k] = 3;
    learn(dh);
    learn(more);
    for (int i = 0; i < h.rows; i++)
        for (int k = 0; k < 2 * H; k++)
            ck_assert_double_eq_tol(row(more, i)[k], 3 + row(dh, i)[k], 1e-12);
}
END_TEST

/* The annotations of source column c alone. */
static struct mat annotations_of(int c)
{
    const struct mat one = mat_take(&mem, from.length[c], 2 * H);
    for (int j = 0; j < one.rows; j++)
        mat_copy(mat_rows(h, packed_row(&from, j, c), 1), mat_rows(one, j, 1));
    return one;
}

START_TEST(a_pair_among_others_is_read_out_as_alone)
{
    build(_i);
    const struct memory all = decoder_look_at(&decoder, &from, h, &mem);
    const struct mat together = sweep(&all).all.t;
    for (int b = 0; b < B; b++) {
        const int pair = to.origin[b], first = 0;
        const struct packed s = packed_new(&mem, 1, source + pair, source_length + pair);
        const struct packed t = packed_new(&mem, 1, target + pair, target_length + pair);
        const struct memory m = decoder_look_at(&decoder, &s, annotations_of(column[b]), &mem);
        struct decoder_run run = { .words = &t, .column = &first };
        decoder_forward(&decoder, &m, &run, &mem);
        for (int i = 0; i < target_length[pair]; i++)
            for (int k = 0; k < M; k++)
                ck_assert_double_eq_tol(row(together, packed_row(&to, i, b))[k],
                                        row(run.all.t, i)[k], 1e-13);
    }
}
END_TEST

static struct decoding decoding_new(void)
{
    return (struct decoding){ .decoder = &decoder,
                              .memory = decoder_look_at(&decoder, &from, h, &mem) };
}

static struct decoder_state go_on(const struct decoding *g, const struct decoder_state *s,
                                  const int *previous, struct mat *logits)
{
    *logits = mat_take(&mem, s->n, V);
    const struct decoder_state next = decoder_step(g, s, previous, (struct mat){ 0 }, &mem);
    decoder_words(g, next.t, *logits);
    return next;
}

/* A hypothesis goes on the same wherever it stands among the others, twice too. */
START_TEST(hypotheses_selected_go_on_as_they_would_have)
{
    if (_i >= KINDS)
        attending =
            (struct attention_kind){ .coverage = true, .window = WINDOW_LOCAL_M, .width = 1 };
    build(_i % KINDS);
    const struct decoding g = decoding_new();
    const int none[B] = { -1, -1, -1 }, words[B] = { 3, 4, 5 };
    const int keep[] = { 2, 0, 2, 1 }, chosen[] = { 5, 3, 5, 4 };
    struct mat logits, of_chosen;
    const struct decoder_state begun = decoder_begin(&g, &mem);
    const struct decoder_state one = go_on(&g, &begun, none, &logits);
    const struct decoder_state some = decoder_select(&one, keep, 4, &mem);
    go_on(&g, &one, words, &logits);
    go_on(&g, &some, chosen, &of_chosen);
    for (int r = 0; r < 4; r++) {
        ck_assert_int_eq(some.column[r], keep[r]);
        for (int v = 0; v < V; v++)
            ck_assert_double_eq_tol(row(of_chosen, r)[v], row(logits, keep[r])[v], 1e-13);
    }
}
END_TEST

START_TEST(a_step_looks_at_its_own_sentence_and_all_of_it)
{
    build(_i);
    const struct decoding g = decoding_new();
    const struct decoder_state begun = decoder_begin(&g, &mem);
    const int none[B] = { -1, -1, -1 };
    const struct mat alpha = mat_take(&mem, B, from.T);
    unit_fill(alpha, 9); /* what stood there does not matter */
    decoder_step(&g, &begun, none, alpha, &mem);
    for (int b = 0; b < B; b++) {
        double sum = 0;
        for (int j = 0; j < from.length[b]; j++) sum += row(alpha, b)[j];
        ck_assert_double_eq_tol(sum, 1, 1e-13);
        for (int j = from.length[b]; j < from.T; j++) ck_assert_double_eq(row(alpha, b)[j], 0);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("decoder");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, a_sweep_is_the_papers_equations_in_plain_loops, 0, KINDS);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 0, KINDS);
    tcase_add_loop_test(c, backward_knows_what_was_dropped_out, 0, KINDS);
    tcase_add_loop_test(c, backward_adds_to_what_others_want_of_the_annotations, 0, KINDS);
    tcase_add_loop_test(c, a_pair_among_others_is_read_out_as_alone, 0, KINDS);
    tcase_add_loop_test(c, hypotheses_selected_go_on_as_they_would_have, 0, 2 * KINDS);
    tcase_add_loop_test(c, a_step_looks_at_its_own_sentence_and_all_of_it, 0, DECODER_ENCDEC);
    return unit_run_case("model/decoder", c);
}
