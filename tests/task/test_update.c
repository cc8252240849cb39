/* An update of a batch in parts against that of the whole. */
#include "task/update.h"

#include <math.h>
#include <string.h>

#include "tiny.h"

enum { PAIRS = 6, LENGTH = 5 };

static struct bitext *text;
static int order[PAIRS], start[2] = { 0, PAIRS };
static struct epoch epoch = { order, start, 1 };
static struct rns_model *model;
static struct updater updater;
static const struct progress at_first = { .rate_factor = 1 };

/* Six pairs, the first two the same; with links of the second word of each, two of the third. */
static void make_text(bool linked)
{
    const struct piece_link link[] = { { 1, 0, 1 }, { 2, 0, 2 }, { 2, 1, 2 } };
    int id[2 * LENGTH];
    bitext_free(text);
    text = bitext_new(unit_folder("update"), NULL);
    for (int k = 0; k < PAIRS; k++) {
        const int same = k == 1 ? 0 : k, from = 2 * LENGTH * same, S = 2 + same % 3;
        for (int i = 0; i < 2 * LENGTH; i++)
            id[i] = 2 + (same * same + (from + i) * (from + i)) % 5;
        id[S - 1] = id[2 * LENGTH - 1] = VOCAB_EOS;
        const struct sentence_pair p = {
            k + 1, S, 2 * LENGTH - S, linked ? 3 : 0, id, id + S, link
        };
        ck_assert(bitext_add(text, &p, NULL));
        order[k] = k;
    }
    ck_assert(bitext_finish(text, NULL));
    updater.text = text;
}

static void build(const char *decoder)
{
    model = tiny_model(decoder, "a b c d e f .");
    model->config->train.learning_rate = 0;
    updater = (struct updater){ .config = model->config, .text = text };
    updater.network = &model->network;
    updater.budget = (struct budget){ .sizes = model->network.sizes, .room = SIZE_MAX };
    updater.optimizer = (struct optimizer){ .kind = OPTIMIZER_SGD, .momentum = 0.5 };
    optimizer_alloc(&updater.optimizer, model->network.params.size);
    updater_ready(&updater);
}

static void setup(void)
{
    threads_use(1);
    make_text(false);
    start[1] = PAIRS;
}

static void teardown(void)
{
    updater_free(&updater);
    rns_model_free(model);
    bitext_free(text);
    text = NULL;
}

/* The update's gradient as the optimiser keeps it, and what else is known of it. */
static struct update update_with(size_t room, real *gradient)
{
    const size_t size = model->network.params.size;
    updater.budget.room = room;
    memset(updater.optimizer.first, 0, size * sizeof(real));
    const struct update done = update_next(&updater, &epoch, &at_first);
    memcpy(gradient, updater.optimizer.first, size * sizeof(real));
    return done;
}

static void expect_same_update(size_t room)
{
    const size_t size = model->network.params.size;
    real *whole = memory_new(size, sizeof *whole), *parts = memory_new(size, sizeof *parts);
    const struct update a = update_with(SIZE_MAX, whole), b = update_with(room, parts);
    ck_assert_double_gt(a.norm, 1e-3);
    ck_assert_double_eq_tol(a.norm, b.norm, 1e-10);
    ck_assert_double_eq_tol(a.loss.nll, b.loss.nll, 1e-10);
    ck_assert_double_eq_tol(a.loss.loss, b.loss.loss, 1e-10);
    ck_assert_int_eq(a.loss.words, b.loss.words);
    ck_assert_double_eq_tol(a.loss.alignment.sum, b.loss.alignment.sum, 1e-10);
    ck_assert_int_eq(a.loss.alignment.rows, b.loss.alignment.rows);
    for (size_t i = 0; i < size; i++) ck_assert_double_eq_tol(whole[i], parts[i], 1e-12);
    memory_free(whole);
    memory_free(parts);
}

