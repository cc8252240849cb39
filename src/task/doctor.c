#include "task/doctor.h"

#include <string.h>

#include "base/memory.h"

/* --- two files in step ------------------------------------------------------------------------ */

static struct file *open_text(const char *path, struct rns_error *err)
{
    struct file *f = strcmp(path, "-") ? file_open(path, err) : NULL;
    if (f && !file_is_pipe(f)) return f;
    fail(err, RNS_USAGE, "%s: a corpus is read several times, so it must be a file; save it to one",
         strcmp(path, "-") ? path : "standard input");
    file_close(f);
    return NULL;
}

/* Reads the next line of a side; *line is NULL when there is none. */
static bool next_line(struct file *f, struct str *text, const struct str **line,
                      struct rns_error *err)
{
    const int got = file_line(f, text, err);
    *line = got > 0 ? text : NULL;
    return got >= 0;
}

bool twofold_read(struct twofold *t, long every, void (*visit)(void *, const struct raw_pair *),
                  void *self, struct rns_error *err)
{
    struct str text[2] = { { 0 }, { 0 } };
    struct file *file[2] = { open_text(t->path[0], err), NULL };
    if (file[0]) file[1] = open_text(t->path[1], err);
    bool ok = file[1];
    for (struct raw_pair p = { .number = 1 }; ok; p.number++) {
        for (int i = 0; ok && i < 2; i++) ok = next_line(file[i], &text[i], &p.line[i], err);
        if (!ok || (!p.line[0] && !p.line[1])) break;
        if (p.number % every == 0) visit(self, &p);
    }
    for (int i = 0; i < 2; i++) {
        if (ok) {
            t->lines[i] = file_number(file[i]);
            t->quirks[i] = file_quirks(file[i]);
        }
        file_close(file[i]);
        str_free(&text[i]);
    }
    return ok;
}

/* --- one text --------------------------------------------------------------------------------- */

/* Everything that looks at a pair of files in one pass. */
struct examination {
    struct twofold *files;
    struct line_tally line[2];
    struct pair_tally pair;
    struct pairing pairing;
    struct held_out *learned, *met[2]; /* or NULL */
    struct duplicates *duplicates;     /* or NULL */
};

static void examine_pair(void *self, const struct raw_pair *p)
{
    struct examination *e = self;
    struct inspection in[2];
    for (int i = 0; i < 2; i++) {
        if (!p->line[i]) continue;
        inspect(str_text(p->line[i]), p->line[i]->length, &in[i]);
        line_tally_add(&e->line[i], p->number, p->line[i], &in[i]);
    }
    if (!p->line[0] || !p->line[1]) return;
    pairing_add(&e->pairing, p->number, (int[]){ in[0].characters, in[1].characters });
    pair_tally_add(&e->pair, p, in);
    if (e->learned) held_out_add(e->learned, p);
    for (int i = 0; i < 2; i++)
        if (e->met[i]) held_out_meet(e->met[i], p);
    if (e->duplicates) duplicates_add(e->duplicates, p);
}

static bool examine(struct examination *e, struct findings *f, struct rns_error *err)
{
    struct twofold *t = e->files;
    if (!twofold_read(t, 1, examine_pair, e, err)) return false;
    if (!t->lines[0] && !t->lines[1])
        findings_add(f, &(struct rns_finding){ RNS_ERROR, "empty", t->path[0], 0, 0, 1, NULL },
                     "empty, and %s too", t->path[1]);
    pairing_tell(&e->pairing, t, f);
    for (int i = 0; i < 2; i++) line_tally_tell(&e->line[i], t->path[i], &t->quirks[i], f);
    pair_tally_tell(&e->pair, t, f);
    return true;
}

/* A text that is held out: looked through, and remembered. */
static bool examine_held_out(struct held_out *h, struct findings *f, struct rns_error *err)
{
    if (!h->files.path[0]) return true;
    struct examination *e = memory_new(1, sizeof *e);
    *e = (struct examination){ .files = &h->files, .learned = h };
    const bool ok = examine(e, f, err);
    memory_free(e);
    return ok;
}

