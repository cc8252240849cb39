#include "nn/attention.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "kinds.h"
#include "nn/hard.h"
#include "unit.h"

enum { H = 3, A = 4 };

/* Two sentences of 3 and 2 words, looked at in the other order. */
static int at[] = { 0, 2, 4, 5 }, length[] = { 3, 2 }, column[] = { 1, 0 };
static const int position[] = { 4, 1 }; /* of the target words; 4 is beyond its sentence */
static const struct packed words = { .B = 2, .T = 3, .rows = 5, .at = at, .length = length };

static struct arena mem, kept;
static struct params params;
static struct attention attention;
static struct mat h, q, weight, coverage;
static struct guide guide; /* with weight 0.6 */
static const real uniform[] = { 0.3, 0.8 }, advantage[] = { 0.7, -0.4 };

static void setup(void)
{
    threads_use(1);
    h = mat_take(&kept, words.rows, 2 * H);
    q = mat_take(&kept, 2, H);
    weight = mat_take(&kept, 2, 2 * H);
    unit_fill(h, 1);
    unit_fill(q, 1);
    unit_fill(weight, 1);
    guide = (struct guide){ 0 };
    coverage = mat_take(&kept, 2, words.T);
    unit_fill(coverage, 1);
}

static void build(const struct attention_kind *kind)
{
    attention_add(&attention, &params, "attention", kind, H, A);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, true);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct look forward(struct source *source)
{
    *source = (struct source){ &words, h, attention_keys(&attention, h, &mem) };
    struct look look = { column,
                         q,
                         mat_new(&mem, 2, attention.shape.query),
                         mat_take(&mem, 2, words.T),
                         mat_new(&mem, 2, 2 * H),
                         look_more_new(&attention, 2, words.T, &mem) };
    look.more.position = position;
    look.more.uniform = uniform;
    if (look.more.coverage.at) mat_copy(coverage, look.more.coverage);
    attention_forward(&attention, source, &look);
    return look;
}

/* What choosing adds to the loss when the choice is what it is: −A log α_j − λ H(α). */
static double loss_of_choosing(const struct look *look, int r)
{
    const struct glance all = { r, column[r], 0, length[column[r]] };
    const real *alpha = row(look->alpha, r);
    double entropy = 0;
    for (int j = 0; j < all.to; j++)
        if (alpha[j] > 0) entropy -= alpha[j] * log(alpha[j]);
    return -advantage[r] * log(alpha[hard_choice(look, all)]) - attention.kind.entropy * entropy;
}

/* L = Σ weight ∘ c + 0.6 Σ −A log α, with coverage + Σ weight ∘ what is covered then */
static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    struct source source;
    const struct look look = forward(&source);
    double sum = 0.6 * attention_guide_loss(&attention, &source, &look, guide).sum;
    for (int r = 0; r < 2; r++) {
        for (int k = 0; k < 2 * H; k++) sum += row(weight, r)[k] * row(look.c, r)[k];
        if (attention.kind.context == CONTEXT_HARD) sum += loss_of_choosing(&look, r);
        for (int j = 0; look.more.coverage.at && j < words.T; j++)
            sum += row(weight, r)[j] * (row(coverage, r)[j] + row(look.alpha, r)[j]);
    }
    return sum;
}

static void expect_derivatives(const struct attention_kind *kind)
{
    struct source source;
    build(kind);
    const struct look look = forward(&source);
    const struct mat dh = mat_new(&kept, words.rows, 2 * H);
    struct look_gradient g = { weight,
                               mat_new(&kept, 2, attention.shape.query),
                               mat_new(&kept, 2, H),
                               dh,
                               attention_dkeys(&attention, dh, &kept),
                               mat_new(&kept, 2, attention.shape.energy),
                               mat_take(&kept, 2, words.T),
                               guide,
                               (real)0.6,
                               look_more_gradient_new(&attention, &source, 2, &kept) };
    g.more.advantage = advantage;
    g.more.entropy = attention.kind.entropy;
    if (g.more.dcoverage.at) mat_copy(mat_cols(weight, 0, words.T), g.more.dcoverage);
    attention_backward(&attention, &source, &look, &g);
    attention_gradient(&attention, &source, &look, &g, &kept);
    ck_assert_double_lt(gradcheck(loss, q, g.dq), 1e-6);
    ck_assert_double_lt(gradcheck(loss, h, g.dh), 1e-6);
    if (g.more.dcoverage.at) ck_assert_double_lt(gradcheck(loss, coverage, g.more.dcoverage), 1e-6);
    for (int i = 0; i < params.count; i++)
        ck_assert_double_lt(gradcheck(loss, params.list[i]->w, params.list[i]->dw), 1e-6);
}

START_TEST(backward_is_the_derivative_of_forward)
{
    expect_derivatives(&kinds[_i]);
}
END_TEST

/* One row has no links, or it has two. */
START_TEST(and_of_guided_attention)
{
    static const int first[] = { 0, 0, 2 }, second[] = { 0, 2, 2 };
    static const struct guide_link link[] = { { 0, 2 }, { 1, 2 } };
    guide = (struct guide){ _i % 2 ? first : second, link };
    expect_derivatives(&kinds[_i / 2]);
}
END_TEST