static size_t room_for(int pairs)
{
    struct batch_shape shape = { 0 };
    for (int k = 0; k < pairs; k++) shape = batch_shape_add(shape, LENGTH, LENGTH + 3);
    return footprint_learn(&updater.budget.sizes, &updater.budget.regular, &shape);
}

START_TEST(parts_make_the_update_of_the_whole)
{
    static const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    build(decoder[_i % 3]);
    model->config->train.label_smoothing = 0.1;
    make_text(_i % 3 < 2);
    model->config->train.loss_unit = _i < 3 ? LOSS_SENTENCES : LOSS_WORDS;
    expect_same_update(0);
    expect_same_update(room_for(2));
    expect_same_update(room_for(4));
}
END_TEST

START_TEST(accumulated_batches_make_the_update_of_one_as_large)
{
    static int starts[] = { 0, 2, 3, PAIRS };
    const struct epoch small = { order, starts, 3 };
    struct progress p = at_first;
    build("rnnsearch");
    const size_t size = model->network.params.size;
    real *whole = memory_new(size, sizeof *whole);
    model->config->train.loss_unit = _i ? LOSS_WORDS : LOSS_SENTENCES;
    const struct update one = update_with(SIZE_MAX, whole);
    model->config->train.accumulate = 5;
    memset(updater.optimizer.first, 0, size * sizeof(real));
    const struct update sum = update_next(&updater, &small, &p);
    ck_assert_int_eq(one.batches, 1);
    ck_assert_int_eq(sum.batches, 3); /* all there are */
    ck_assert_int_eq(sum.loss.words, one.loss.words);
    ck_assert_double_eq_tol(sum.loss.nll, one.loss.nll, 1e-10);
    for (size_t i = 0; i < size; i++)
        ck_assert_double_eq_tol(updater.optimizer.first[i], whole[i], 1e-12);
    memory_free(whole);
    model->config->train.accumulate = 2;
    ck_assert_int_eq(update_next(&updater, &small, &p).batches, 2);
    p.batch = 2;
    ck_assert_int_eq(update_next(&updater, &small, &p).batches, 1);
}
END_TEST

START_TEST(a_gradient_longer_than_the_clip_is_cut_to_it)
{
    real whole[5000], cut[5000];
    build("rnnsearch");
    const size_t size = model->network.params.size;
    model->config->train.clip = 0;
    const double norm = update_with(SIZE_MAX, whole).norm;
    model->config->train.clip = norm / 4;
    ck_assert_double_eq_tol(update_with(SIZE_MAX, cut).norm, norm, 1e-10);
    for (size_t i = 0; i < size; i++) ck_assert_double_eq_tol(cut[i], whole[i] / 4, 1e-12);
    model->config->train.clip = 2 * norm;
    update_with(SIZE_MAX, cut);
    for (size_t i = 0; i < size; i++) ck_assert_double_eq(cut[i], whole[i]);
}
END_TEST

START_TEST(a_part_takes_no_more_than_its_room)
{
    real gradient[5000];
    build("rnnsearch");
    ck_assert_uint_lt(model->network.params.size, 5000);
    update_with(room_for(3), gradient);
    ck_assert_uint_le(updater.mem.peak, room_for(3));
    ck_assert_uint_gt(updater.mem.peak, 0);
}
END_TEST

/* Of the same pair twice: as one batch of both it has rows of masks of its own, so the parts must
 * have, too. */
START_TEST(no_two_parts_share_their_masks)
{
    real gradient[5000];
    build("rnnsearch");
    model->config->train.dropout_embedding = 0.4;
    model->config->train.dropout_readout = 0.4;
    start[1] = 1;
    const double one = update_with(0, gradient).loss.nll;
    start[1] = 2;
    const double both = update_with(0, gradient).loss.nll;
    ck_assert_double_gt(fabs(both - 2 * one), 1e-3);
}
END_TEST

