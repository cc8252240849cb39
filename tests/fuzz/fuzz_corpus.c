/* Two sides of a corpus and their links, as training reads them and as the doctor does. */
#include "fuzz.h"
#include "text/bitext.h"

static void read_all(const char *const path[3])
{
    struct rns_error err = { 0 };
    const struct rns_model *m = fuzz_model();
    const struct side source = { path[0], &m->source_segmenter, m->source_vocab, 0 };
    const struct side target = { path[1], &m->target_segmenter, m->target_vocab, 0 };
    struct bitext *b = bitext_read(&source, &target, path[2], 5, NULL, &err);
    if (fuzz_told(b, &err)) fuzz_must(b->pairs > 0);
    bitext_free(b);
}

static void check(const char *const path[3])
{
    static const char *const name[] = { "data.source", "data.target" };
    const struct rns_check_plan plan = { path[0], path[1], false };
    struct rns_error err = { 0 };
    struct rns_check found = { 0 };
    struct rns_config *c = rns_config_new();
    for (int i = 0; i < 2; i++) fuzz_must(rns_config_set(c, name[i], path[i], NULL));
    if (fuzz_told(rns_check(c, &plan, &found, &err), &err)) rns_text_free(rns_check_json(&found));
    rns_check_free(&found);
    rns_config_free(c);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct str part[FUZZ_PARTS];
    const char *path[3];
    fuzz_cut(bytes, size, part);
    for (int i = 0; i < 3; i++) path[i] = fuzz_file(i, str_text(&part[i]), part[i].length);
    read_all(path);
    if (!part[3].length) check(path);
    fuzz_free(part);
    return 0;
}
