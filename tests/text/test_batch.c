#include "text/batch.h"

#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "text/bitext.h"
#include "unit.h"

enum { PAIRS = 1003 };

static struct bitext *bitext;
static struct arena mem;

/* A sentence of so many words, all the same, ended by 0. */
static const int *sentence(int *id, int words, int word)
{
    for (int i = 0; i < words; i++) id[i] = word;
    id[words] = 0;
    return id;
}

/* Every third pair has none; of the others the words at places that 3 does not divide look at word
 * 0, of which only the pair's number and place are told apart, by share. */
static int link_words(struct piece_link *link, int k, int T)
{
    int count = 0;
    for (int i = 0; k % 3 && i < T; i++)
        if (i % 3) link[count++] = (struct piece_link){ i, 0, 100 * k + i };
    return count;
}

/* Pair k's source words are all 10 k + 1 and its target words 10 k + 2. */
static void make(bool linked)
{
    struct rng rng;
    int source[21], target[21];
    struct piece_link link[20];
    rng_seed(&rng, 5);
    bitext_free(bitext);
    bitext = bitext_new(unit_folder("batch"), NULL);
    for (int k = 0; k < PAIRS; k++) {
        const int S = 1 + (int)rng_below(&rng, 20), T = 1 + (int)rng_below(&rng, 20);
        struct sentence_pair p = { .line = k + 1, .S = S + 1, .T = T + 1, .link = link };
        p.source = sentence(source, S, 10 * k + 1);
        p.target = sentence(target, T, 10 * k + 2);
        p.links = linked ? link_words(link, k, T) : 0;
        ck_assert(bitext_add(bitext, &p, NULL));
    }
    ck_assert(bitext_finish(bitext, NULL));
}

static void setup(void) { make(false); }

static void teardown(void)
{
    arena_free(&mem);
    bitext_free(bitext);
    bitext = NULL;
}

static const struct batch_plan sentences = { BATCH_SENTENCES, 16, 5, 1, false };
static const struct batch_plan words = { BATCH_WORDS, 150, 5, 1, false };
static const struct batch_plan in_order = { BATCH_SENTENCES, 16, 0, 1, false };

static void expect_every_pair_once(const struct epoch *e)
{
    int seen[PAIRS] = { 0 };
    ck_assert_int_eq(e->start[0], 0);
    ck_assert_int_eq(e->start[e->batches], PAIRS);
    for (int i = 0; i < PAIRS; i++) seen[e->pair[i]]++;
    for (int k = 0; k < PAIRS; k++) ck_assert_int_eq(seen[k], 1);
}

static int target_words(const struct epoch *e, int k)
{
    int sum = 0;
    for (int i = e->start[k]; i < e->start[k + 1]; i++)
        sum += bitext_target_length(bitext, e->pair[i]);
    return sum;
}

START_TEST(an_epoch_has_every_pair_once)
{
    struct epoch e = epoch_new(bitext, &sentences, 1);
    expect_every_pair_once(&e);
    ck_assert_int_eq(e.batches, (PAIRS + 15) / 16);
    int smaller = 0;
    for (int k = 0; k < e.batches; k++) {
        ck_assert_int_le(e.start[k + 1] - e.start[k], 16);
        smaller += e.start[k + 1] - e.start[k] < 16;
    }
    ck_assert_int_le(smaller, 5); /* of the last window */
    epoch_free(&e);
}
END_TEST

START_TEST(word_batches_hold_at_most_their_size_and_no_small_rests)
{
    struct epoch e = epoch_new(bitext, &words, 1);
    expect_every_pair_once(&e);
    int small = 0;
    for (int k = 0; k < e.batches; k++) {
        ck_assert_int_le(target_words(&e, k), 150);
        small += target_words(&e, k) < 90;
    }
    ck_assert_int_le(small, 1);
    epoch_free(&e);
}
END_TEST

START_TEST(a_pair_larger_than_the_size_is_a_batch_of_its_own)
{
    const struct batch_plan tiny = { BATCH_WORDS, 1, 5, 1, false };
    struct epoch e = epoch_new(bitext, &tiny, 1);
    expect_every_pair_once(&e);
    ck_assert_int_eq(e.batches, PAIRS);
    epoch_free(&e);
}
END_TEST

START_TEST(sorting_puts_equal_lengths_together)
{
    struct epoch e = epoch_new(bitext, &sentences, 1);
    double spread = 0;
    for (int k = 0; k < e.batches; k++) {
        const struct batch b = batch_of_epoch(bitext, &e, k, &mem);
        spread += b.target.length[0] - b.target.length[b.B - 1];
        arena_reset(&mem);
    }
    ck_assert_double_lt(spread / e.batches, 6); /* unsorted it would be about 18 */
    epoch_free(&e);
}
END_TEST