/* --- all of them ------------------------------------------------------------------------------ */

struct doctor {
    struct twofold training;
    struct held_out valid, test;
    struct duplicates duplicates;
};

static struct doctor doctor_new(const struct rns_config *c, const struct rns_check_plan *plan)
{
    return (struct doctor){
        .training = { .path = { c->data.source, c->data.target } },
        .valid = { .files = { .path = { c->valid.source, c->valid.target } },
                   .name = "validation" },
        .test = { .files = { .path = { plan->test_source, plan->test_target } }, .name = "test" },
        .duplicates = duplicates_new(),
    };
}

static void doctor_free(struct doctor *d)
{
    held_out_free(&d->valid);
    held_out_free(&d->test);
    duplicates_free(&d->duplicates);
}

static bool examine_training(struct doctor *d, bool duplicates, struct findings *f,
                             struct rns_error *err)
{
    struct examination *e = memory_new(1, sizeof *e);
    *e = (struct examination){ .files = &d->training,
                               .met = { &d->valid, &d->test },
                               .duplicates = duplicates ? &d->duplicates : NULL };
    const bool ok = examine(e, f, err);
    memory_free(e);
    if (!ok) return false;
    duplicates_tell(&d->duplicates, &d->training, f);
    held_out_tell(&d->valid, d->training.path[0], f);
    held_out_tell(&d->test, d->training.path[0], f);
    return true;
}

static bool check_paths(const struct rns_config *c, const struct rns_check_plan *plan,
                        struct rns_error *err)
{
    if (!c->data.source || !c->data.target)
        return fail(err, RNS_USAGE, "no corpus to check: give data.source and data.target");
    if (!c->valid.source != !c->valid.target || !plan->test_source != !plan->test_target)
        return fail(err, RNS_USAGE, "a held-out text has two sides; give both files");
    return !plan->training || config_check(c, err);
}

static bool check_text(struct doctor *d, struct findings *f, struct rns_error *err)
{
    return examine_held_out(&d->valid, f, err) && examine_held_out(&d->test, f, err) &&
           examine_training(d, true, f, err);
}

/* --- what others call ------------------------------------------------------------------------- */

/* More pairs than these are not needed to know words and letters. */
enum { SAMPLE_PAIRS = 200000 };

bool rns_check(const struct rns_config *c, const struct rns_check_plan *plan, struct rns_check *r,
               struct rns_error *err)
{
    *r = (struct rns_check){ 0 };
    if (!check_paths(c, plan, err)) return false;
    struct doctor d = doctor_new(c, plan);
    struct findings f = { 0 };
    bool ok = check_text(&d, &f, err);
    memcpy(r->lines, d.training.lines, sizeof r->lines);
    r->sample = (int)((r->lines[0] - 1) / SAMPLE_PAIRS) + 1;
    duplicates_free(&d.duplicates);
    if (ok && !findings_any(&f, RNS_ERROR)) {
        ok = language_check(c, &d.training, r->sample, &f, err) &&
             training_check(c, plan->training, r, &f, err);
    }
    doctor_free(&d);
    findings_sort(&f);
    r->finding = f.at;
    r->findings = (int)f.count;
    if (!ok) rns_check_free(r);
    return ok;
}

void rns_check_free(struct rns_check *r)
{
    findings_free(&(struct findings){ r->finding, (size_t)r->findings, 0 });
    r->finding = NULL;
    r->findings = 0;
}

bool doctor_glance(const struct rns_config *c, struct findings *f, struct rns_error *err)
{
    struct doctor d = doctor_new(c, &(struct rns_check_plan){ 0 });
    const bool ok = examine_held_out(&d.valid, f, err) && examine_training(&d, false, f, err);
    doctor_free(&d);
    findings_sort(f);
    for (size_t i = 0; ok && i < f->count; i++) {
        const struct rns_finding *at = &f->at[i];
        if (at->severity != RNS_ERROR || strcmp(at->kind, "line-counts") != 0) continue;
        return fail(err, RNS_BAD_DATA, "%s", at->text);
    }
    return ok;
}
