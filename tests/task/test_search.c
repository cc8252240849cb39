#include "task/search.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "task/lexicon.h"
#include "text/batch.h"
#include "tiny.h"

enum { B = 4 };

static struct rns_model *model;
static struct rns_lexicon *lexicon;
static struct arena mem;
static struct search_memory searching;

static const int sentence[B][6] = { { 2, 0 }, { 3, 4, 2, 5, 6, 0 }, { 6, 2, 0 }, { 4, 5, 5, 0 } };
static const int *const source[B] = { sentence[0], sentence[1], sentence[2], sentence[3] };
static const int length[B] = { 2, 6, 3, 4 };
static const struct prefix *prefix; /* [B] or NULL */
static const struct rns_model *second;

static void use(const char *decoder, const char *words)
{
    rns_model_free(model);
    model = tiny_model(decoder, words);
}

static void setup(void) { use("rnnsearch", "u v w x y z"); }

static void teardown(void)
{
    rns_lexicon_free(lexicon);
    lexicon = NULL;
    prefix = NULL;
    second = NULL;
    rns_model_free(model);
    model = NULL;
    arena_free(&mem);
    search_memory_free(&searching);
}

static void find(const struct rns_search *how, struct hypotheses *found)
{
    const struct packed words = packed_new(&mem, B, source, length);
    const struct network *net[] = { &model->network, second ? &second->network : NULL };
    search(&(struct search_plan){ net, second ? 2 : 1, how, &words, prefix }, found, &searching);
}

static void find_alone(const struct rns_search *how, int b, struct hypotheses *found)
{
    const struct packed words = packed_new(&mem, 1, &source[b], &length[b]);
    const struct network *net = &model->network;
    search(&(struct search_plan){ &net, 1, how, &words, NULL }, found, &searching);
}

static bool same_words(const struct hypothesis *a, const struct hypothesis *b)
{
    return a->T == b->T && memcmp(a->id, b->id, (size_t)(a->T + 1) * sizeof *a->id) == 0;
}

static real *out_bias(void) { return row(model->network.decoder.out.b.w, 0); }

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
    struct hypotheses found[B], alone;
    find(&how, found);
    for (int b = 0; b < B; b++) {
        find_alone(&how, b, &alone);
        ck_assert_int_eq(alone.count, found[b].count);
        for (int k = 0; k < alone.count; k++) {
            ck_assert(same_words(&alone.at[k], &found[b].at[k]));
            ck_assert_double_eq_tol(alone.at[k].log_p, found[b].at[k].log_p, 1e-9);
        }
    }
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

/* --- shortlists ------------------------------------------------------------------------------- */

static struct rns_search short_search(int beam, const char *table, int first)
{
    struct rns_search how = tiny_search(beam);
    lexicon = tiny_lexicon(model, table, NULL);
    ck_assert_ptr_nonnull(lexicon);
    how.lexicon = lexicon;
    how.shortlist_first = first;
    return how;
}

static const char table[] = "u . 1\nv a .5\nw a .5\nx b 1\ny c .6\nu c .3\nz f 1\nw </s> 1\n";

START_TEST(a_shortlist_of_all_words_changes_nothing)
{
    const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    for (int d = 0; d < 3; d++) {
        struct hypotheses found[B], shortly[B];
        use(decoder[d], "u v w x y z");
        const struct rns_search how = tiny_search(5), few = short_search(5, table, 1000);
        find(&how, found);
        find(&few, shortly);
        for (int b = 0; b < B; b++) {
            ck_assert_int_eq(found[b].count, shortly[b].count);
            for (int k = 0; k < found[b].count; k++) {
                ck_assert(same_words(&found[b].at[k], &shortly[b].at[k]));
                ck_assert_double_eq(found[b].at[k].log_p, shortly[b].at[k].log_p);
            }
        }
        rns_lexicon_free(lexicon);
        lexicon = NULL;
    }
}
END_TEST

static bool among(const struct word_set *set, int word)
{
    for (int k = 0; k < set->count; k++)
        if (set->at[k] == word) return true;
    return false;
}

START_TEST(words_off_the_shortlist_never_appear)
{
    const struct rns_search how = short_search(4, table, 0);
    const struct packed words = packed_new(&mem, B, source, length);
    const struct word_set *set = lexicon_words(&how, &words, &mem);
    struct hypotheses found[B];
    find(&how, found);
    for (int c = 0; c < B; c++) {
        const struct hypotheses *of = &found[words.origin[c]];
        ck_assert_int_eq(of->count, 4);
        for (int k = 0; k < of->count; k++)
            for (int i = 0; i <= of->at[k].T; i++) ck_assert(among(&set[c], of->at[k].id[i]));
    }
}
END_TEST

