#include "cli/forced.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/sides.h"

struct models {
    struct rns_model *forward, *reverse; /* reverse: or NULL */
    bool posterior;                      /* in the place of attention */
};

/* Links are better of the posterior; the other kinds show what the model looks at. */
static bool read_weights(const struct forced *f, bool *posterior, struct rns_error *err)
{
    const char *kind = f->results.alignment, *weights = f->weights;
    if (weights && !kind)
        return complain(err, RNS_USAGE, "--weights needs --alignment %s", rns_format_list());
    *posterior = weights ? strcmp(weights, "posterior") == 0 : kind && strcmp(kind, "hard") == 0;
    return !weights || *posterior || strcmp(weights, "attention") == 0 ||
           complain(err, RNS_USAGE, "--weights is attention or posterior, not '%s'", weights);
}

static bool write_pair(struct results *r, long id, const struct rns_pair *p, struct rns_error *err)
{
    return results_write(r, id, p, err, "%.6f", p->log_p + 0.0);
}

static void swap_align(struct rns_pair *a, struct rns_pair *b)
{
    double *align = a->align;
    a->align = b->align;
    b->align = align;
}

/* The posterior in the place of the attention of pairs that were scored. */
static bool look_back(const struct models *m, const struct sides *s, struct rns_pair *scored,
                      struct rns_error *err)
{
    struct rns_pair pair[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    const bool ok = rns_posterior(m->forward, s->source.line, s->target.line, n, pair, err);
    for (int i = 0; i < n; i++) {
        if (ok) swap_align(&scored[i], &pair[i]);
        if (ok && scored[i].pieces) swap_align(scored[i].pieces, pair[i].pieces);
        rns_pair_free(&pair[i]);
    }
    return ok;
}

/* Only aligns where no score is given out. */
static bool force(const struct models *m, const struct sides *s, const struct results *r,
                  struct rns_pair *pair, struct rns_error *err)
{
    const bool scored = r->place != ALIGNMENT_ALONE || rns_format_scored(r->format);
    const int n = s->source.count;
    return (scored         ? rns_score
            : m->posterior ? rns_posterior
                           : rns_align)(m->forward, s->source.line, s->target.line, n, pair, err) &&
           (!scored || !m->posterior || look_back(m, s, pair, err));
}

static bool force_chunk(const struct models *m, const struct sides *s, struct results *r,
                        struct rns_error *err)
{
    struct rns_pair pair[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    bool ok = force(m, s, r, pair, err);
    for (int i = 0; i < n; i++) {
        ok = ok && write_pair(r, s->count + i, &pair[i], err);
        rns_pair_free(&pair[i]);
    }
    return ok && results_flush(r, err);
}

/* --- two directions --------------------------------------------------------------------------- */

bool forced_mean(const struct forced *f)
{
    return f->symmetrize && strcmp(f->symmetrize, "mean") == 0;
}

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
static bool force_reverse(const struct models *m, const struct sides *s, struct rns_pair *pair,
                          struct rns_error *err)
{
    return (m->posterior ? rns_posterior : rns_align)(m->reverse, s->target.line, s->source.line,
                                                      s->source.count, pair, err);
}

static bool write_mean(struct results *r, long id, struct rns_pair *forward,
                       const struct rns_pair *reverse, struct rns_error *err)
{
    return check_words(id, linked(r, forward), linked(r, reverse), err) &&
           rns_pair_join(forward, reverse, r->balance, err) && write_pair(r, id, forward, err);
}

static bool join_chunk(const struct models *m, const struct forced *f, const struct sides *s,
                       struct results *r, struct rns_error *err)
{
    struct rns_pair forward[CHUNK_SIZE] = { 0 }, reverse[CHUNK_SIZE] = { 0 };
    const int n = s->source.count;
    bool ok = force(m, s, r, forward, err) && force_reverse(m, s, reverse, err);
    for (int i = 0; i < n; i++) {
        const long id = s->count + i;
        ok = ok &&
             (forced_mean(f) ? write_mean(r, id, &forward[i], &reverse[i], err)
                             : write_joined(r, f->symmetrize, id, &forward[i], &reverse[i], err));
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
        ok = m->reverse ? join_chunk(m, f, &s, &r, err) : force_chunk(m, &s, &r, err);
    ok = results_close(&r, ok, err);
    sides_close(&s);
    return ok;
}

bool forced_run(const char *model_path, const struct forced *f, struct rns_error *err)
{
    struct models m = { 0 };
    bool ok = read_weights(f, &m.posterior, err);
    if (ok) m.forward = results_model(model_path, err);
    ok = ok && m.forward;
    if (ok && f->reverse) {
        m.reverse = results_model(f->reverse, err);
        ok = m.reverse;
    }
    ok = ok && force_all(&m, f, err);
    rns_model_free(m.forward);
    rns_model_free(m.reverse);
    return ok;
}
