#include "task/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "text/utf8.h"

static const struct format_kind {
    const char *name;
    void (*begin)(struct rns_format *, struct str *out);
    void (*entry)(struct rns_format *, long id, const struct rns_pair *, struct str *out);
    void (*end)(struct rns_format *, struct str *out);
} kinds[] = {
    { "hard", NULL,             format_hard, NULL           },
    { "soft", NULL,             format_soft, NULL           },
    { "json", NULL,             format_json, NULL           },
    { "tsv",  format_tsv_begin, format_tsv,  NULL           },
    { "text", NULL,             format_text, NULL           },
    { "svg",  NULL,             format_svg,  format_svg_end },
};

const char *rns_format_list(void) { return "hard|soft|json|tsv|text|svg"; }

struct rns_format *rns_format_new(const char *kind, const struct rns_format_options *options,
                                  struct rns_error *err)
{
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (strcmp(kinds[k].name, kind)) continue;
        struct rns_format *f = memory_new(1, sizeof *f);
        f->kind = &kinds[k];
        if (options) f->options = *options;
        return f;
    }
    fail(err, RNS_USAGE, "there is no alignment format '%s'; choose one of %s", kind,
         rns_format_list());
    return NULL;
}

void rns_format_free(struct rns_format *f)
{
    if (!f) return;
    str_free(&f->kept);
    memory_free(f);
}

char *rns_format_begin(struct rns_format *f)
{
    struct str out = { 0 };
    if (f->kind->begin) f->kind->begin(f, &out);
    return str_take(&out);
}

char *rns_format_entry(struct rns_format *f, long id, const struct rns_pair *pair)
{
    struct str out = { 0 };
    f->kind->entry(f, id, pair, &out);
    return str_take(&out);
}

char *rns_format_end(struct rns_format *f)
{
    struct str out = { 0 };
    if (f->kind->end) f->kind->end(f, &out);
    return str_take(&out);
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

double format_weight(const struct rns_pair *pair, int i, int j)
{
    return pair->align[(size_t)i * (pair->S + 1) + j];
}