/* Each word of the longer sentence linked alone. */
START_TEST(a_link_costs_where_its_word_is_seen_alone)
{
    struct source source;
    build(&kinds[_i]);
    const struct look look = forward(&source);
    for (int j = 0; j < 3; j++) {
        const struct guide one = { (int[]){ 0, 0, 1 }, &(struct guide_link){ j, 2 } };
        const struct guide_loss loss = attention_guide_loss(&attention, &source, &look, one);
        const double alpha = row(look.alpha, 1)[j];
        ck_assert_double_eq_tol(loss.sum, alpha > 0 ? -log(alpha) / 2 : 0, 1e-14);
        ck_assert_int_eq(loss.rows, alpha > 0);
    }
}
END_TEST

/* The equations, word by word. */
static double dot(struct mat W, int k, const real *x)
{
    double sum = 0;
    for (int i = 0; i < W.cols; i++) sum += row(W, k)[i] * x[i];
    return sum;
}

static double energy(int r, int j)
{
    const real *state = row(q, r), *word = row(h, at[j] + column[r]);
    const bool covered = attention.kind.coverage;
    double sum = 0;
    switch (attention.kind.score) {
    case SCORE_ADDITIVE:
        for (int k = 0; k < A; k++)
            sum += attention.v.w.at[k] *
                   tanh(dot(attention.W.w, k, state) + dot(attention.U.w, k, word) +
                        (covered ? attention.C.w.at[k] * row(coverage, r)[j] : 0));
        return sum;
    case SCORE_DOT:
    case SCORE_SCALED_DOT:
        for (int k = 0; k < A; k++)
            sum += dot(attention.W.w, k, state) * dot(attention.U.w, k, word);
        return attention.kind.score == SCORE_DOT ? sum : sum / sqrt(A);
    case SCORE_GENERAL:
        for (int k = 0; k < 2 * H; k++) sum += dot(attention.W.w, k, state) * word[k];
        return sum;
    case SCORE_LOCATION: return dot(attention.W.w, j, state);
    }
    return NAN;
}

/* Is word j, from 0, of S seen by row r; *gauss is what local-p multiplies its weight by. */
static bool sees(int r, int j, int S, double *gauss)
{
    const double D = attention.kind.width;
    *gauss = 1;
    if (attention.kind.window == WINDOW_LOCAL_M)
        return abs(j - (position[r] < S ? position[r] : S - 1)) <= D;
    if (attention.kind.window == WINDOW_LOCAL_P) {
        double s = 0;
        for (int k = 0; k < A; k++)
            s += attention.v_p.w.at[k] * tanh(dot(attention.W_p.w, k, row(q, r)));
        const double away = j + 1 - S / (1 + exp(-s));
        *gauss = exp(-away * away / (2 * (D / 2) * (D / 2)));
        return fabs(away) <= D;
    }
    return true;
}

START_TEST(weights_are_the_papers_equations_over_the_words_seen)
{
    struct source source;
    build(&kinds[_i]);
    const struct look look = forward(&source);
    for (int r = 0; r < 2; r++) {
        const bool short_sighted = attention.kind.score == SCORE_LOCATION;
        const int all = length[column[r]], most = attention.kind.positions;
        const int S = short_sighted && most < all ? most : all;
        double e[3], gauss[3], sum = 0, context[16] = { 0 };
        bool seen[3];
        for (int j = 0; j < S; j++) {
            seen[j] = sees(r, j, S, &gauss[j]);
            e[j] = exp(energy(r, j));
            if (seen[j]) sum += e[j];
        }
        for (int j = 0; j < S; j++) {
            const double alpha = seen[j] ? e[j] / sum * gauss[j] : 0;
            ck_assert_double_eq_tol(row(look.alpha, r)[j], alpha, 1e-14);
            for (int k = 0; k < h.cols; k++) context[k] += alpha * row(h, at[j] + column[r])[k];
        }
        for (int k = 0; k < h.cols && attention.kind.context == CONTEXT_SOFT; k++)
            ck_assert_double_eq_tol(row(look.c, r)[k], context[k], 1e-14);
        for (int j = S; j < words.T; j++) ck_assert_double_eq(row(look.alpha, r)[j], 0);
    }
}
END_TEST

/* Of words with the weights .2 .3 .5, and of those without an even share. */
START_TEST(a_word_is_drawn_as_often_as_its_weight_says_and_the_likeliest_is_taken)
{
    real weights[] = { 0.2, 0, 0.3, 0.5 }, u[1000];
    int drawn[4] = { 0 };
    struct look look = { .alpha = { weights, 1, 4, 0 }, .more.uniform = u };
    for (int i = 0; i < 1000; i++) {
        u[i] = (i + 0.5) / 1000;
        drawn[hard_choice(&look, (struct glance){ i, 0, 0, 4 })]++;
    }
    ck_assert_int_eq(drawn[0], 200);
    ck_assert_int_eq(drawn[1], 0);
    ck_assert_int_eq(drawn[2], 300);
    ck_assert_int_eq(drawn[3], 500);
    look.more.uniform = NULL;
    ck_assert_int_eq(hard_choice(&look, (struct glance){ 0, 0, 0, 4 }), 3);
    ck_assert_int_eq(hard_choice(&look, (struct glance){ 0, 0, 0, 3 }), 2);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("attention");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 0, KINDS);
    tcase_add_loop_test(c, and_of_guided_attention, 0, 2 * KINDS);
    tcase_add_loop_test(c, a_link_costs_where_its_word_is_seen_alone, 0, KINDS);
    tcase_add_loop_test(c, weights_are_the_papers_equations_over_the_words_seen, 0, KINDS);
    tcase_add_test(c, a_word_is_drawn_as_often_as_its_weight_says_and_the_likeliest_is_taken);
    return unit_run_case("nn/attention", c);
}
