#include "model/checkpoint.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "model/safetensors.h"
#include "text/bpe.h"

/* --- progress: a row a field ------------------------------------------------------------------ */

enum kind { COUNT, NUMBER, COUNT_IF_ANY, NUMBER_IF_ANY }; /* the last two: none is 0 */

#define ROW(kind, field)                                                                           \
    {                                                                                              \
        "progress." #field, kind, offsetof(struct progress, field)                                 \
    }

static const struct row {
    const char *name;
    enum kind kind;
    size_t offset;
} rows[] = {
    ROW(COUNT, update),
    ROW(COUNT, epoch),
    ROW(COUNT, batch),
    ROW(COUNT, order),
    ROW(NUMBER, seconds),
    ROW(NUMBER, rate_factor),
    ROW(NUMBER, best),
    ROW(COUNT, best_update),
    ROW(COUNT, stalled),
    ROW(COUNT, valid_update),
    ROW(COUNT, log_bytes),
    ROW(COUNT, finished),
    ROW(NUMBER_IF_ANY, baseline),
    ROW(COUNT_IF_ANY, skipped),
    ROW(COUNT_IF_ANY, judged),
};

enum { ROWS = sizeof rows / sizeof *rows };

static bool is_count(enum kind kind) { return kind == COUNT || kind == COUNT_IF_ANY; }

static void declare_progress(const struct progress *p, struct tensors_out *out)
{
    char value[64];
    for (int i = 0; i < ROWS; i++) {
        const void *at = (const char *)p + rows[i].offset;
        if (rows[i].kind == NUMBER_IF_ANY && *(const double *)at == 0) continue;
        if (rows[i].kind == COUNT_IF_ANY && *(const long *)at == 0) continue;
        if (is_count(rows[i].kind)) snprintf(value, sizeof value, "%ld", *(const long *)at);
        else number_write(value, sizeof value, "%a", *(const double *)at);
        tensors_meta(out, rows[i].name, value);
    }
}

static bool read_count(const struct tensors *file, const char *name, long *count,
                       struct rns_error *err)
{
    const char *text = tensors_meta_get(file, name);
    char *end = NULL;
    errno = 0;
    *count = text ? strtol(text, &end, 10) : 0;
    return (text && *text && !*end && !errno && *count >= 0) ||
           fail(err, RNS_BAD_MODEL, "%s: '%s' is not a count", tensors_path(file), name);
}

static bool read_number(const struct tensors *file, const char *name, double *number,
                        struct rns_error *err)
{
    const char *text = tensors_meta_get(file, name);
    char *end = NULL;
    *number = text ? number_read(text, &end) : 0;
    return (text && *text && !*end) ||
           fail(err, RNS_BAD_MODEL, "%s: '%s' is not a number", tensors_path(file), name);
}

static bool load_progress(const struct tensors *file, struct progress *p, struct rns_error *err)
{
    bool ok = true;
    for (int i = 0; i < ROWS && ok; i++) {
        void *at = (char *)p + rows[i].offset;
        const bool any =
            rows[i].kind == COUNT || rows[i].kind == NUMBER || tensors_meta_get(file, rows[i].name);
        if (is_count(rows[i].kind)) {
            *(long *)at = 0;
            ok = !any || read_count(file, rows[i].name, at, err);
        } else {
            *(double *)at = 0;
            ok = !any || read_number(file, rows[i].name, at, err);
        }
    }
    return ok;
}

/* --- the optimiser: a block is saved as one array for each parameter -------------------------- */

static const char *kind_name(enum optimizer_kind kind)
{
    static const char *const names[] = { "sgd", "adam", "adadelta" };
    return names[kind];
}

static void name_part(char name[80], const char *block, const struct param *p)
{
    snprintf(name, 80, "optimizer.%s.%s", block, p->name);
}

static void declare_block(const struct params *params, const char *block, const real *at,
                          struct tensors_out *out)
{
    char name[80];
    for (int i = 0; at && i < params->count; i++) {
        const struct param *p = params->list[i];
        name_part(name, block, p);
        tensors_reals(out, name, p->w.rows, p->w.cols, at);
        at += (size_t)p->w.rows * p->w.cols;
    }
}

static void declare_optimizer(const struct params *params, const struct optimizer *o,
                              struct tensors_out *out)
{
    char step[32];
    assert(o->size == params->size);
    snprintf(step, sizeof step, "%ld", o->step);
    tensors_meta(out, "optimizer", kind_name(o->kind));
    tensors_meta(out, "optimizer.step", step);
    declare_block(params, "first", o->first, out);
    declare_block(params, "second", o->second, out);
    declare_block(params, "average", o->average, out);
    if (o->average) tensors_meta(out, "optimizer.average", "ema");
}

static bool load_array(struct tensors *file, const char *name, struct mat to, struct rns_error *err)
{
    const real *from = tensors_reals_get(file, name, to.rows, to.cols, err);
    if (from) memcpy(to.at, from, (size_t)to.rows * to.cols * sizeof *from);
    return from != NULL;
}

static bool load_block(struct tensors *file, const struct params *params, const char *block,
                       real *at, struct rns_error *err)
{
    char name[80];
    bool ok = true;
    for (int i = 0; at && ok && i < params->count; i++) {
        const struct param *p = params->list[i];
        name_part(name, block, p);
        ok = load_array(file, name, (struct mat){ at, p->w.rows, p->w.cols, p->w.cols }, err);
        at += (size_t)p->w.rows * p->w.cols;
    }
    return ok;
}

