#include "searching.h"

/* The likeliest word at each step, one sentence by itself, straight from the decoder. */
static int step_greedily(int b, int *id)
{
    const struct decoder *decoder = &model->network.decoder;
    const int V = model->network.sizes.target_words, most = 2 * length[b] + 10;
    const struct packed words = packed_new(&mem, 1, &source[b], &length[b]);
    const struct encoder_tape tape =
        encoder_forward(&model->network.encoder, &words, &(struct encoder_dropout){ 0 }, &mem);
    const struct decoding g = { .decoder = decoder,
                                .memory = decoder_look_at(decoder, &words, tape.h, &mem) };
    struct decoder_state state = decoder_begin(&g, &mem);
    int previous = -1, T = 0;
    while (previous != VOCAB_EOS) {
        const struct mat logits = mat_take(&mem, 1, V), alpha = mat_take(&mem, 1, words.T);
        state = decoder_step(&g, &state, &previous, alpha, &mem);
        decoder_words(&g, state.t, logits);
        previous = VOCAB_EOS;
        for (int v = VOCAB_SPECIAL; v < V && T + 1 < most; v++)
            if (row(logits, 0)[v] > row(logits, 0)[previous]) previous = v;
        id[T++] = previous;
    }
    return T - 1;
}

START_TEST(a_beam_of_one_takes_the_likeliest_word_every_time)
{
    const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    for (int d = 0; d < 3; d++) {
        const struct rns_search how = tiny_search(1);
        struct hypotheses found[B];
        use(decoder[d], "u v w x y z");
        find(&how, found);
        for (int b = 0; b < B; b++) {
            int id[64];
            ck_assert_int_eq(found[b].count, 1);
            ck_assert_int_eq(found[b].at->T, step_greedily(b, id));
            ck_assert_mem_eq(found[b].at->id, id, (size_t)(found[b].at->T + 1) * sizeof *id);
        }
    }
}
END_TEST

/* Two words and nine places for them: 2^0 + 2^1 + ... + 2^9 translations. */
START_TEST(a_beam_as_wide_as_the_tree_finds_every_translation_once)
{
    struct rns_search how = tiny_search(1023);
    struct hypotheses found[B];
    how.max_length_factor = 0;
    use("rnnsearch", "u v");
    find(&how, found);
    for (int b = 0; b < B; b++) {
        ck_assert_int_eq(found[b].count, 1023);
        for (int k = 1; k < 1023; k++) {
            ck_assert_double_ge(found[b].at[k - 1].score, found[b].at[k].score);
            ck_assert(!same_words(&found[b].at[k - 1], &found[b].at[k]));
        }
    }
}
END_TEST

START_TEST(probabilities_of_all_translations_sum_to_one)
{
    struct rns_search how = tiny_search(2000);
    struct hypotheses found[B];
    how.max_length_factor = 0;
    use("conditional", "u v");
    out_bias()[VOCAB_UNK] = -1000; /* all but no weight on the word that is left out */
    out_bias()[VOCAB_EOS] = 6;     /* nor on what is cut off at the limit */
    find(&how, found);
    double sum = 0;
    for (int k = 0; k < found[0].count; k++) sum += exp(found[0].at[k].log_p);
    ck_assert_double_lt(fabs(sum - 1), 1e-2);
    ck_assert_double_le(sum, 1 + 1e-9);
}
END_TEST

START_TEST(stopping_early_never_changes_the_best)
{
    const double alpha[] = { 0, 0.3, 1, 2, 1 };
    for (int a = 0; a < 5; a++)
        for (int n = 1; n <= 3; n++) {
            struct rns_search all = tiny_search(6), few;
            struct hypotheses found[B], stopped[B];
            all.alpha = alpha[a];
            if (a == 4) all.length_reward = all.coverage_penalty = 0.2;
            few = all;
            few.n_best = n;
            find(&all, found);
            find(&few, stopped);
            for (int b = 0; b < B; b++)
                for (int k = 0; k < n; k++)
                    ck_assert(same_words(&found[b].at[k], &stopped[b].at[k]));
        }
}
END_TEST

START_TEST(a_sentence_does_not_depend_on_its_company)
{
    const struct rns_search how = tiny_search(5);
    expect_company_is_nothing(&how);
}
END_TEST

