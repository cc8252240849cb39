#include "task/format.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "model/json.h"
#include "text/utf8.h"

static const struct format_kind {
    const char *name;
    enum rns_eos eos; /* the usual */
    void (*begin)(struct rns_format *, struct str *out);
    void (*entry)(struct rns_format *, long id, const struct rns_pair *, struct str *out);
    void (*end)(struct rns_format *, struct str *out);
} kinds[] = {
    { "hard", RNS_EOS_DROP, NULL, format_hard, NULL },
    { "soft", RNS_EOS_KEEP, NULL, format_soft, NULL },
    { "nematus", RNS_EOS_KEEP, NULL, format_nematus, NULL },
    { "json", RNS_EOS_KEEP, NULL, format_json, NULL },
    { "npy", RNS_EOS_KEEP, NULL, format_npy, NULL },
    { "tsv", RNS_EOS_KEEP, format_tsv_begin, format_tsv, NULL },
    { "text", RNS_EOS_KEEP, NULL, format_text, NULL },
    { "svg", RNS_EOS_KEEP, NULL, format_svg, format_svg_end },
    { "html", RNS_EOS_KEEP, format_html_begin, format_html, format_html_end },
};

const char *rns_format_list(void)
{
    static _Thread_local char list[80];
    size_t length = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", k ? "|" : "",
                                   kinds[k].name);
        assert(length < sizeof list);
    }
    return list;
}

static bool is_hard(const struct format_kind *kind) { return kind->entry == format_hard; }

static bool is_json(const struct format_kind *kind)
{
    return kind->entry == format_json || kind->entry == format_html;
}

static bool check_options(const struct format_kind *kind, const struct rns_format_options *o,
                          struct rns_error *err)
{
    if (!(o->threshold >= 0 && o->threshold < 1))
        return fail(err, RNS_USAGE, "threshold %g is out of range: from 0 to below 1",
                    o->threshold);
    if (o->threshold > 0 && !is_hard(kind))
        return fail(err, RNS_USAGE, "a threshold makes hard links, and '%s' has none", kind->name);
    if (o->confidence && !is_json(kind))
        return fail(err, RNS_USAGE, "json and html tell the confidence, and '%s' does not",
                    kind->name);
    if (o->unit == RNS_UNIT_BOTH && !is_json(kind))
        return fail(err, RNS_USAGE, "json and html hold words and pieces both, and '%s' does not",
                    kind->name);
    return true;
}

/* In hard links </s> takes part in the choice before it is dropped. */
static struct rns_format *new_format(const struct format_kind *kind,
                                     const struct rns_format_options *o, struct rns_error *err)
{
    if (!check_options(kind, o, err)) return NULL;
    json_use_memory();
    struct rns_format *f = memory_new(1, sizeof *f);
    f->kind = kind;
    f->options = *o;
    if (o->eos == RNS_EOS_USUAL) f->options.eos = kind->eos;
    if (o->unit == RNS_UNIT_USUAL)
        f->options.unit = kind->entry == format_html ? RNS_UNIT_BOTH : RNS_UNIT_WORD;
    f->ends = f->options.eos == RNS_EOS_KEEP || (f->options.eos == RNS_EOS_DROP && is_hard(kind));
    return f;
}

struct rns_format *rns_format_new(const char *kind, const struct rns_format_options *options,
                                  struct rns_error *err)
{
    const struct rns_format_options none = { 0 };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (!strcmp(kinds[k].name, kind))
            return new_format(&kinds[k], options ? options : &none, err);
    fail(err, RNS_USAGE, "there is no alignment format '%s'; choose one of %s", kind,
         rns_format_list());
    return NULL;
}

bool rns_format_scored(const struct rns_format *f)
{
    return is_json(f->kind) || f->kind->entry == format_nematus;
}

void rns_format_free(struct rns_format *f)
{
    if (!f) return;
    str_free(&f->kept);
    memory_free(f);
}

static char *give(struct rns_format *f, struct str *out)
{
    f->length = out->length;
    return str_take(out);
}

size_t rns_format_length(const struct rns_format *f) { return f->length; }

char *rns_format_begin(struct rns_format *f)
{
    struct str out = { 0 };
    if (f->kind->begin) f->kind->begin(f, &out);
    return give(f, &out);
}

/* The matrix without </s>, [T][S]. */
static double *drop_ends(const struct rns_pair *pair, bool renorm)
{
    const int S = pair->S, T = pair->T;
    double *cut = memory_new((size_t)S * T + 1, sizeof *cut);
    for (int i = 0; i < T; i++) {
        const double *row = pair->align + (size_t)i * (S + 1);
        double sum = 0;
        for (int j = 0; j < S; j++) sum += row[j];
        const double scale = renorm && sum > 0 ? 1 / sum : 1;
        for (int j = 0; j < S; j++) cut[(size_t)i * S + j] = scale * row[j];
    }
    return cut;
}

double *format_look(struct rns_format *f, const struct rns_pair *pair)
{
    double *cut = NULL;
    if (pair->align && !f->ends) cut = drop_ends(pair, f->options.eos == RNS_EOS_RENORM);
    f->weight = cut ? cut : pair->align;
    return cut;
}

char *rns_format_entry(struct rns_format *f, long id, const struct rns_pair *pair)
{
    struct str out = { 0 };
    if (f->options.unit == RNS_UNIT_PIECE && pair->pieces) pair = pair->pieces;
    double *cut = format_look(f, pair);
    f->kind->entry(f, id, pair, &out);
    memory_free(cut);
    f->weight = NULL;
    return give(f, &out);
}

char *rns_format_end(struct rns_format *f)
{
    struct str out = { 0 };
    if (f->kind->end) f->kind->end(f, &out);
    return give(f, &out);
}

int format_rows(const struct rns_format *f, const struct rns_pair *pair)
{
    return pair->T + f->ends;
}

int format_columns(const struct rns_format *f, const struct rns_pair *pair)
{
    return pair->S + f->ends;
}

double format_weight(const struct rns_format *f, const struct rns_pair *pair, int i, int j)
{
    return f->weight[(size_t)i * format_columns(f, pair) + j];
}

/* Whatever stands between the digits is this locale's decimal point. */
void format_number(struct str *out, double x)
{
    char digits[64];
    bool point = false;
    snprintf(digits, sizeof digits, "%.6g", x);
    if (!isfinite(x)) {
        str_add(out, digits);
        return;
    }
    for (const char *c = digits; *c; c++) {
        const bool plain = strchr("0123456789+-e", *c) != NULL;
        if (plain || !point) str_byte(out, plain ? *c : '.');
        point = !plain;
    }
}

void format_visible(struct str *out, const char *word)
{
    struct str valid = { 0 };
    utf8_repair(word, strlen(word), &valid);
    const char *at = str_text(&valid);
    for (uint32_t c; (c = utf8_next(&at));) {
        const bool shown = !utf8_is_control(c) && c != 0xFFFE && c != 0xFFFF;
        utf8_put(out, shown ? c : 0xFFFD);
    }
    str_free(&valid);
}

void format_translation(struct str *out, const struct rns_pair *pair)
{
    if (pair->text) {
        str_add(out, pair->text);
        return;
    }
    for (int i = 0; i < pair->T; i++) {
        if (i) str_byte(out, ' ');
        str_add(out, pair->target[i]);
    }
}

const char *format_source(const struct rns_pair *pair, int j)
{
    return j < pair->S ? pair->source[j] : "</s>";
}

const char *format_target(const struct rns_pair *pair, int i)
{
    return i < pair->T ? pair->target[i] : "</s>";
}
