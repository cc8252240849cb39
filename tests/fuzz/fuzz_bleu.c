#include "fuzz.h"

/* Translations and references, as bytes. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    const char *const ours[] = { str_text(&part[0]), str_text(&part[1]) };
    const char *const theirs[] = { str_text(&part[2]), str_text(&part[3]) };
    for (int tokenize = 0; tokenize < 2; tokenize++) {
        const struct rns_bleu b = rns_bleu(ours, theirs, 2, tokenize);
        fuzz_must(b.score >= 0 && b.score <= 100.0001 && b.chrf >= 0 && b.chrf <= 100.0001);
    }
    fuzz_free(part);
    return 0;
}
