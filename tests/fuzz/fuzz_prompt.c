/* Lines typed at the prompt.  No file is opened for them: output_open is ours. */
#include "cli/complain.c"
#include "cli/nearest.c"
#include "cli/prompt.c"
#include "cli/terminal.c"
#include "fuzz.h"

bool output_open(struct output *o, const char *path, struct rns_error *err)
{
    *o = (struct output){ 0 };
    return complain(err, RNS_FAILED, "cannot write %s", path);
}

bool output_check(FILE *file, const char *name, struct rns_error *err)
{
    return !ferror(file) || complain(err, RNS_FAILED, "cannot write %s", name);
}

bool output_close(struct output *o, bool ok, struct rns_error *err)
{
    (void)o, (void)err;
    return ok;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct str part[FUZZ_PARTS];
    struct prompt p = { .model = fuzz_model(), .search = rns_search_default() };
    fuzz_cut(bytes, size, part);
    for (int i = 0; i < FUZZ_PARTS; i++) {
        if (p.search.beam > 10) p.search.beam = p.search.n_best = 10;
        fuzz_must(react(&p, str_text(&part[i]), &err) && !*err.message);
    }
    rns_pairs_free(&p.last);
    fuzz_free(part);
    return 0;
}
