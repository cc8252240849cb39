#include "fuzz.h"

static void translate(const struct rns_model *m)
{
    struct rns_error err = { 0 };
    struct rns_search how = rns_search_default();
    const char *const line[] = { "a b", "", "A \xff c." };
    struct rns_pairs result[3] = { 0 };
    struct rns_pair pair[3] = { 0 };
    how.beam = 2;
    fuzz_told(rns_translate(m, line, 3, &how, result, &err), &err);
    for (int i = 0; i < 3; i++) rns_pairs_free(&result[i]);
    fuzz_told(rns_score(m, line, line, 3, pair, &err), &err);
    for (int i = 0; i < 3; i++) rns_pair_free(&pair[i]);
    rns_text_free(rns_model_describe(m));
}

/* The bytes are a model's file. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct rns_model *m = rns_model_load(fuzz_file(0, bytes, size), &err);
    if (fuzz_told(m, &err)) translate(m);
    rns_model_free(m);
    return 0;
}
