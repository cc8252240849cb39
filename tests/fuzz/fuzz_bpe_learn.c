#include <string.h>

#include "fuzz.h"

/* What was learned is read, and takes the text's own words apart. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    const char *path = fuzz_file(0, bytes, size);
    char *codes = rns_bpe_learn(&path, 1, 20, 1, &err);
    if (fuzz_told(codes, &err)) {
        struct rns_bpe *b = rns_bpe_read(fuzz_file(1, codes, strlen(codes)), &err);
        if (fuzz_told(b, &err)) {
            rns_bpe_drop(b, 0.5, 1);
            rns_text_free(rns_bpe_apply(b, str_text(&part[0])));
        }
        rns_bpe_free(b);
    }
    rns_text_free(codes);
    fuzz_free(part);
    return 0;
}
