/* Hard attention: what is learned from one draw is, over all draws, the gradient of the expected
 * loss. */
#include <math.h>

#include "base/memory.h"
#include "model/network.h"
#include "text/batch.h"
#include "unit.h"

enum { PAIRS = 2, T = 2, SOURCE_WORDS = 4, TARGET_WORDS = 3, MOST_ROWS = PAIRS * T };

static const int *const source[PAIRS] = { (int[]){ 2, 3, 0 }, (int[]){ 3, 0 } };
static const int source_length[PAIRS] = { 3, 2 };
static const int *const target[PAIRS] = { (int[]){ 2, 0 }, (int[]){ 0 } };
static const int target_length[PAIRS] = { 2, 1 };

static struct arena mem, kept;
static struct network net;
static struct batch batch;
static real uniform[MOST_ROWS];
static struct regularization regular;

static void setup(void)
{
    threads_use(1);
    batch = batch_of(&kept, PAIRS, source, source_length, target, target_length);
    regular = (struct regularization){ .uniform = uniform, .baseline = -0.7 };
}

static void teardown(void)
{
    network_free(&net);
    arena_free(&mem);
    arena_free(&kept);
}

static void build(int i)
{
    const struct network_sizes sizes = {
        .layers = 1,
        .decoder = i % 2 ? DECODER_CONDITIONAL : DECODER_RNNSEARCH,
        .E = 2,
        .H = 2,
        .A = 3,
        .M = 2,
        .source_words = SOURCE_WORDS,
        .target_words = TARGET_WORDS,
        .attention = { .context = CONTEXT_HARD, .coverage = i / 2 },
    };
    network_init(&net, &sizes);
    params_alloc(&net.params);
    for (int k = 0; k < net.params.count; k++) unit_fill(net.params.list[k]->w, 0.6);
}

/* The weights of all looks when the words before were drawn as `uniform` says. */
static struct mat weights(void)
{
    struct encoder_tape e =
        encoder_forward(&net.encoder, &batch.source, &(struct encoder_dropout){ 0 }, &mem);
    const struct memory m = decoder_look_at(&net.decoder, &batch.source, e.h, &mem);
    struct decoder_run run = { .words = &batch.target, .column = batch.column, .uniform = uniform };
    decoder_forward(&net.decoder, &m, &run, &mem);
    return run.all.alpha;
}

static int words_of_row(int i)
{
    for (int k = 0; k < batch.target.B; k++)
        for (int t = 0; t < batch.target.length[k]; t++)
            if (packed_row(&batch.target, t, k) == i) return batch.source.length[batch.column[k]];
    return 0;
}

/* Makes row i see word j: a number in the middle of that word's share.  Returns the share. */
static double choose(int i, int j)
{
    const real *alpha = row(weights(), i);
    double before = 0;
    for (int k = 0; k < j; k++) before += alpha[k];
    uniform[i] = before + alpha[j] / 2;
    return alpha[j];
}

/* Σ over what the rows from i on may see of p · visit(p), rows before as they are. */
static double over_all(int i, double p, double (*visit)(double))
{
    if (i == batch.target.rows) return p * visit(p);
    double sum = 0;
    for (int j = 0; j < words_of_row(i); j++) {
        arena_reset(&mem);
        const double share = choose(i, j);
        sum += over_all(i + 1, p * share, visit);
    }
    return sum;
}

static double loss_of_draw(double p)
{
    (void)p;
    arena_reset(&mem);
    return network_learn(&net, &batch, &regular, 0, &mem).loss;
}

static double learn_of_draw(double p)
{
    arena_reset(&mem);
    return network_learn(&net, &batch, &regular, p, &mem).loss;
}

static double expected_loss(void)
{
    weights_arrange(&net.params, true);
    return over_all(0, 1, loss_of_draw);
}

START_TEST(over_all_draws_it_learns_the_gradient_of_the_expected_loss)
{
    build(_i);
    weights_arrange(&net.params, true);
    over_all(0, 1, learn_of_draw);
    for (int i = 0; i < net.params.count; i++) {
        const struct param *p = net.params.list[i];
        const double error = gradcheck(expected_loss, p->w, p->dw);
        ck_assert_msg(error < 1e-6, "%s: %g", p->name, error);
    }
}
END_TEST

START_TEST(all_draws_together_are_certain)
{
    build(_i);
    weights_arrange(&net.params, true);
    double together = 0;
    for (int j = 0; j < words_of_row(0); j++) {
        arena_reset(&mem);
        together += choose(0, j);
    }
    ck_assert_double_eq_tol(together, 1, 1e-12);
}
END_TEST

START_TEST(what_is_drawn_is_a_function_of_the_seed)
{
    build(0);
    const real *one = network_draw(&net, &batch, 1, &kept);
    const real *again = network_draw(&net, &batch, 1, &kept);
    const real *other = network_draw(&net, &batch, 2, &kept);
    bool differs = false;
    for (int i = 0; i < batch.target.rows; i++) {
        ck_assert_double_eq(one[i], again[i]);
        ck_assert(one[i] >= 0 && one[i] < 1);
        differs = differs || one[i] != other[i];
    }
    ck_assert(differs);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("hard");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, over_all_draws_it_learns_the_gradient_of_the_expected_loss, 0, 4);
    tcase_add_loop_test(c, all_draws_together_are_certain, 0, 4);
    tcase_add_test(c, what_is_drawn_is_a_function_of_the_seed);
    return unit_run_case("model/network, hard attention", c);
}
