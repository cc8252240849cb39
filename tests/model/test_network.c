/* The whole network: its gradient against finite differences, and what padding must not change. */
#include "model/network.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "kinds.h"
#include "text/batch.h"
#include "unit.h"

enum { PAIRS = 4, SOURCE_WORDS = 7, TARGET_WORDS = 8 };

static struct arena mem, kept;
static struct network net;
static struct batch batch;
static struct regularization regular;

/* Unequal lengths on both sides, in no common order; 0 is </s>. */
static const int *const source[PAIRS] = { (int[]){ 2, 3, 0 }, (int[]){ 4, 0 },
                                          (int[]){ 5, 6, 2, 1, 0 }, (int[]){ 0 } };
static const int source_length[PAIRS] = { 3, 2, 5, 1 };
static const int *const target[PAIRS] = { (int[]){ 7, 2, 2, 0 }, (int[]){ 3, 4, 5, 6, 0 },
                                          (int[]){ 0 }, (int[]){ 6, 0 } };
static const int target_length[PAIRS] = { 4, 5, 1, 2 };

static void setup(void)
{
    threads_use(1);
    regular = (struct regularization){ 0 };
    batch = batch_of(&kept, PAIRS, source, source_length, target, target_length);
}

static void teardown(void)
{
    network_free(&net);
    arena_free(&mem);
    arena_free(&kept);
}

/* What a network may be made of beside its decoder. */
static const struct {
    enum tying tied;
    int source_words;
    bool layer_norm;
    int layers;
} structures[] = {
    { TIED_NONE, SOURCE_WORDS, false, 1 }, { TIED_TARGET, SOURCE_WORDS, false, 1 },
    { TIED_ALL, TARGET_WORDS, false, 1 },  { TIED_NONE, SOURCE_WORDS, true, 1 },
    { TIED_NONE, SOURCE_WORDS, false, 2 }, { TIED_NONE, SOURCE_WORDS, true, 2 },
};
enum { NETWORKS = 3 * sizeof structures / sizeof *structures };

/* The three decoders of each structure. */
static struct network_sizes sizes_of(int which)
{
    return (struct network_sizes){
        .decoder = (enum decoder_kind)(which % 3),
        .E = 2,
        .H = 3,
        .A = 4,
        .M = 2,
        .source_words = structures[which / 3].source_words,
        .target_words = TARGET_WORDS,
        .tied = structures[which / 3].tied,
        .layer_norm = structures[which / 3].layer_norm,
        .layers = structures[which / 3].layers,
    };
}

static void build_sizes(const struct network_sizes *sizes)
{
    network_init(&net, sizes);
    params_alloc(&net.params);
    for (int i = 0; i < net.params.count; i++) unit_fill(net.params.list[i]->w, 0.7);
    weights_arrange(&net.params, false);
}

static void build(int which)
{
    const struct network_sizes s = sizes_of(which);
    build_sizes(&s);
}

/* Both decoders that attend, in each way there is; from ATTENDING on with layer normalisation. */
enum { ATTENDING = 2 * KINDS };

static void build_one_of(int i)
{
    struct network_sizes s = sizes_of(i % 2 ? DECODER_CONDITIONAL : DECODER_RNNSEARCH);
    s.attention = kinds[i % ATTENDING / 2];
    s.layer_norm = i >= ATTENDING;
    build_sizes(&s);
}

static double loss(void)
{
    arena_reset(&mem);
    return network_learn(&net, &batch, &regular, 0, &mem).loss;
}

static double worst_gradient(void)
{
    double worst = 0;
    arena_reset(&mem);
    network_learn(&net, &batch, &regular, 1, &mem);
    for (int i = 0; i < net.params.count; i++) {
        const struct param *p = net.params.list[i];
        const double error = gradcheck(loss, p->w, p->dw);
        if (!(error < 1e-6)) printf("%s %g\n", p->name, error);
        if (isnan(error) || error > worst) worst = error; /* fmax would pass over a NaN */
    }
    return worst;
}