START_TEST(the_order_depends_on_seed_and_epoch_alone)
{
    struct batch_plan other = sentences;
    other.seed = 2;
    struct epoch a = epoch_new(bitext, &sentences, 3), b = epoch_new(bitext, &sentences, 3),
                 c = epoch_new(bitext, &sentences, 4), d = epoch_new(bitext, &other, 3);
    const size_t size = PAIRS * sizeof *a.pair;
    ck_assert_int_eq(memcmp(a.pair, b.pair, size), 0);
    ck_assert_int_ne(memcmp(a.pair, c.pair, size), 0);
    ck_assert_int_ne(memcmp(a.pair, d.pair, size), 0);
    epoch_free(&a);
    epoch_free(&b);
    epoch_free(&c);
    epoch_free(&d);
}
END_TEST

START_TEST(batches_do_not_come_by_length)
{
    struct epoch e = epoch_new(bitext, &sentences, 1);
    int rising = 0;
    for (int k = 1; k < e.batches; k++) rising += target_words(&e, k) > target_words(&e, k - 1);
    ck_assert_int_gt(rising, e.batches / 4);
    ck_assert_int_lt(rising, 3 * e.batches / 4);
    epoch_free(&e);
}
END_TEST

START_TEST(without_a_window_the_corpus_keeps_its_order)
{
    struct epoch e = epoch_new(bitext, &in_order, 1);
    for (int i = 0; i < PAIRS; i++) ck_assert_int_eq(e.pair[i], i);
    ck_assert_int_eq(e.batches, (PAIRS + 15) / 16);
    ck_assert_int_eq(e.start[1], 16);
    epoch_free(&e);
}
END_TEST

START_TEST(a_target_column_knows_its_pair_and_its_source_column)
{
    struct epoch e = epoch_new(bitext, &words, 1);
    for (int k = 0; k < e.batches; k++) {
        const struct batch b = batch_of_epoch(bitext, &e, k, &mem);
        ck_assert_int_eq(b.B, e.start[k + 1] - e.start[k]);
        for (int c = 0; c < b.B; c++) {
            int S, T;
            const int *s = bitext_source(bitext, b.pair[c], &S);
            const int *t = bitext_target(bitext, b.pair[c], &T);
            ck_assert_int_eq(b.target.length[c], T);
            ck_assert_int_eq(b.source.length[b.column[c]], S);
            for (int i = 0; i < T; i++)
                ck_assert_int_eq(b.target.id[packed_row(&b.target, i, c)], t[i]);
            for (int j = 0; j < S; j++)
                ck_assert_int_eq(b.source.id[packed_row(&b.source, j, b.column[c])], s[j]);
        }
        arena_reset(&mem);
    }
    epoch_free(&e);
}
END_TEST

START_TEST(a_target_row_has_the_links_of_its_word)
{
    make(true);
    struct epoch e = epoch_new(bitext, &words, 1);
    for (int k = 0; k < e.batches; k++) {
        const struct batch b = batch_of_epoch(bitext, &e, k, &mem);
        for (int c = 0; b.guide.at && c < b.B; c++)
            for (int i = 0; i < b.target.length[c]; i++) {
                const int r = packed_row(&b.target, i, c), at = b.guide.at[r];
                const bool linked = b.pair[c] % 3 && i % 3 && i < b.target.length[c] - 1;
                ck_assert_int_eq(b.guide.at[r + 1] - at, linked);
                if (linked) ck_assert_int_eq(b.guide.link[at].share, 100 * b.pair[c] + i);
            }
        arena_reset(&mem);
    }
    epoch_free(&e);
}
END_TEST

START_TEST(a_batch_without_links_has_no_guide)
{
    const int third = 3;
    make(true);
    ck_assert_ptr_null(batch_new(bitext, &third, 1, &mem).guide.at);
}
END_TEST

/* Of the pairs of the epoch's batch k. */
static struct batch_shape shape_of(const struct epoch *e, int k)
{
    struct batch_shape shape = { 0 };
    for (int i = e->start[k]; i < e->start[k + 1]; i++)
        shape = batch_shape_add_pair(shape, bitext, e->pair[i]);
    return shape;
}

START_TEST(a_shape_is_that_of_the_batch)
{
    make(true);
    struct epoch e = epoch_new(bitext, &words, 1);
    for (int k = 0; k < e.batches; k++) {
        const struct batch b = batch_of_epoch(bitext, &e, k, &mem);
        const struct batch_shape shape = shape_of(&e, k);
        ck_assert_int_eq(shape.links, b.guide.at ? b.guide.at[b.target.rows] : 0);
        ck_assert_int_eq(shape.B, b.B);
        ck_assert_int_eq(shape.S, b.source.T);
        ck_assert_int_eq(shape.T, b.target.T);
        ck_assert_int_eq(shape.source_words, b.source.rows);
        ck_assert_int_eq(shape.target_words, b.target.rows);
        arena_reset(&mem);
    }
    epoch_free(&e);
}
END_TEST

