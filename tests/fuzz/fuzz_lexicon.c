/* A table of word translations and a dictionary. */
#include "fuzz.h"

static void search(struct rns_search how)
{
    const char *const line = "a b x";
    struct rns_pairs result = { 0 };
    how.beam = 2;
    fuzz_must(rns_translate(fuzz_model(), &line, 1, &how, &result, NULL));
    rns_pairs_free(&result);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct rns_search how = rns_search_default();
    const char *path = fuzz_file(0, bytes, size);
    struct rns_lexicon *lexicon = rns_lexicon_read(fuzz_model(), path, &err);
    how.shortlist_first = how.shortlist_best = 2;
    how.lexicon = lexicon;
    if (fuzz_told(lexicon, &err)) search(how);
    how.lexicon = NULL;
    struct rns_dictionary *dictionary = rns_dictionary_read(path, &err);
    how.replace_unk = true;
    how.dictionary = dictionary;
    if (fuzz_told(dictionary, &err)) search(how);
    rns_lexicon_free(lexicon);
    rns_dictionary_free(dictionary);
    return 0;
}
