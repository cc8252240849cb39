#include "model/shortlist.h"

#include "base/memory.h"
#include "unit.h"

enum { B = 2, N = 5, V = 40, M = 6 };

static struct arena mem;
static struct params params;
static struct linear out;
static struct mat t;

static void setup(void)
{
    threads_use(1);
    linear_add_biased(&out, &params, "out", V, M);
    params_alloc(&params);
    for (int i = 0; i < params.count; i++) unit_fill(params.list[i]->w, 1);
    weights_arrange(&params, false);
    t = mat_take(&mem, N, M);
    unit_fill(t, 1);
}

static void teardown(void)
{
    params_free(&params);
    arena_free(&mem);
}

static struct word_set *sets(const struct word_set *of)
{
    struct word_set *copy = arena_take(&mem, B, sizeof *copy);
    for (int b = 0; b < B; b++) {
        copy[b] = of[b];
        copy[b].at = arena_take(&mem, (size_t)of[b].count, sizeof(int));
        for (int k = 0; k < of[b].count; k++) copy[b].at[k] = of[b].at[k];
    }
    return copy;
}

static struct mat all_logits(void)
{
    const struct mat y = mat_take(&mem, N, V);
    linear_forward(&out, t, y);
    return y;
}

static const struct word_set some[B] = { { 4, (int[]){ 0, 1, 7, 39 } },
                                         { 5, (int[]){ 0, 1, 5, 7, 33 } } };

START_TEST(words_of_all_sentences_are_listed_once)
{
    static const int expected[] = { 0, 1, 5, 7, 33, 39 };
    const struct shortlist l = shortlist_new(&out, sets(some), B, &mem);
    ck_assert_int_eq(l.count, 6);
    ck_assert_mem_eq(l.word, expected, sizeof expected);
}
END_TEST

START_TEST(a_row_picks_the_logits_of_its_own_words)
{
    const struct shortlist l = shortlist_new(&out, sets(some), B, &mem);
    const struct mat y = mat_take(&mem, N, l.count), all = all_logits();
    shortlist_forward(&l, t, y);
    for (int i = 0; i < N; i++) {
        const int column = i % B;
        ck_assert_int_eq(shortlist_pick(&l, column, row(y, i)), some[column].count);
        for (int k = 0; k < some[column].count; k++) {
            ck_assert_int_eq(shortlist_word(&l, column, k), some[column].at[k]);
            ck_assert_double_eq(row(y, i)[k], row(all, i)[some[column].at[k]]);
        }
    }
}
END_TEST

START_TEST(a_word_is_found_where_it_stands)
{
    const struct shortlist l = shortlist_new(&out, sets(some), B, &mem);
    for (int column = 0; column < B; column++)
        for (int word = 0; word < V; word++) {
            const int k = shortlist_place(&l, column, word);
            bool known = false;
            for (int i = 0; i < some[column].count; i++) known |= some[column].at[i] == word;
            ck_assert_int_eq(k >= 0, known);
            if (known) ck_assert_int_eq(some[column].at[k], word);
        }
}
END_TEST

START_TEST(all_words_are_the_whole_layer)
{
    int word[V];
    for (int v = 0; v < V; v++) word[v] = v;
    const struct word_set whole[B] = { { V, word }, { V, word } };
    const struct shortlist l = shortlist_new(&out, sets(whole), B, &mem);
    const struct mat y = mat_take(&mem, N, V), all = all_logits();
    ck_assert_int_eq(l.count, V);
    shortlist_forward(&l, t, y);
    for (int i = 0; i < N; i++) {
        ck_assert_int_eq(shortlist_pick(&l, 1, row(y, i)), V);
        ck_assert_mem_eq(row(y, i), row(all, i), V * sizeof(real));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        words_of_all_sentences_are_listed_once,
        a_row_picks_the_logits_of_its_own_words,
        a_word_is_found_where_it_stands,
        all_words_are_the_whole_layer,
        NULL,
    };
    return unit_run("model/shortlist", tests, setup, teardown);
}
