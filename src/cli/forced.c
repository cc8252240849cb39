#include "cli/forced.h"

#include "cli/command.h"
#include "cli/sides.h"

/* Scores the pairs read last and gives them out. */
static bool force_chunk(const struct rns_model *model, const struct sides *s, struct results *r,
                        struct rns_error *err)
{
    struct rns_pair pair[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    bool ok = rns_score(model, s->source.line, s->target.line, n, pair, err);
    for (int i = 0; i < n; i++) {
        if (ok) {
            results_print(r, "%.6f", pair[i].log_p + 0.0);
            ok = results_end(r, s->count + i, &pair[i], err);
        }
        rns_pair_free(&pair[i]);
    }
    return ok && results_flush(r, err);
}

static bool force_all(const struct rns_model *model, const struct forced *f, struct rns_error *err)
{
    struct sides s;
    struct results r = { 0 };
    bool ok = sides_open(&s, f->source, f->target, err) && results_open(&r, &f->results, err);
    while (ok && (ok = sides_read(&s, err)) && s.source.count > 0)
        ok = force_chunk(model, &s, &r, err);
    ok = results_close(&r, ok, err);
    sides_close(&s);
    return ok;
}

bool forced_run(const char *model_path, const struct forced *f, struct rns_error *err)
{
    struct rns_model *model = rns_model_load(model_path, err);
    const bool ok = model && force_all(model, f, err);
    rns_model_free(model);
    return ok;
}
