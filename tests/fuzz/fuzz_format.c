/* Words of a stranger, with an alignment, in every format. */
#include <string.h>

#include "fuzz.h"

static void write_all(const struct rns_pair *pair)
{
    static const char *const kind[] = { "hard", "soft", "nematus", "json", "npy",
                                        "tsv",  "text", "svg",     "html" };
    const struct rns_format_options narrow = { .width = 30 };
    for (int i = 0; i < 9; i++) {
        const bool text = !strcmp(kind[i], "text");
        struct rns_format *f = rns_format_new(kind[i], text ? &narrow : NULL, NULL);
        rns_text_free(rns_format_begin(f));
        rns_text_free(rns_format_entry(f, 0, pair));
        rns_text_free(rns_format_end(f));
        rns_format_free(f);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    char *source[] = { (char *)str_text(&part[0]), (char *)str_text(&part[1]) };
    char *target[] = { (char *)str_text(&part[2]) };
    double align[] = { 0.5, 0.25, 0.25, 0, 1, 0 }, word_log_p[] = { -1, -2 };
    write_all(&(struct rns_pair){ .text = (char *)str_text(&part[3]),
                                  .S = 2,
                                  .T = 1,
                                  .source = source,
                                  .target = target,
                                  .align = align,
                                  .word_log_p = word_log_p });
    fuzz_free(part);
    return 0;
}
