/* Search with shortlists, constraints, prefixes, ensembles and lots. */
#include "searching.h"

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
    expect_company_is_nothing(&how);
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

/* --- what else may be asked for --------------------------------------------------------------- */

static double forced_log_p(const struct network *net, int b, const struct hypothesis *h)
{
    const int *target = h->id, T = h->T + 1;
    const struct batch batch = batch_of(&mem, 1, &source[b], &length[b], &target, &T);
    double nll;
    network_score(net, &batch, &nll, NULL, NULL, &mem);
    return -nll;
}

/* [T+1][S]; encdec has none. */
static struct mat forced_alpha(const struct network *net, int b, const struct hypothesis *h)
{
    const int *target = h->id, T = h->T + 1;
    const struct batch batch = batch_of(&mem, 1, &source[b], &length[b], &target, &T);
    struct mat alpha;
    double nll;
    network_score(net, &batch, &nll, NULL, &alpha, &mem);
    return alpha;
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

/* Seven words, each once, are fewer than are asked for. */
START_TEST(what_no_word_may_follow_ends_all_the_same)
{
    for (int beam = 1; beam <= 4; beam++) {
        struct rns_search how = tiny_search(beam);
        struct hypotheses found[B];
        how.no_repeat_ngram = 1;
        how.min_length_factor = 8;
        how.max_length_factor = 10;
        how.sample = beam == 1;
        find(&how, found);
        for (int b = 0; b < B; b++) {
            ck_assert_int_ge(found[b].count, 1);
            ck_assert_int_eq(found[b].at[0].T, 6);
            ck_assert(isfinite(found[b].at[0].log_p));
            ck_assert_int_eq(found[b].at[0].id[6], VOCAB_EOS);
        }
    }
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
                const struct mat ours = forced_alpha(&model->network, b, h),
                                 theirs = forced_alpha(&other->network, b, h);
                for (int i = 0; i <= h->T; i++)
                    for (int j = 0; j < length[b]; j++) {
                        const double own = row(ours, i)[j];
                        const double both = theirs.at ? (own + row(theirs, i)[j]) / 2 : own;
                        ck_assert_double_eq_tol(row(h->alpha, i)[j], both, 1e-9);
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
        a_shortlist_of_all_words_changes_nothing,
        words_off_the_shortlist_never_appear,
        a_shortlist_does_not_depend_on_its_company,
        probabilities_are_normalised_over_the_shortlist,
        no_words_in_a_row_come_twice_where_they_may_not,
        what_no_word_may_follow_ends_all_the_same,
        no_translation_is_shorter_than_asked_for,
        scores_are_what_the_equation_says,
        a_prefix_begins_every_translation_with_its_own_log_p,
        an_ensemble_says_the_mean_of_what_its_members_say,
        the_same_twice_is_the_same_as_once,
        a_sample_depends_on_seed_and_sentence_alone,
        NULL,
    };
    return unit_run("task/search, options", tests, setup, teardown);
}
