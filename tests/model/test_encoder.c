#include "model/encoder.h"

#include <string.h>

#include "base/memory.h"
#include "unit.h"

enum { B = 4, V = 8, E = 3, H = 4 };

/* Unequal lengths in no order, one of a single word, a word that comes twice. */
static const int *const id[B] = { (int[]){ 2, 3, 0 }, (int[]){ 0 }, (int[]){ 5, 6, 2, 5, 0 },
                                  (int[]){ 4, 7, 0 } };
static const int length[B] = { 3, 1, 5, 3 };

static struct arena mem, kept;
static struct params params;
static struct encoder encoder;
static struct packed words;
static struct mat weight;
static struct encoder_dropout dropout;

static void build(int layers)
{
    encoder_add(&encoder, &params, V, E, H, layers);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 0.8);
    weights_arrange(&params, true);
}

static void setup(void)
{
    threads_use(1);
    words = packed_new(&kept, B, id, length);
    weight = mat_take(&kept, words.rows, 2 * H);
    unit_fill(weight, 1);
    dropout = (struct encoder_dropout){ 0 };
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
    arena_free(&kept);
}

static struct mat encode(const struct packed *w, const struct encoder_dropout *d)
{
    return encoder_forward(&encoder, w, d, &mem).h;
}

/* L = Σ weight ∘ h */
static double loss(void)
{
    arena_reset(&mem);
    weights_arrange(&params, true);
    const struct mat h = encode(&words, &dropout);
    double sum = 0;
    for (int i = 0; i < h.rows; i++)
        for (int k = 0; k < h.cols; k++) sum += row(weight, i)[k] * row(h, i)[k];
    return sum;
}

static void learn(void)
{
    arena_reset(&mem);
    const struct encoder_tape tape = encoder_forward(&encoder, &words, &dropout, &mem);
    const struct mat dh = mat_take(&mem, words.rows, 2 * H);
    mat_copy(weight, dh); /* encoder_backward gathers in dh what comes from later steps */
    encoder_backward(&encoder, dh, &tape, &mem);
}

static void assert_gradients(void)
{
    for (int i = 0; i < params.count; i++) {
        const struct param *p = params.list[i];
        const double error = gradcheck(loss, p->w, p->dw);
        ck_assert_msg(error < 1e-6, "%s: %g", p->name, error);
    }
}

START_TEST(backward_is_the_derivative_of_forward)
{
    build(_i);
    learn();
    assert_gradients();
}
END_TEST

START_TEST(backward_knows_what_was_dropped_out)
{
    build(_i);
    const struct dropout each = { .rate = 0.4, .key = 77 };
    const struct dropout forward = { .rate = 0.3, .key = 78, .over = &words };
    const struct dropout backward = { .rate = 0.3, .key = 79, .over = &words };
    dropout = (struct encoder_dropout){
        .words = { .x = each }, .forward = forward, .backward = backward, .h = each
    };
    learn();
    assert_gradients();
}
END_TEST

START_TEST(backward_adds_to_the_gradients)
{
    build(1);
    learn();
    const struct mat dU = encoder.layer[0].backward.gru.U.dw;
    const double once = row(dU, 5)[1];
    learn();
    ck_assert_double_eq_tol(row(dU, 5)[1], 2 * once, 1e-12);
    ck_assert_double_ne(once, 0);
}
END_TEST

/* The row of word t of sentence `pair`. */
static const real *annotation(struct mat h, int pair, int t)
{
    for (int b = 0; b < B; b++)
        if (words.origin[b] == pair) return row(h, packed_row(&words, t, b));
    return NULL;
}

static void assert_same(const real *a, const real *b, int n)
{
    for (int k = 0; k < n; k++) ck_assert_double_eq_tol(a[k], b[k], 1e-13);
}

START_TEST(a_sentence_among_others_is_encoded_as_alone)
{
    build(_i);
    const struct mat together = encode(&words, &dropout);
    for (int pair = 0; pair < B; pair++) {
        const struct packed one = packed_new(&mem, 1, id + pair, length + pair);
        const struct mat alone = encode(&one, &dropout);
        for (int t = 0; t < length[pair]; t++)
            assert_same(annotation(together, pair, t), row(alone, t), 2 * H);
    }
}
END_TEST

/* →h_1 and ←h_S have seen one word: as in a sentence of that word alone. */
START_TEST(each_direction_starts_at_zero_at_its_own_end_of_each_sentence)
{
    build(1);
    const struct mat h = encode(&words, &dropout);
    for (int pair = 0; pair < B; pair++) {
        const int last = length[pair] - 1;
        const int *const end[] = { id[pair], id[pair] + last };
        const struct packed first_word = packed_new(&mem, 1, &end[0], (int[]){ 1 });
        const struct packed last_word = packed_new(&mem, 1, &end[1], (int[]){ 1 });
        assert_same(annotation(h, pair, 0), row(encode(&first_word, &dropout), 0), H);
        assert_same(annotation(h, pair, last) + H, row(encode(&last_word, &dropout), 0) + H, H);
    }
}
END_TEST

/* Of the second layer each half does. */
START_TEST(annotations_read_their_sentence_from_both_sides)
{
    build(_i);
    const int changed[] = { 5, 6, 7, 5, 0 };
    const int *const pair[] = { id[2], changed };
    const struct packed two = packed_new(&mem, 2, pair, (int[]){ 5, 5 });
    const struct mat h = encode(&two, &dropout);
    for (int t = 0; t < 5; t++)
        for (int side = 0; side < 2; side++) {
            const real *a = row(h, packed_row(&two, t, 0)) + side * H;
            const real *b = row(h, packed_row(&two, t, 1)) + side * H;
            const bool sees_it = _i > 1 || (side == 0 ? t >= 2 : t <= 2); /* word 2 differs */
            ck_assert_int_eq(a[0] != b[0], sees_it);
        }
}
END_TEST

START_TEST(a_layer_of_zeros_leaves_the_annotations_below)
{
    build(2);
    const struct mat changed = encode(&words, &dropout);
    for (int i = 0; i < params.count; i++)
        if (strstr(params.list[i]->name, ".l2.")) mat_scale(0, params.list[i]->w);
    weights_arrange(&params, true);
    const struct mat left = encode(&words, &dropout);
    encoder.layers = 1;
    const struct mat below = encode(&words, &dropout);
    ck_assert_mem_eq(left.at, below.at, (size_t)(left.rows * left.cols) * sizeof(real));
    ck_assert_double_ne(changed.at[0], below.at[0]);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("encoder");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, backward_is_the_derivative_of_forward, 1, 4);
    tcase_add_loop_test(c, backward_knows_what_was_dropped_out, 1, 4);
    tcase_add_test(c, backward_adds_to_the_gradients);
    tcase_add_loop_test(c, a_sentence_among_others_is_encoded_as_alone, 1, 3);
    tcase_add_test(c, each_direction_starts_at_zero_at_its_own_end_of_each_sentence);
    tcase_add_loop_test(c, annotations_read_their_sentence_from_both_sides, 1, 3);
    tcase_add_test(c, a_layer_of_zeros_leaves_the_annotations_below);
    return unit_run_case("model/encoder", c);
}
