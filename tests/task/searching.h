/* searching.h -- a small model, four sentences and their searches, for tests of search. */
#ifndef TESTS_TASK_SEARCHING_H
#define TESTS_TASK_SEARCHING_H

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

/* Together or alone, a sentence is translated alike. */
static void expect_company_is_nothing(const struct rns_search *how)
{
    struct hypotheses found[B], alone;
    find(how, found);
    for (int b = 0; b < B; b++) {
        find_alone(how, b, &alone);
        ck_assert_int_gt(alone.count, 0);
        ck_assert_int_eq(alone.count, found[b].count);
        for (int k = 0; k < alone.count; k++) {
            ck_assert(same_words(&alone.at[k], &found[b].at[k]));
            ck_assert_double_eq_tol(alone.at[k].log_p, found[b].at[k].log_p, 1e-9);
        }
    }
}

#endif