/* Without one in the file, which SGD leaves without momentum, it begins at rest. */
static bool load_first(struct tensors *file, const struct params *params, struct optimizer *o,
                       struct rns_error *err)
{
    char name[80];
    name_part(name, "first", params->list[0]);
    return (o->kind == OPTIMIZER_SGD && !tensors_has(file, name)) ||
           load_block(file, params, "first", o->first, err);
}

/* Without one in the file the average begins with the weights as they are. */
static bool load_average(struct tensors *file, const struct params *params, struct optimizer *o,
                         struct rns_error *err)
{
    if (tensors_meta_get(file, "optimizer.average"))
        return load_block(file, params, "average", o->average, err);
    if (o->average) memcpy(o->average, params->values, params->size * sizeof(real));
    return true;
}

static bool load_optimizer(struct tensors *file, const struct params *params, struct optimizer *o,
                           struct rns_error *err)
{
    assert(o->size == params->size);
    return read_count(file, "optimizer.step", &o->step, err) && load_first(file, params, o, err) &&
           load_block(file, params, "second", o->second, err) && load_average(file, params, o, err);
}

/* --- may this run go on from that file? ------------------------------------------------------- */

static bool refuse(const struct tensors *file, const char *option, const char *then,
                   const char *now, struct rns_error *err)
{
    return fail(err, RNS_BAD_MODEL,
                "%s was trained with %s = %s, the config says %s; train in "
                "another run.dir or restore the setting",
                tensors_path(file), option, then, now);
}

static bool check_config(const struct tensors *file, const struct rns_config *now,
                         struct rns_error *err)
{
    struct rns_config *then = model_config(file, err);
    const struct rns_option *row = then ? config_difference(then, now) : NULL;
    if (row) {
        struct str name = { 0 };
        str_print(&name, "%s.%s", row->section, row->key);
        char *was = rns_config_get(then, str_text(&name));
        char *is = rns_config_get(now, str_text(&name));
        refuse(file, str_text(&name), was, is, err);
        rns_text_free(was);
        rns_text_free(is);
        str_free(&name);
    }
    const bool ok = then && !row;
    rns_config_free(then);
    return ok;
}

static bool check_optimizer(const struct tensors *file, const struct optimizer *o,
                            struct rns_error *err)
{
    const char *then = tensors_meta_get(file, "optimizer");
    if (!then)
        return fail(err, RNS_BAD_MODEL, "%s: a model, not a checkpoint: it has no optimizer",
                    tensors_path(file));
    for (int kind = OPTIMIZER_SGD; kind <= OPTIMIZER_ADADELTA; kind++)
        if (!strcmp(then, kind_name(kind)))
            return kind == (int)o->kind ||
                   refuse(file, "train.optimizer", then, kind_name(o->kind), err);
    return fail(err, RNS_BAD_MODEL, "%s: its optimizer is none that is known", tensors_path(file));
}

/* Is the text of this name still what it was?  `what` is what errors call it. */
static bool check_text(struct tensors *file, const char *name, const struct str *now,
                       const char *what, struct rns_error *err)
{
    size_t size;
    const unsigned char *then = tensors_bytes_get(file, name, &size, err);
    if (!then) return false;
    return (size == now->length && !memcmp(then, str_text(now), size)) ||
           fail(err, RNS_BAD_MODEL,
                "%s was trained with another %s: the training text, or train.bpe_dropout, has "
                "changed; train in another run.dir or restore it",
                tensors_path(file), what);
}

static bool check_vocab(struct tensors *file, const char *name, const struct vocab *v,
                        const char *what, struct rns_error *err)
{
    struct str now = { 0 };
    vocab_write(v, &now);
    const bool same = check_text(file, name, &now, what, err);
    str_free(&now);
    return same;
}

static bool check_codes(struct tensors *file, const char *name, const struct bpe *b,
                        const char *what, struct rns_error *err)
{
    return !b || check_text(file, name, bpe_codes(b), what, err);
}

static bool check_texts(struct tensors *file, const struct rns_model *m, struct rns_error *err)
{
    return check_codes(file, "bpe.source", m->source_segmenter.bpe, "set of merges of the source",
                       err) &&
           check_codes(file, "bpe.target", m->target_segmenter.bpe, "set of merges of the target",
                       err) &&
           check_vocab(file, "vocabulary.source", m->source_vocab, "vocabulary of the source",
                       err) &&
           check_vocab(file, "vocabulary.target", m->target_vocab, "vocabulary of the target", err);
}

/* --- the whole -------------------------------------------------------------------------------- */

bool checkpoint_save(const char *path, const struct rns_model *m, const struct optimizer *o,
                     const struct progress *p, struct rns_error *err)
{
    struct tensors_out *out = tensors_new();
    model_declare(m, out);
    declare_optimizer(&m->network.params, o, out);
    declare_progress(p, out);
    const bool ok = tensors_save(out, path, err);
    tensors_out_free(out);
    return ok;
}

static bool load(struct tensors *file, struct rns_model *m, struct optimizer *o, struct progress *p,
                 struct rns_error *err)
{
    const struct params *params = &m->network.params;
    bool ok = check_config(file, m->config, err) && check_optimizer(file, o, err) &&
              check_texts(file, m, err);
    for (int i = 0; i < params->count && ok; i++)
        ok = load_array(file, params->list[i]->name, params->list[i]->w, err);
    return ok && load_optimizer(file, params, o, err) && load_progress(file, p, err);
}

bool checkpoint_load(const char *path, struct rns_model *m, struct optimizer *o, struct progress *p,
                     struct rns_error *err)
{
    struct tensors *file = tensors_open(path, err);
    const bool ok = file && load(file, m, o, p, err);
    tensors_close(file);
    return ok;
}
