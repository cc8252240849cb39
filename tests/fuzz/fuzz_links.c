/* Lines of links: one alone, both for evaluation and for joining. */
#include "fuzz.h"
#include "text/links.h"

static const char *const methods[] = { "intersect",           "union",
                                       "grow-diag",           "grow-diag-final",
                                       "grow-diag-final-and", "invert" };

static void write_and_parse(const char *line)
{
    struct rns_error err = { 0 };
    struct links links, again;
    struct str text = { 0 };
    if (fuzz_told(links_parse(&links, line, LINKS_PLAIN, 0, &err), &err)) {
        links_write(&links, &text);
        fuzz_must(links_parse(&again, str_text(&text), LINKS_PLAIN, 0, NULL));
        fuzz_must(again.count == links.count);
        links_free(&again);
    }
    links_free(&links);
    str_free(&text);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct rns_aer aer;
    struct str part[FUZZ_PARTS];
    fuzz_cut(bytes, size, part);
    const char *const ours[] = { str_text(&part[0]), str_text(&part[2]) };
    const char *const gold[] = { str_text(&part[1]), str_text(&part[3]) };
    write_and_parse(ours[0]);
    fuzz_told(rns_aer(ours, gold, 2, rns_gold_base(gold, 2, NULL) == 1, &aer, &err), &err);
    for (int i = 0; i < 6; i++) {
        char *line = rns_symmetrize(methods[i], ours[0], i < 5 ? gold[0] : NULL, &err);
        if (fuzz_told(line, &err)) write_and_parse(line);
        rns_text_free(line);
    }
    fuzz_free(part);
    return 0;
}
