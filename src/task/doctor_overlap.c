#include "base/rng.h"
#include "task/doctor.h"

/* 12 bytes a place: 192 MB for the training text at most, 96 for each of a held-out one. */
enum { TRAINING_MOST = 1 << 24, HELD_OUT_MOST = 1 << 22 };
static const uint32_t IN_TRAINING = UINT32_C(1) << 31;

static uint64_t hash_side(const struct raw_pair *p, int i)
{
    return hash_bytes(str_text(p->line[i]), p->line[i]->length);
}

static uint64_t hash_pair(const struct raw_pair *p)
{
    return rng_hash(hash_side(p, 0), hash_side(p, 1));
}

static bool is_pair(const struct raw_pair *p)
{
    return p->line[0] && p->line[1] && p->line[0]->length && p->line[1]->length;
}

/* --- held-out text in the training text ------------------------------------------------------- */

void held_out_add(struct held_out *h, const struct raw_pair *p)
{
    bool is_new;
    if (!is_pair(p)) return;
    if (!h->pair.most) {
        h->pair = hashes_new(HELD_OUT_MOST);
        h->source = hashes_new(HELD_OUT_MOST);
    }
    hashes_put(&h->pair, hash_pair(p), (uint32_t)p->number, &is_new);
    hashes_put(&h->source, hash_side(p, 0), (uint32_t)p->number, &is_new);
    h->pairs++;
}

/* Counts what is met the first time. */
static void meet(const struct hashes *set, uint64_t hash, long number, struct encounter *e)
{
    uint32_t *line = hashes_get(set, hash);
    if (!line || *line & IN_TRAINING) return;
    if (!e->count++) {
        e->line = *line;
        e->training = number;
    }
    *line |= IN_TRAINING;
}

void held_out_meet(struct held_out *h, const struct raw_pair *p)
{
    if (!h->pairs || !is_pair(p)) return;
    meet(&h->pair, hash_pair(p), p->number, &h->met_pair);
    meet(&h->source, hash_side(p, 0), p->number, &h->met_source);
}

static double percent(long part, const struct hashes *of)
{
    return of->count ? 100.0 * (double)part / (double)of->count : 0;
}

static enum rns_severity severity_of(double share) { return share > 1 ? RNS_WARNING : RNS_NOTE; }

void held_out_tell(const struct held_out *h, const char *training, struct findings *f)
{
    const struct encounter *pair = &h->met_pair, *source = &h->met_source;
    const double pairs = percent(pair->count, &h->pair),
                 sources = percent(source->count, &h->source);
    if (pair->count)
        findings_add(f,
                     &(struct rns_finding){ severity_of(pairs), "overlap", h->files.path[0],
                                            pair->line, 0, pair->count, NULL },
                     "this pair is %s:%ld too; %ld of %zu different %s pairs, %.2f %%, are in the "
                     "training text, and what they measure is memory: leave them out of one",
                     training, pair->training, pair->count, h->pair.count, h->name, pairs);
    if (source->count > pair->count)
        findings_add(f,
                     &(struct rns_finding){ severity_of(sources), "overlap-source",
                                            h->files.path[0], source->line, 0, source->count,
                                            NULL },
                     "this sentence is %s:%ld too; %ld of %zu different %s sentences, %.2f %%, are "
                     "in the training text, some with other translations",
                     training, source->training, source->count, h->source.count, h->name, sources);
}

void held_out_free(struct held_out *h)
{
    hashes_free(&h->pair);
    hashes_free(&h->source);
}

/* --- pairs that come again -------------------------------------------------------------------- */

struct duplicates duplicates_new(void)
{
    return (struct duplicates){ .seen = hashes_new(TRAINING_MOST) };
}

void duplicates_add(struct duplicates *d, const struct raw_pair *p)
{
    bool is_new;
    if (!is_pair(p)) return;
    d->pairs++;
    const uint64_t step = d->seen.step;
    const uint32_t *first = hashes_put(&d->seen, hash_pair(p), (uint32_t)p->number, &is_new);
    if (d->seen.step > step) { /* from here on a part of the hashes is looked at */
        d->count /= 2;
        d->looked_at /= 2;
    }
    if (!first) return;
    d->looked_at++;
    if (is_new || d->count++) return;
    d->line = p->number;
    d->first = *first;
}

void duplicates_tell(const struct duplicates *d, const struct twofold *t, struct findings *f)
{
    if (!d->line) return;
    const double share = (double)d->count / (double)d->looked_at;
    findings_add(f,
                 &(struct rns_finding){ share > 0.1 ? RNS_WARNING : RNS_NOTE, "duplicates",
                                        t->path[0], d->line, 0,
                                        (long)(share * (double)d->pairs + 0.5), NULL },
                 "this pair is line %ld again; %s%.0f such pairs, %.2f %%: they are learned more "
                 "often than others",
                 d->first, d->seen.step > 1 ? "about " : "", share * (double)d->pairs, 100 * share);
}

void duplicates_free(struct duplicates *d) { hashes_free(&d->seen); }