START_TEST(a_shortlist_does_not_depend_on_its_company)
{
    const struct rns_search how = short_search(5, table, 0);
    struct hypotheses found[B], alone;
    find(&how, found);
    for (int b = 0; b < B; b++) {
        find_alone(&how, b, &alone);
        ck_assert_int_eq(alone.count, found[b].count);
        for (int k = 0; k < alone.count; k++) {
            ck_assert(same_words(&alone.at[k], &found[b].at[k]));
            ck_assert_double_eq_tol(alone.at[k].log_p, found[b].at[k].log_p, 1e-9);
        }
    }
}
END_TEST

START_TEST(probabilities_are_normalised_over_the_shortlist)
{
    struct rns_search how = short_search(2000, "u . 1\nv </s> 1\n", 0);
    struct hypotheses found[B];
    how.max_length_factor = 0;
    out_bias()[VOCAB_UNK] = -1000;
    out_bias()[VOCAB_EOS] = 18;
    out_bias()[5] = 60; /* the likeliest word, were it there */
    find(&how, found);
    double sum = 0;
    for (int k = 0; k < found[0].count; k++) sum += exp(found[0].at[k].log_p);
    ck_assert_double_eq_tol(sum, 1, 1e-2);
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

/* --- what else may be asked for --------------------------------------------------------------- */

static double forced_log_p(const struct network *net, int b, const struct hypothesis *h)
{
    const int *target = h->id, T = h->T + 1;
    const struct batch batch = batch_of(&mem, 1, &source[b], &length[b], &target, &T);
    double nll;
    network_score(net, &batch, &nll, NULL, NULL, &mem);
    return -nll;
}

static bool repeats(const struct hypothesis *h, int n)
{
    for (int i = 0; i + n <= h->T; i++)
        for (int k = i + 1; k + n <= h->T; k++)
            if (memcmp(h->id + i, h->id + k, (size_t)n * sizeof *h->id) == 0) return true;
    return false;
}

START_TEST(no_words_in_a_row_come_twice_where_they_may_not)
{
    int before = 0;
    for (int n = 1; n <= 3; n++)
        for (int shortly = 0; shortly < 2; shortly++) {
            struct rns_search how = shortly ? short_search(4, table, 5) : tiny_search(4);
            struct hypotheses found[B];
            out_bias()[VOCAB_EOS] = -4; /* long ones, that repeat themselves */
            find(&how, found);
            for (int b = 0; b < B; b++) before += repeats(found[b].at, n);
            how.no_repeat_ngram = n;
            find(&how, found);
            for (int b = 0; b < B; b++)
                for (int k = 0; k < found[b].count; k++) ck_assert(!repeats(&found[b].at[k], n));
            rns_lexicon_free(lexicon);
            lexicon = NULL;
        }
    ck_assert_int_gt(before, 0);
}
END_TEST

START_TEST(no_translation_is_shorter_than_asked_for)
{
    struct rns_search how = tiny_search(4);
    struct hypotheses found[B];
    out_bias()[VOCAB_EOS] = 100;
    how.min_length_factor = 1.5;
    find(&how, found);
    for (int b = 0; b < B; b++)
        for (int k = 0; k < found[b].count; k++)
            ck_assert_double_ge(found[b].at[k].T + 1, 1.5 * length[b]);
}
END_TEST

START_TEST(scores_are_what_the_equation_says)
{
    struct rns_search how = tiny_search(4);
    struct hypotheses found[B];
    how.alpha = 0.6;
    how.length_reward = 0.3;
    how.coverage_penalty = 0.7;
    find(&how, found);
    for (int b = 0; b < B; b++)
        for (int k = 0; k < found[b].count; k++) {
            const struct hypothesis *h = &found[b].at[k];
            double score = h->log_p / pow(h->T + 1, 0.6) + 0.3 * (h->T + 1);
            for (int j = 0; j < length[b] - 1; j++) {
                double sum = 0;
                for (int i = 0; i <= h->T; i++) sum += row(h->alpha, i)[j];
                score += 0.7 * log(sum < 1 ? sum : 1);
            }
            ck_assert_double_eq_tol(h->score, score, 1e-9);
            if (k > 0) ck_assert_double_le(h->score, found[b].at[k - 1].score);
        }
}
END_TEST

START_TEST(a_prefix_begins_every_translation_with_its_own_log_p)
{
    static const int first[] = { 5, VOCAB_UNK, 5 };
    static const struct prefix begin[B] = { { 3, first }, { 0, NULL }, { 1, first } };
    struct prefix all[B];
    const struct rns_search how = tiny_search(4);
    struct hypotheses found[B], freely[B];
    int many[40];
    find(&how, freely);
    for (int i = 0; i < 40; i++) many[i] = 2;
    memcpy(all, begin, sizeof all);
    all[3] = (struct prefix){ 40, many }; /* longer than it might become by itself */
    prefix = all;
    find(&how, found);
    for (int b = 0; b < B; b++) {
        ck_assert_int_gt(found[b].count, 0);
        for (int k = 0; k < found[b].count; k++) {
            const struct hypothesis *h = &found[b].at[k];
            ck_assert_int_ge(h->T, all[b].count);
            for (int i = 0; i < all[b].count; i++) ck_assert_int_eq(h->id[i], all[b].id[i]);
            ck_assert_double_eq_tol(h->log_p, forced_log_p(&model->network, b, h), 1e-9);
        }
    }
    ck_assert(same_words(found[1].at, freely[1].at));
}
END_TEST

START_TEST(an_ensemble_says_the_mean_of_what_its_members_say)
{
    const char *const decoder[] = { "rnnsearch", "conditional", "encdec" };
    for (int d = 0; d < 3; d++) {
        struct rns_model *other = tiny_model(decoder[d], "u v w x y z");
        struct rns_search how = tiny_search(4);
        struct hypotheses found[B];
        other->network.decoder.out.b.w.at[4] += 1;
        second = other;
        find(&how, found);
        for (int b = 0; b < B; b++)
            for (int k = 0; k < found[b].count; k++) {
                const struct hypothesis *h = &found[b].at[k];
                const double mean =
                    (forced_log_p(&model->network, b, h) + forced_log_p(&other->network, b, h)) / 2;
                ck_assert_double_eq_tol(h->log_p, mean, 1e-9);
                for (int i = 0; i <= h->T; i++) {
                    double sum = 0;
                    for (int j = 0; j < length[b]; j++) sum += row(h->alpha, i)[j];
                    ck_assert_double_eq_tol(sum, 1, 1e-9);
                }
            }
        second = NULL;
        rns_model_free(other);
    }
}
END_TEST

START_TEST(the_same_twice_is_the_same_as_once)
{
    const struct rns_search how = tiny_search(5), few = short_search(5, table, 1000);
    struct hypotheses found[B], twice[B], shortly[B];
    find(&how, found);
    second = model;
    find(&how, twice);
    find(&few, shortly);
    for (int b = 0; b < B; b++)
        for (int k = 0; k < found[b].count; k++) {
            ck_assert(same_words(&found[b].at[k], &twice[b].at[k]));
            ck_assert(same_words(&found[b].at[k], &shortly[b].at[k]));
            ck_assert_double_eq_tol(found[b].at[k].log_p, twice[b].at[k].log_p, 1e-9);
        }
}
END_TEST

START_TEST(a_sample_depends_on_seed_and_sentence_alone)
{
    struct rns_search how = tiny_search(1);
    struct hypotheses found[B], other[B], alone;
    int differ = 0;
    how.sample = true;
    how.seed = 3;
    find(&how, found);
    for (int b = 0; b < B; b++) {
        find_alone(&how, b, &alone);
        ck_assert(same_words(found[b].at, alone.at));
        ck_assert_double_eq_tol(found[b].at->log_p, forced_log_p(&model->network, b, found[b].at),
                                1e-9);
    }
    for (how.seed = 4; how.seed < 8; how.seed++) {
        find(&how, other);
        for (int b = 0; b < B; b++) differ += !same_words(found[b].at, other[b].at);
    }
    ck_assert_int_gt(differ, 4);
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
        a_shortlist_of_all_words_changes_nothing,
        words_off_the_shortlist_never_appear,
        a_shortlist_does_not_depend_on_its_company,
        probabilities_are_normalised_over_the_shortlist,
        long_sentences_are_searched_in_smaller_company,
        no_words_in_a_row_come_twice_where_they_may_not,
        no_translation_is_shorter_than_asked_for,
        scores_are_what_the_equation_says,
        a_prefix_begins_every_translation_with_its_own_log_p,
        an_ensemble_says_the_mean_of_what_its_members_say,
        the_same_twice_is_the_same_as_once,
        a_sample_depends_on_seed_and_sentence_alone,
        NULL,
    };
    return unit_run("task/search", tests, setup, teardown);
}
