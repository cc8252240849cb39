/* Merges, a vocabulary to restrict them to, and lines. */
#include <string.h>

#include "fuzz.h"
#include "text/bpe.h"

static void apply(struct bpe *b, const char *line)
{
    struct str pieces = { 0 }, again = { 0 }, back = { 0 };
    bpe_apply(b, line, &pieces);
    bpe_apply(b, line, &again);
    fuzz_must(!strcmp(str_text(&pieces), str_text(&again)));
    bpe_undo(str_text(&pieces), &back);
    fuzz_must(strlen(str_text(&back)) <= strlen(line));
    str_free(&pieces);
    str_free(&again);
    str_free(&back);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    struct bpe *b = bpe_parse(str_text(&part[0]), part[0].length, "codes", &err);
    if (fuzz_told(b, &err)) {
        apply(b, str_text(&part[2]));
        fuzz_told(bpe_restrict(b, str_text(&part[1]), part[1].length, 2, "words", &err), &err);
        apply(b, str_text(&part[2]));
        apply(b, str_text(&part[3]));
    }
    bpe_free(b);
    fuzz_free(part);
    return 0;
}