START_TEST(every_row_of_attention_sums_to_one_over_its_own_sentence)
{
    const struct rns_search how = tiny_search(4);
    struct hypotheses found[B];
    find(&how, found);
    for (int b = 0; b < B; b++)
        for (int k = 0; k < found[b].count; k++) {
            const struct mat alpha = found[b].at[k].alpha;
            ck_assert_int_eq(alpha.rows, found[b].at[k].T + 1);
            ck_assert_int_eq(alpha.cols, length[b]);
            for (int i = 0; i < alpha.rows; i++) {
                double sum = 0;
                for (int j = 0; j < alpha.cols; j++) sum += row(alpha, i)[j];
                ck_assert_double_eq_tol(sum, 1, 1e-6);
            }
        }
}
END_TEST

START_TEST(at_the_limit_a_translation_is_closed)
{
    struct rns_search how = tiny_search(3);
    struct hypotheses found[B];
    how.max_length_factor = 1.5;
    out_bias()[VOCAB_EOS] = -100;
    find(&how, found);
    for (int b = 0; b < B; b++) {
        ck_assert_int_eq(found[b].count, 3);
        for (int k = 0; k < 3; k++) {
            ck_assert_int_eq(found[b].at[k].T + 1, search_limit(&how, length[b]));
            ck_assert_int_eq(found[b].at[k].id[found[b].at[k].T], VOCAB_EOS);
            ck_assert_double_lt(found[b].at[k].log_p, -80);
        }
    }
}
END_TEST

START_TEST(the_unknown_word_is_chosen_only_where_allowed)
{
    struct rns_search how = tiny_search(1);
    struct hypotheses found[B];
    out_bias()[VOCAB_UNK] = 100;
    find(&how, found);
    for (int b = 0; b < B; b++)
        for (int i = 0; i < found[b].at->T; i++) ck_assert_int_ne(found[b].at->id[i], VOCAB_UNK);
    how.allow_unk = true;
    find(&how, found);
    for (int b = 0; b < B; b++) ck_assert_int_eq(found[b].at->id[0], VOCAB_UNK);
}
END_TEST

/* Where all words are as likely the lower hypothesis wins, then the lower word. */
START_TEST(ties_are_broken_by_row_then_by_word)
{
    static const int expected[3][3] = { { 0 }, { 2, 0 }, { 2, 2, 0 } };
    struct rns_search how = tiny_search(3);
    struct hypotheses found[B];
    how.alpha = 0;
    for (size_t i = 0; i < model->network.params.size; i++) model->network.params.values[i] = 0;
    weights_arrange(&model->network.params, false);
    find(&how, found);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(found[1].at[k].T, k);
        ck_assert_mem_eq(found[1].at[k].id, expected[k], (size_t)(k + 1) * sizeof(int));
    }
}
END_TEST

START_TEST(a_network_without_numbers_finds_nothing)
{
    const struct rns_search how = tiny_search(3);
    struct hypotheses found[B];
    out_bias()[3] = (real)NAN;
    find(&how, found);
    for (int b = 0; b < B; b++) ck_assert_int_eq(found[b].count, 0);
}
END_TEST

START_TEST(long_sentences_are_searched_in_smaller_company)
{
    const struct rns_search how = tiny_search(5);
    ck_assert_int_eq(search_room(&how, 20), how.batch);
    ck_assert_int_lt(search_room(&how, 400), how.batch);
    ck_assert_int_eq(search_room(&how, 100000), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_beam_of_one_takes_the_likeliest_word_every_time,
        a_beam_as_wide_as_the_tree_finds_every_translation_once,
        probabilities_of_all_translations_sum_to_one,
        stopping_early_never_changes_the_best,
        a_sentence_does_not_depend_on_its_company,
        every_row_of_attention_sums_to_one_over_its_own_sentence,
        at_the_limit_a_translation_is_closed,
        the_unknown_word_is_chosen_only_where_allowed,
        ties_are_broken_by_row_then_by_word,
        a_network_without_numbers_finds_nothing,
        long_sentences_are_searched_in_smaller_company,
        NULL,
    };
    return unit_run("task/search", tests, setup, teardown);
}
