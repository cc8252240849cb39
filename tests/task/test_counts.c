#include "tiny.h"

static struct rns_model *model;
static struct rns_counts *counts;

/* Without weights every word looks at all source words alike. */
static void setup(void)
{
    model = tiny_model("rnnsearch", "u v w x y z");
    for (size_t i = 0; i < model->network.params.size; i++) model->network.params.values[i] = 0;
    weights_arrange(&model->network.params, false);
    counts = rns_counts_new(model, NULL);
}

static void teardown(void)
{
    rns_counts_free(counts);
    rns_model_free(model);
}

static const char *const source[] = { "a b", "a", "q", "", "c", "a" };
static const char *const target[] = { "u v", "u u", "v", "w", "unknown", "" };

/*     c      u            v                    sum
 *     </s>   1/3 + 2/2    1/3 + 1/2            13/6
 *     <unk>               1/2                  1/2
 *     a      1/3 + 2/2    1/3                  5/3
 *     b      1/3          1/3                  2/3        */
static const char expected[] = "u </s> 0.615385\nv </s> 0.384615\n"
                               "v <unk> 1.000000\n"
                               "u a 0.800000\nv a 0.200000\n"
                               "u b 0.500000\nv b 0.500000\n";

static void assert_lexicon(const char *text)
{
    char *lexicon = rns_counts_lexicon(counts);
    ck_assert_str_eq(lexicon, text);
    rns_text_free(lexicon);
}

START_TEST(a_lexicon_is_the_attention_added_up)
{
    ck_assert(rns_counts_add(counts, source, target, 6, NULL));
    assert_lexicon(expected);
}
END_TEST

START_TEST(it_does_not_matter_how_many_pairs_come_at_a_time)
{
    for (int i = 0; i < 6; i++) ck_assert(rns_counts_add(counts, source + i, target + i, 1, NULL));
    assert_lexicon(expected);
}
END_TEST

START_TEST(nothing_counted_is_an_empty_lexicon)
{
    assert_lexicon("");
}
END_TEST

START_TEST(what_is_unlikely_is_left_out)
{
    enum { MANY = 4001 };
    const char *a[MANY], *u[MANY];
    for (int i = 0; i < MANY; i++) {
        a[i] = "a";
        u[i] = i == 17 ? "v" : "u";
    }
    ck_assert(rns_counts_add(counts, a, u, MANY, NULL));
    assert_lexicon("u </s> 0.999750\nu a 0.999750\n");
}
END_TEST

START_TEST(a_model_without_attention_cannot_tell)
{
    struct rns_error err = { 0 };
    struct rns_model *fixed = tiny_model("encdec", "u v");
    ck_assert_ptr_null(rns_counts_new(fixed, &err));
    ck_assert_int_eq(err.status, RNS_USAGE);
    rns_model_free(fixed);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_lexicon_is_the_attention_added_up,   it_does_not_matter_how_many_pairs_come_at_a_time,
        nothing_counted_is_an_empty_lexicon,   what_is_unlikely_is_left_out,
        a_model_without_attention_cannot_tell, NULL,
    };
    return unit_run("task/counts", tests, setup, teardown);
}