START_TEST(no_batch_of_any_epoch_is_more_than_the_most)
{
    static const struct batch_plan tiny = { BATCH_WORDS, 1, 5, 1, false };
    const struct batch_plan *const plan[] = { &sentences, &words, &in_order, &tiny };
    make(true);
    for (int p = 0; p < 4; p++) {
        const struct batch_shape most = batch_shape_most(bitext, plan[p]);
        for (int number = 0; number < 5; number++) {
            struct epoch e = epoch_new(bitext, plan[p], number);
            for (int k = 0; k < e.batches; k++) {
                const struct batch_shape shape = shape_of(&e, k);
                ck_assert_int_le(shape.B, most.B);
                ck_assert_int_le(shape.S, most.S);
                ck_assert_int_le(shape.T, most.T);
                ck_assert_int_le(shape.source_words, most.source_words);
                ck_assert_int_le(shape.target_words, most.target_words);
                ck_assert_int_le(shape.links, most.links);
            }
            epoch_free(&e);
        }
    }
}
END_TEST

START_TEST(where_pairs_stand_twice_a_copy_is_beside_each_on_both_sides)
{
    struct batch_plan twice = words;
    twice.twice = true;
    struct epoch once = epoch_new(bitext, &words, 3), e = epoch_new(bitext, &twice, 3);
    const struct batch_shape most = batch_shape_most(bitext, &twice);
    ck_assert_int_eq(e.batches, once.batches);
    for (int k = 0; k < e.batches; k++) {
        const struct batch b = batch_of_epoch(bitext, &e, k, &mem);
        ck_assert_int_eq(b.B, 2 * (once.start[k + 1] - once.start[k]));
        ck_assert_int_le(b.B, most.B);
        ck_assert_int_le(b.source.rows, most.source_words);
        ck_assert_int_le(b.target.rows, most.target_words);
        for (int i = 0; i < b.B; i++)
            ck_assert_int_eq(e.pair[e.start[k] + i], once.pair[once.start[k] + i / 2]);
        for (int c = 0; c < b.B; c += 2) {
            ck_assert_int_eq(b.pair[c], b.pair[c + 1]);
            ck_assert_int_eq(b.column[c] % 2, 0);
            ck_assert_int_eq(b.column[c] + 1, b.column[c + 1]);
        }
        arena_reset(&mem);
    }
    epoch_free(&once);
    epoch_free(&e);
}
END_TEST

START_TEST(the_most_is_no_more_than_there_can_be)
{
    const struct batch_shape by_pair = batch_shape_most(bitext, &sentences),
                             by_word = batch_shape_most(bitext, &words);
    ck_assert_int_eq(by_pair.B, 16);
    ck_assert_int_le(by_pair.source_words, 16 * 21);
    ck_assert_int_le(by_pair.target_words, 16 * 21);
    ck_assert_int_le(by_word.B, 150 / 2); /* of one word and </s> */
    ck_assert_int_le(by_word.target_words, 150 + 20);
}
END_TEST

START_TEST(sentences_can_be_given_without_targets)
{
    const int a[] = { 5, 0 }, b[] = { 6, 7, 0 };
    const int *given[] = { a, b };
    const int length[] = { 2, 3 };
    const struct batch batch = batch_of(&mem, 2, given, length, NULL, NULL);
    ck_assert_int_eq(batch.B, 2);
    ck_assert_int_eq(batch.source.rows, 5);
    ck_assert_int_eq(batch.source.origin[0], 1);
    ck_assert_int_eq(batch.target.B, 0);
    ck_assert_int_eq(batch.target.rows, 0);
}
END_TEST

START_TEST(given_pairs_are_numbered_as_given)
{
    const int a[] = { 5, 0 }, b[] = { 6, 7, 0 };
    const int *left[] = { a, b }, *right[] = { b, a };
    const int S[] = { 2, 3 }, T[] = { 3, 2 };
    const struct batch batch = batch_of(&mem, 2, left, S, right, T);
    ck_assert_int_eq(batch.pair[0], 0);
    ck_assert_int_eq(batch.column[0], 1);
    ck_assert_int_eq(batch.pair[1], 1);
    ck_assert_int_eq(batch.column[1], 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        an_epoch_has_every_pair_once,
        word_batches_hold_at_most_their_size_and_no_small_rests,
        a_pair_larger_than_the_size_is_a_batch_of_its_own,
        sorting_puts_equal_lengths_together,
        the_order_depends_on_seed_and_epoch_alone,
        batches_do_not_come_by_length,
        without_a_window_the_corpus_keeps_its_order,
        a_target_column_knows_its_pair_and_its_source_column,
        a_target_row_has_the_links_of_its_word,
        a_batch_without_links_has_no_guide,
        a_shape_is_that_of_the_batch,
        no_batch_of_any_epoch_is_more_than_the_most,
        where_pairs_stand_twice_a_copy_is_beside_each_on_both_sides,
        the_most_is_no_more_than_there_can_be,
        sentences_can_be_given_without_targets,
        given_pairs_are_numbered_as_given,
        NULL,
    };
    return unit_run("text/batch", tests, setup, teardown);
}