START_TEST(every_gradient_is_the_finite_difference)
{
    build(_i);
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

START_TEST(every_gradient_holds_however_it_attends)
{
    build_one_of(_i);
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

/* The rates of all kinds of noise. */
static double *const rate[] = {
    &regular.dropout_embedding, &regular.dropout_readout,     &regular.dropout_context,
    &regular.dropout_state,     &regular.word_dropout_source, &regular.word_dropout_target,
};
enum { RATES = sizeof rate / sizeof *rate };

/* Each alone, all of them together, and variational. */
START_TEST(every_gradient_holds_with_dropout_and_label_smoothing)
{
    build(_i % 3);
    regular.label_smoothing = 0.1;
    regular.seed = 12345;
    regular.variational = _i / 3 == RATES + 1;
    for (int k = 0; k < RATES; k++) *rate[k] = k == _i / 3 || _i / 3 >= RATES ? 0.3 : 0;
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

/* Each pair beside its copy. */
static void double_batch(void)
{
    const int *from[2 * PAIRS], *to[2 * PAIRS];
    int from_length[2 * PAIRS], to_length[2 * PAIRS];
    for (int i = 0; i < 2 * PAIRS; i++) {
        from[i] = source[i / 2];
        to[i] = target[i / 2];
        from_length[i] = source_length[i / 2];
        to_length[i] = target_length[i / 2];
    }
    batch = batch_of(&kept, 2 * PAIRS, from, from_length, to, to_length);
}

START_TEST(every_gradient_holds_with_copies)
{
    build(_i);
    double_batch();
    regular = (struct regularization){ .dropout_embedding = 0.3,
                                       .dropout_readout = 0.4,
                                       .dropout_state = 0.2,
                                       .variational = true,
                                       .label_smoothing = 0.1,
                                       .seed = 12345,
                                       .rdrop = 2 };
    const double with = loss();
    ck_assert_double_lt(worst_gradient(), 1e-6);
    regular.rdrop = 1e-9; /* they do differ */
    ck_assert_double_gt(with, loss() + 1e-3);
}
END_TEST

START_TEST(copies_without_dropout_count_once)
{
    build(_i);
    const struct network_loss once = network_learn(&net, &batch, &regular, 0, &mem);
    double_batch();
    regular.rdrop = 2;
    const struct network_loss twice = network_learn(&net, &batch, &regular, 0, &mem);
    ck_assert_int_eq(once.words, twice.words);
    ck_assert_double_eq_tol(once.nll, twice.nll, 1e-12);
    ck_assert_double_eq_tol(once.loss, twice.loss, 1e-12);
}
END_TEST

/* Rows are the words at each place of the pairs of 5, 4, 2 and 1 words; some have no links, and two
 * sentences link their </s>. */
static void guide(double weight)
{
    static const int at[] = { 0, 2, 3, 3, 7, 7, 9, 10, 11, 11, 12, 13, 13 };
    static const struct guide_link link[] = {
        { 0, 2 }, { 1, 2 }, { 2, 1 }, { 0, 4 }, { 1, 4 }, { 2, 4 }, { 4, 4 },
        { 0, 2 }, { 1, 2 }, { 0, 1 }, { 1, 1 }, { 0, 1 }, { 2, 1 },
    };
    batch.guide = (struct guide){ at, link };
    regular.alignment_weight = weight;
}

START_TEST(every_gradient_holds_where_attention_is_guided)
{
    build(_i % 2);
    if (_i < 2)
        regular = (struct regularization){
            .dropout_embedding = 0.3, .dropout_context = 0.2, .label_smoothing = 0.1, .seed = 12345
        };
    guide(0.7);
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

START_TEST(every_gradient_holds_guided_however_it_attends)
{
    build_one_of(_i);
    guide(0.7);
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

/* The same for a batch of copies, whose rows stand side by side. */
static void guide_copies(double weight)
{
    static int at[25];
    static struct guide_link link[26];
    guide(weight);
    const struct guide once = batch.guide;
    for (int r = 0; r < 24; r++) {
        at[r + 1] = at[r];
        for (int k = once.at[r / 2]; k < once.at[r / 2 + 1]; k++) link[at[r + 1]++] = once.link[k];
    }
    batch.guide = (struct guide){ at, link };
}

START_TEST(every_gradient_holds_where_copies_are_guided)
{
    build(_i);
    double_batch();
    regular = (struct regularization){
        .dropout_embedding = 0.3, .dropout_readout = 0.4, .seed = 12345, .rdrop = 2
    };
    guide_copies(0.7);
    ck_assert_double_lt(worst_gradient(), 1e-6);
}
END_TEST

START_TEST(copies_are_guided_once)
{
    build(_i);
    guide(0.7);
    const struct network_loss once = network_learn(&net, &batch, &regular, 0, &mem);
    double_batch();
    guide_copies(0.7);
    regular.rdrop = 2;
    const struct network_loss twice = network_learn(&net, &batch, &regular, 0, &mem);
    ck_assert_int_eq(once.alignment.rows, twice.alignment.rows);
    ck_assert_double_eq_tol(once.alignment.sum, twice.alignment.sum, 1e-12);
    ck_assert_double_eq_tol(once.loss, twice.loss, 1e-12);
}
END_TEST

START_TEST(a_guide_adds_its_weighted_loss_alone)
{
    build(DECODER_CONDITIONAL);
    double nll[PAIRS], should = 0;
    struct mat alpha;
    const double plain = loss();
    network_score(&net, &batch, nll, NULL, &alpha, &mem);
    guide(0.5);
    for (int r = 0; r < batch.target.rows; r++)
        for (int k = batch.guide.at[r]; k < batch.guide.at[r + 1]; k++)
            should -= log(row(alpha, r)[batch.guide.link[k].j]) / batch.guide.link[k].share;
    const struct network_loss guided = network_learn(&net, &batch, &regular, 0, &mem);
    ck_assert_double_eq_tol(guided.alignment.sum, should, 1e-12);
    ck_assert_int_eq(guided.alignment.rows, 8);
    ck_assert_double_eq(guided.loss, plain + 0.5 * guided.alignment.sum);
    ck_assert_double_eq(guided.nll, plain);
}
END_TEST

START_TEST(dropout_changes_with_the_seed_and_not_without)
{
    build(DECODER_CONDITIONAL);
    *rate[_i] = 0.4;
    regular.seed = 1;
    const double one = loss(), again = loss();
    regular.seed = 2;
    ck_assert_double_eq(one, again);
    ck_assert_double_ne(one, loss());
}
END_TEST

static void assert_batch_is_the_sum_of_its_pairs(void)
{
    double together[PAIRS], alone;
    struct mat alpha_all, alpha_one;
    network_score(&net, &batch, together, NULL, &alpha_all, &mem);
    for (int k = 0; k < PAIRS; k++) {
        const int pair = batch.target.origin[k];
        const struct batch one = batch_of(&mem, 1, source + pair, source_length + pair,
                                          target + pair, target_length + pair);
        network_score(&net, &one, &alone, NULL, &alpha_one, &mem);
        ck_assert_double_eq_tol(together[k], alone, 1e-12);
        if (!alpha_one.at) continue;
        for (int t = 0; t < target_length[pair]; t++)
            for (int j = 0; j < source_length[pair]; j++)
                ck_assert_double_eq_tol(row(alpha_all, packed_row(&batch.target, t, k))[j],
                                        row(alpha_one, t)[j], 1e-12);
    }
}

START_TEST(a_batch_is_the_sum_of_its_pairs)
{
    build(_i);
    assert_batch_is_the_sum_of_its_pairs();
}
END_TEST

START_TEST(a_batch_is_the_sum_of_its_pairs_however_it_attends)
{
    build_one_of(_i);
    assert_batch_is_the_sum_of_its_pairs();
}
END_TEST

START_TEST(the_loss_is_the_sum_of_the_scores)
{
    build(_i);
    double nll[PAIRS], sum = 0;
    network_score(&net, &batch, nll, NULL, NULL, &mem);
    for (int k = 0; k < PAIRS; k++) sum += nll[k];
    ck_assert_double_eq_tol(loss(), sum, 1e-12);
}
END_TEST

START_TEST(attention_rows_sum_to_one_and_stay_within_the_sentence)
{
    build_one_of(_i);
    double nll[PAIRS];
    struct mat alpha;
    network_score(&net, &batch, nll, NULL, &alpha, &mem);
    for (int t = 0; t < batch.target.T; t++)
        for (int k = 0; k < packed_count(&batch.target, t); k++) {
            const int length = batch.source.length[batch.column[k]];
            double sum = 0;
            for (int j = 0; j < alpha.cols; j++) {
                const real a = row(alpha, packed_row(&batch.target, t, k))[j];
                sum += a;
                if (j >= length) ck_assert_double_eq(a, 0);
            }
            if (net.sizes.attention.window == WINDOW_LOCAL_P) ck_assert_double_lt(sum, 1);
            else ck_assert_double_eq_tol(sum, 1, 1e-12);
        }
}
END_TEST

/* −log p of a pair by one-word steps, as search takes them. */
static double step_through(int pair, bool through)
{
    const struct batch one = batch_of(&mem, 1, source + pair, source_length + pair, NULL, NULL);
    const struct encoder_tape e =
        encoder_forward(&net.encoder, &one.source, &(struct encoder_dropout){ 0 }, &mem);
    struct decoding g = { .decoder = &net.decoder,
                          .memory = decoder_look_at(&net.decoder, &one.source, e.h, &mem) };
    struct decoder_state s = decoder_begin(&g, &mem);
    double sum = 0;
    if (through) {
        decoder_look_through(&net.decoder, &g.memory, &mem);
        for (int j = 0; j < e.h.rows; j++) row(e.h, j)[0] = NAN; /* not read from here on */
    }
    for (int t = 0; t < target_length[pair]; t++) {
        const int previous = t ? target[pair][t - 1] : -1;
        const struct mat logits = mat_take(&mem, 1, TARGET_WORDS);
        s = decoder_step(&g, &s, &previous, (struct mat){ 0 }, &mem);
        decoder_words(&g, s.t, logits);
        double z = 0;
        for (int v = 0; v < TARGET_WORDS; v++) z += exp(logits.at[v]);
        sum += log(z) - logits.at[target[pair][t]];
    }
    return sum;
}

/* The decoder's one-word step against the whole sweep. */
static void assert_stepping_scores_as_the_whole(void)
{
    double nll[PAIRS];
    network_score(&net, &batch, nll, NULL, NULL, &mem);
    for (int k = 0; k < PAIRS; k++) {
        ck_assert_double_eq_tol(nll[k], step_through(batch.target.origin[k], false), 1e-10);
        ck_assert_double_eq_tol(nll[k], step_through(batch.target.origin[k], true), 1e-10);
    }
}

START_TEST(stepping_word_by_word_scores_as_the_whole_sentence)
{
    build(_i);
    assert_stepping_scores_as_the_whole();
}
END_TEST

START_TEST(stepping_scores_as_the_whole_however_it_attends)
{
    build_one_of(_i);
    assert_stepping_scores_as_the_whole();
}
END_TEST

/* Of each target word and a source word it does not see, an energy and a share of the context. */
START_TEST(words_that_are_not_seen_cost_nothing)
{
    struct network_sizes s = sizes_of(DECODER_RNNSEARCH);
    const double all = network_flops(&s, &batch);
    s.attention = (struct attention_kind){ .window = WINDOW_LOCAL_M, .width = 1 };
    double unseen = 0;
    for (int k = 0; k < PAIRS; k++) unseen += target_length[k] * fmax(0, source_length[k] - 3);
    ck_assert_double_eq_tol(network_flops(&s, &batch), all - 2 * unseen * (s.A + 2 * s.H), 1e-9);
    s.attention = (struct attention_kind){ .context = CONTEXT_HARD };
    ck_assert_double_lt(network_flops(&s, &batch), all);
}
END_TEST

/* Both directions of the second layer, at each source word. */
START_TEST(a_layer_more_costs_its_products)
{
    struct network_sizes s = sizes_of(DECODER_RNNSEARCH);
    const double one = network_flops(&s, &batch), words = batch.source.rows;
    s.layers = 2;
    ck_assert_double_eq_tol(network_flops(&s, &batch),
                            one + words * 2 * 2 * 3 * s.H * (2 * s.H + s.H), 1e-9);
}
END_TEST

/* Attention, or a second unit at each target word. */
START_TEST(decoders_cost_what_they_have)
{
    const struct network_sizes s = sizes_of(DECODER_RNNSEARCH), none = sizes_of(DECODER_ENCDEC),
                               more = sizes_of(DECODER_CONDITIONAL);
    const struct attention_flops a = attention_flops(&s.attention, s.H, s.A);
    const double all = network_flops(&s, &batch), S = batch.source.rows, T = batch.target.rows;
    double seen = 0;
    for (int k = 0; k < PAIRS; k++) seen += target_length[k] * source_length[k];
    ck_assert_double_eq_tol(all - network_flops(&none, &batch),
                            2 * (a.source * S + a.target * T + a.pair * seen), 1e-9);
    ck_assert_double_eq_tol(network_flops(&more, &batch) - all, 2 * 3.0 * T * s.H * s.H, 1e-9);
}
END_TEST

START_TEST(bahdanau_initialisation_starts_with_uniform_attention)
{
    build(DECODER_RNNSEARCH);
    struct rng rng;
    rng_seed(&rng, 1);
    params_init(&net.params, INIT_BAHDANAU, &rng);
    weights_arrange(&net.params, false);
    double nll[PAIRS];
    struct mat alpha;
    network_score(&net, &batch, nll, NULL, &alpha, &mem);
    ck_assert_double_eq_tol(row(alpha, 0)[0], 1.0 / batch.source.length[batch.column[0]], 1e-12);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("network");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, every_gradient_is_the_finite_difference, 0, NETWORKS);
    tcase_add_loop_test(c, every_gradient_holds_with_dropout_and_label_smoothing, 0,
                        3 * (RATES + 2));
    tcase_add_loop_test(c, every_gradient_holds_however_it_attends, 0, ATTENDING);
    tcase_add_loop_test(c, every_gradient_holds_with_copies, 0, NETWORKS);
    tcase_add_loop_test(c, copies_without_dropout_count_once, 0, NETWORKS);
    tcase_add_loop_test(c, every_gradient_holds_where_attention_is_guided, 0, 4);
    tcase_add_loop_test(c, every_gradient_holds_guided_however_it_attends, ATTENDING,
                        2 * ATTENDING);
    tcase_add_loop_test(c, every_gradient_holds_where_copies_are_guided, 0, 2);
    tcase_add_loop_test(c, copies_are_guided_once, 0, 2);
    tcase_add_test(c, a_guide_adds_its_weighted_loss_alone);
    tcase_add_loop_test(c, dropout_changes_with_the_seed_and_not_without, 0, RATES);
    tcase_add_loop_test(c, a_batch_is_the_sum_of_its_pairs, 0, NETWORKS);
    tcase_add_loop_test(c, a_batch_is_the_sum_of_its_pairs_however_it_attends, 0, 2 * ATTENDING);
    tcase_add_loop_test(c, the_loss_is_the_sum_of_the_scores, 0, NETWORKS);
    tcase_add_loop_test(c, attention_rows_sum_to_one_and_stay_within_the_sentence, 0, ATTENDING);
    tcase_add_loop_test(c, stepping_word_by_word_scores_as_the_whole_sentence, 0, NETWORKS);
    tcase_add_loop_test(c, stepping_scores_as_the_whole_however_it_attends, 0, 2 * ATTENDING);
    tcase_add_test(c, words_that_are_not_seen_cost_nothing);
    tcase_add_test(c, a_layer_more_costs_its_products);
    tcase_add_test(c, decoders_cost_what_they_have);
    tcase_add_test(c, bahdanau_initialisation_starts_with_uniform_attention);
    return unit_run_case("model/network", c);
}
