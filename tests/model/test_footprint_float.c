/* What a batch takes, worked out, against what the arena of a network came to. */
#include "model/footprint.h"

#include <math.h>

#include "base/memory.h"
#include "base/rng.h"
#include "kinds.h"
#include "text/bitext.h"
#include "unit.h"

enum { MOST_PAIRS = 100 };

static struct arena given, mem;
static struct network net;
static struct batch batch;
static struct batch_shape shape;
static int word[3000]; /* of all sentences, wherever they begin */
static bool copies;    /* the second of two pairs is a copy of the first */
static const struct regularization none = { 0 };
static const struct regularization noise[] = {
    { .label_smoothing = 0.1 },
    { .dropout_embedding = 0.2, .dropout_readout = 0.2 },
    { .dropout_state = 0.2, .word_dropout_source = 0.1, .word_dropout_target = 0.1 },
};
enum { NOISES = sizeof noise / sizeof *noise };
static struct piece_link link[300];
static const int pair[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };

/* As in real text the r-th word has a share of about 1/r. */
static void setup(void)
{
    struct rng rng;
    rng_seed(&rng, 4);
    for (int i = 0; i < 3000; i++) word[i] = (int)pow(300, rng_uniform(&rng)) - 1;
    threads_use(1);
    copies = false;
}

static void teardown(void)
{
    network_free(&net);
    arena_free(&given);
    arena_free(&mem);
}

static void build(const struct network_sizes *sizes)
{
    network_init(&net, sizes);
    params_alloc(&net.params);
    weights_arrange(&net.params, true);
}

/* B pairs of lengths around S and T, at most `spread` more or less. */
static void give(int B, int S, int T, int spread)
{
    const int *at[MOST_PAIRS];
    int source[MOST_PAIRS], target[MOST_PAIRS];
    struct rng rng;
    rng_seed(&rng, 3);
    shape = (struct batch_shape){ 0 };
    for (int b = 0; b < B; b++) {
        at[b] = word + 30 * b;
        source[b] = S - spread + (int)rng_below(&rng, 2 * (uint64_t)spread + 1);
        target[b] = T - spread + (int)rng_below(&rng, 2 * (uint64_t)spread + 1);
        if (copies && b % 2) {
            at[b] = at[b - 1];
            source[b] = source[b - 1];
            target[b] = target[b - 1];
        }
        shape = batch_shape_add(shape, source[b], target[b]);
    }
    batch = batch_of(&given, B, at, source, at, target);
}

static size_t learned(const struct regularization *r)
{
    mem.peak = given.used;
    mem.used = given.used;
    struct regularization drawn = *r;
    drawn.uniform = network_draw(&net, &batch, 1, &mem);
    network_learn(&net, &batch, &drawn, 1, &mem);
    return mem.peak;
}

static size_t scored(void)
{
    double nll[MOST_PAIRS];
    mem.peak = given.used;
    mem.used = given.used;
    network_score(&net, &batch, nll, NULL, NULL, &mem);
    return mem.peak;
}

static void expect_close(size_t footprint, size_t took)
{
    ck_assert_uint_ge(footprint, took);
    ck_assert_uint_le(footprint, took + took / 4);
}

static const struct {
    int B, S, T, spread;
} shapes[] = {
    { 64, 15, 15, 3 }, { 64, 12, 30, 10 }, { 20, 60, 20, 15 },
    { 80, 3, 4, 2 },   { 1, 400, 350, 0 }, { 1, 20, 20, 0 },
};

/* Wide output, wide states, wide alignment, layer normalisation, layers of the encoder. */
static const struct network_sizes sizes[] = {
    { .layers = 1, .E = 64, .H = 96, .A = 64, .M = 48, .source_words = 500, .target_words = 8000 },
    { .layers = 1, .E = 100, .H = 160, .A = 30, .M = 70, .source_words = 300, .target_words = 400 },
    { .layers = 1, .E = 32, .H = 40, .A = 200, .M = 90, .source_words = 300, .target_words = 900 },
    { .layers = 1,
      .E = 60,
      .H = 80,
      .A = 60,
      .M = 50,
      .source_words = 300,
      .target_words = 400,
      .layer_norm = 1 },
    { .layers = 3,
      .E = 60,
      .H = 80,
      .A = 30,
      .M = 30,
      .source_words = 300,
      .target_words = 400,
      .layer_norm = 1 },
};

START_TEST(a_batch_takes_no_more_and_hardly_less)
{
    struct network_sizes s = sizes[_i / 3];
    s.decoder = (enum decoder_kind)(_i % 3);
    build(&s);
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        give(shapes[k].B, shapes[k].S, shapes[k].T, shapes[k].spread);
        for (int d = 0; d < NOISES; d++)
            expect_close(footprint_learn(&s, &noise[d], &shape), learned(&noise[d]));
        expect_close(footprint_score(&s, &shape), scored());
        arena_free(&mem);
        arena_reset(&given);
    }
}
END_TEST

START_TEST(copies_take_no_more_than_other_pairs)
{
    const struct regularization r = { .dropout_embedding = 0.2,
                                      .dropout_readout = 0.2,
                                      .rdrop = 1 };
    copies = true;
    build(&sizes[_i]);
    give(64, 15, 15, 3);
    expect_close(footprint_learn(&sizes[_i], &r, &shape), learned(&r));
}
END_TEST