/* Of the weights as they were, whatever the gradient does. */
/* Without dropout the copies agree. */
START_TEST(copies_make_the_update_of_the_pairs_alone)
{
    static int pair[2 * PAIRS], begin[] = { 0, 2 * PAIRS };
    const struct epoch twice = { pair, begin, 1 };
    static const int room[] = { 0, 3, 5, 100 };
    build("rnnsearch");
    const size_t size = model->network.params.size;
    real *once = memory_new(size, sizeof *once);
    model->config->train.loss_unit = _i % 2 ? LOSS_WORDS : LOSS_SENTENCES;
    const struct update alone = update_with(SIZE_MAX, once);
    for (int i = 0; i < 2 * PAIRS; i++) pair[i] = i / 2;
    memset(updater.optimizer.first, 0, size * sizeof(real));
    model->config->train.rdrop = 2;
    updater.budget.twice = true;
    updater.budget.room = room_for(room[_i / 2]);
    const struct update both = update_next(&updater, &twice, &at_first);
    ck_assert_int_eq(both.loss.words, alone.loss.words);
    ck_assert_double_eq_tol(both.loss.nll, alone.loss.nll, 1e-10);
    for (size_t i = 0; i < size; i++)
        ck_assert_double_eq_tol(updater.optimizer.first[i], once[i], 1e-12);
    memory_free(once);
}
END_TEST

START_TEST(weight_decay_takes_a_share_of_all_but_biases)
{
    real gradient[5000];
    build("rnnsearch");
    struct params *p = &model->network.params;
    real *before = memory_new(p->size, sizeof *before), *plain = memory_new(p->size, sizeof *plain);
    for (size_t i = 0; i < p->size; i++) before[i] = p->values[i] += (real)0.5;
    model->config->train.learning_rate = 0.1;
    update_with(SIZE_MAX, gradient);
    memcpy(plain, p->values, p->size * sizeof *plain);
    memcpy(p->values, before, p->size * sizeof *before);
    model->config->train.weight_decay = 0.2;
    update_with(SIZE_MAX, gradient);
    for (int k = 0, at = 0; k < p->count; k++)
        for (int i = 0; i < p->list[k]->w.rows * p->list[k]->w.cols; i++, at++) {
            const double share = p->list[k]->role == PARAM_BIAS ? 0 : 0.1 * 0.2;
            ck_assert_double_eq_tol(p->values[at], plain[at] - share * before[at], 1e-12);
        }
    memory_free(before);
    memory_free(plain);
}
END_TEST

START_TEST(a_gradient_without_numbers_teaches_nothing_and_is_forgotten)
{
    real gradient[5000];
    build("rnnsearch");
    struct params *p = &model->network.params;
    const real kept = p->values[0];
    ck_assert(update_with(0, gradient).learned);
    updater.optimizer.step = 0;
    p->values[p->size - 1] = NAN;
    const struct update done = update_with(0, gradient);
    ck_assert(!isfinite(done.norm));
    ck_assert(!done.learned);
    ck_assert_int_eq(updater.optimizer.step, 0);
    ck_assert_double_eq(p->values[0], kept);
    for (size_t i = 0; i < p->size; i++) ck_assert_double_eq(p->gradients[i], 0);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("update");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, parts_make_the_update_of_the_whole, 0, 6);
    tcase_add_loop_test(c, accumulated_batches_make_the_update_of_one_as_large, 0, 2);
    tcase_add_test(c, a_gradient_longer_than_the_clip_is_cut_to_it);
    tcase_add_test(c, a_part_takes_no_more_than_its_room);
    tcase_add_test(c, no_two_parts_share_their_masks);
    tcase_add_loop_test(c, copies_make_the_update_of_the_pairs_alone, 0, 8);
    tcase_add_test(c, weight_decay_takes_a_share_of_all_but_biases);
    tcase_add_test(c, a_gradient_without_numbers_teaches_nothing_and_is_forgotten);
    return unit_run_case("task/update", c);
}
