#include "cli/forced.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/sides.h"

struct models {
    struct rns_model *forward, *reverse; /* reverse: or NULL */
};

static bool write_pair(struct results *r, long id, const struct rns_pair *p, struct rns_error *err)
{
    results_print(r, "%.6f", p->log_p + 0.0);
    return results_end(r, id, p, err);
}

/* Scores the pairs read last, or only aligns them where no score is given out. */
static bool force_chunk(const struct models *m, const struct sides *s, struct results *r,
                        struct rns_error *err)
{
    struct rns_pair pair[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    const bool scored = r->place != ALIGNMENT_ALONE || rns_format_scored(r->format);
    bool ok =
        (scored ? rns_score : rns_align)(m->forward, s->source.line, s->target.line, n, pair, err);
    for (int i = 0; i < n; i++) {
        ok = ok && write_pair(r, s->count + i, &pair[i], err);
        rns_pair_free(&pair[i]);
    }
    return ok && results_flush(r, err);
}

/* --- two directions --------------------------------------------------------------------------- */

/* The links of a pair, as a line. */
static char *links_of(struct results *r, const struct rns_pair *p)
{
    char *line = rns_format_entry(r->format, 0, p);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static char *join(struct results *r, const char *how, const struct rns_pair *forward,
                  const struct rns_pair *reverse, struct rns_error *err)
{
    char *ours = links_of(r, forward), *theirs = links_of(r, reverse);
    char *turned = rns_symmetrize("invert", theirs, NULL, err);
    char *joined = turned ? rns_symmetrize(how, ours, turned, err) : NULL;
    rns_text_free(ours);
    rns_text_free(theirs);
    rns_text_free(turned);
    return joined;
}

static bool check_words(long id, const struct rns_pair *forward, const struct rns_pair *reverse,
                        struct rns_error *err)
{
    if (forward->S > 0 && (!forward->align || !reverse->align))
        return complain(err, RNS_USAGE,
                        "a model without attention (model.decoder = encdec) has no alignment to "
                        "join");
    if (forward->S == reverse->T && forward->T == reverse->S) return true;
    return complain(err, RNS_USAGE,
                    "line %ld is %d and %d words to the model and %d and %d to the reverse one; "
                    "train both with the same [text] settings",
                    id + 1, forward->S, forward->T, reverse->T, reverse->S);
}

/* What the links are between. */
static const struct rns_pair *linked(const struct results *r, const struct rns_pair *p)
{
    return r->unit == RNS_UNIT_PIECE && p->pieces ? p->pieces : p;
}

static bool write_joined(struct results *r, const char *how, long id,
                         const struct rns_pair *forward, const struct rns_pair *reverse,
                         struct rns_error *err)
{
    if (!check_words(id, linked(r, forward), linked(r, reverse), err)) return false;
    char *line = join(r, how, forward, reverse, err);
    if (line) fprintf(r->out.file, "%s\n", line);
    rns_text_free(line);
    return line;
}

/* The reverse model sees the sides the other way round. */
static bool join_chunk(const struct models *m, const char *how, const struct sides *s,
                       struct results *r, struct rns_error *err)
{
    struct rns_pair forward[CHUNK_SIZE] = { 0 }, reverse[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    bool ok = rns_align(m->forward, s->source.line, s->target.line, n, forward, err) &&
              rns_align(m->reverse, s->target.line, s->source.line, n, reverse, err);
    for (int i = 0; i < n; i++) {
        ok = ok && write_joined(r, how, s->count + i, &forward[i], &reverse[i], err);
        rns_pair_free(&forward[i]);
        rns_pair_free(&reverse[i]);
    }
    return ok && results_flush(r, err);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool force_all(const struct models *m, const struct forced *f, struct rns_error *err)
{
    struct sides s;
    struct results r = { 0 };
    bool ok = sides_open(&s, f->source, f->target, err) && results_open(&r, &f->results, err);
    while (ok && (ok = sides_read(&s, err)) && s.source.count > 0)
        ok = m->reverse ? join_chunk(m, f->symmetrize, &s, &r, err) : force_chunk(m, &s, &r, err);
    ok = results_close(&r, ok, err);
    sides_close(&s);
    return ok;
}

bool forced_run(const char *model_path, const struct forced *f, struct rns_error *err)
{
    struct models m = { .forward = rns_model_load(model_path, err) };
    bool ok = m.forward;
    if (ok && f->reverse) {
        m.reverse = rns_model_load(f->reverse, err);
        ok = m.reverse;
    }
    ok = ok && force_all(&m, f, err);
    rns_model_free(m.forward);
    rns_model_free(m.reverse);
    return ok;
}