START_TEST(however_it_attends)
{
    struct network_sizes s = sizes[_i % 3];
    s.decoder = _i % 2 ? DECODER_CONDITIONAL : DECODER_RNNSEARCH;
    s.attention = kinds[_i / 3];
    s.attention.positions = 401;
    build(&s);
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        give(shapes[k].B, shapes[k].S, shapes[k].T, shapes[k].spread);
        expect_close(footprint_learn(&s, &noise[0], &shape), learned(&noise[0]));
        expect_close(footprint_score(&s, &shape), scored());
        arena_free(&mem);
        arena_reset(&given);
    }
}
END_TEST

START_TEST(nor_does_the_smallest)
{
    const struct network_sizes s = { .decoder = (enum decoder_kind)_i,
                                     .layers = 1,
                                     .E = 3,
                                     .H = 2,
                                     .A = 4,
                                     .M = 5,
                                     .source_words = 6,
                                     .target_words = 7 };
    build(&s);
    give(1, 1, 1, 0);
    for (int d = 0; d < NOISES; d++)
        ck_assert_uint_ge(footprint_learn(&s, &noise[d], &shape), learned(&noise[d]));
    ck_assert_uint_ge(footprint_score(&s, &shape), scored());
}
END_TEST

enum { PAIRS = 10 };

/* Ten pairs of so many words a side and so many links. */
static struct bitext *make_text(int words, int links)
{
    struct bitext *b = bitext_new(unit_folder("footprint"), NULL);
    for (int k = 0; k < PAIRS; k++) {
        const int *source = word + 2 * words * k;
        const struct sentence_pair p = { k + 1, words, words, links, source, source + words, link };
        ck_assert(bitext_add(b, &p, NULL));
    }
    ck_assert(bitext_finish(b, NULL));
    return b;
}

/* Ten pairs of which every target word has as many links as there are source words: half of what a
 * small network takes. */
START_TEST(links_take_what_is_counted)
{
    const struct network_sizes s = { .decoder = (enum decoder_kind)_i,
                                     .layers = 1,
                                     .E = 1,
                                     .H = 1,
                                     .A = 1,
                                     .M = 1,
                                     .source_words = 3,
                                     .target_words = 3 };
    build(&s);
    for (int k = 0; k < 300; k++) link[k] = (struct piece_link){ k / 17, k % 17, 17 };
    for (int k = 0; k < 360; k++) word[k] %= 3;
    struct bitext *text = make_text(18, 300);
    shape = (struct batch_shape){ 0 };
    for (int k = 0; k < PAIRS; k++) shape = batch_shape_add_pair(shape, text, k);
    batch = batch_new(text, pair, PAIRS, &given);
    bitext_free(text);
    ck_assert_uint_ge(given.used, 8 * 3000);
    ck_assert_uint_ge(footprint_learn(&s, &none, &shape), learned(&none));
}
END_TEST

START_TEST(threads_take_nothing_more)
{
    build(&sizes[0]);
    give(64, 15, 15, 3);
    const size_t alone = learned(&none);
    threads_use(4);
    ck_assert_uint_eq(learned(&none), alone);
}
END_TEST

START_TEST(the_network_takes_its_blocks_and_its_panels)
{
    struct network_sizes s = sizes[_i / 3];
    s.decoder = (enum decoder_kind)(_i % 3);
    build(&s);
    struct optimizer optimizer = { .kind = OPTIMIZER_ADAM };
    const size_t block = net.params.size * sizeof(real);
    expect_close(footprint_network(&s, &optimizer), 4 * block + net.params.arranged.used);
    optimizer.kind = OPTIMIZER_SGD;
    expect_close(footprint_network(&s, &optimizer), 2 * block + net.params.arranged.used);
    optimizer.ema = 0.99;
    expect_close(footprint_network(&s, &optimizer), 3 * block + net.params.arranged.used);
}
END_TEST

START_TEST(as_many_pairs_fit_as_there_is_room_for)
{
    struct bitext *text = make_text(10, 0);
    shape = (struct batch_shape){ 0 };
    for (int k = 0; k < PAIRS; k++) {
        shape = batch_shape_add(shape, 10, 10);
        const size_t bytes = footprint_learn(&sizes[0], &none, &shape);
        ck_assert_int_eq(footprint_fit(&sizes[0], &none, text, pair, PAIRS, bytes), k + 1);
        ck_assert_int_eq(footprint_fit(&sizes[0], &none, text, pair, PAIRS, bytes - 1), k ? k : 1);
    }
    ck_assert_int_eq(footprint_fit(&sizes[0], &none, text, pair, PAIRS, SIZE_MAX), PAIRS);
    ck_assert_int_eq(footprint_fit(&sizes[0], &none, text, pair, PAIRS, 0), 1);
    bitext_free(text);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("footprint");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, a_batch_takes_no_more_and_hardly_less, 0, 15);
    tcase_add_loop_test(c, copies_take_no_more_than_other_pairs, 0, 3);
    tcase_add_loop_test(c, however_it_attends, 0, 3 * KINDS);
    tcase_add_loop_test(c, nor_does_the_smallest, 0, 3);
    tcase_add_loop_test(c, links_take_what_is_counted, 0, 2);
    tcase_add_test(c, threads_take_nothing_more);
    tcase_add_loop_test(c, the_network_takes_its_blocks_and_its_panels, 0, 15);
    tcase_add_test(c, as_many_pairs_fit_as_there_is_room_for);
    return unit_run_case("model/footprint, float", c);
}
