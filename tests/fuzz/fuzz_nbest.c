#include "fuzz.h"

/* Two lines of an n-best list, and a prefix that a translation shall have. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    struct rns_search how = rns_search_default();
    struct rns_pairs result = { 0 };
    fuzz_cut(bytes, size, part);
    const char *const source[] = { "a b", "c" };
    const char *const list[] = { str_text(&part[0]), str_text(&part[1]) };
    const char *const line = str_text(&part[2]), *const prefix = str_text(&part[3]);
    const struct rns_text sources = { 2, source }, entries = { 2, list };
    char *text = rns_rescore(fuzz_model(), &sources, &entries, "F0", &err);
    fuzz_told(text, &err);
    rns_text_free(text);
    how.beam = 2;
    how.prefix = &prefix;
    fuzz_told(rns_translate(fuzz_model(), &line, 1, &how, &result, &err), &err);
    rns_pairs_free(&result);
    fuzz_free(part);
    return 0;
}
