#include "cli/results.h"

#include <stdarg.h>
#include <string.h>

#include "cli/command.h"
#include "cli/terminal.h"

static enum alignment_place choose_place(const struct results_options *o)
{
    if (!o->alignment)
        return ALIGNMENT_NONE;
    if (o->alone)
        return ALIGNMENT_ALONE;
    if (o->alignment_output)
        return ALIGNMENT_ASIDE;
    const bool short_enough = !strcmp(o->alignment, "hard") || !strcmp(o->alignment, "soft");
    return short_enough ? ALIGNMENT_FIELD : ALIGNMENT_ALONE;
}

static FILE *alignment_file(struct results *r)
{
    return r->place == ALIGNMENT_ASIDE ? r->aside.file : r->out.file;
}

static void put(FILE *file, char *text)
{
    fputs(text, file);
    rns_text_free(text);
}

static bool open_format(struct results *r, const char *kind, struct rns_error *err)
{
    FILE *file = alignment_file(r);
    const struct rns_format_options look = { terminal_color(file), terminal_width(file) };
    r->format = rns_format_new(kind, &look, err);
    if (r->format)
        put(file, rns_format_begin(r->format));
    return r->format;
}

bool results_open(struct results *r, const struct results_options *o, struct rns_error *err)
{
    *r = (struct results){ .place = choose_place(o) };
    if (o->alignment_output && !o->alignment)
        return complain(err, RNS_USAGE, "--alignment-output needs --alignment %s",
                        rns_format_list());
    if (!output_open(&r->out, o->output, err))
        return false;
    if (r->place == ALIGNMENT_ASIDE && !output_open(&r->aside, o->alignment_output, err))
        return false;
    return !o->alignment || open_format(r, o->alignment, err);
}

void results_print(struct results *r, const char *format, ...)
{
    if (r->place == ALIGNMENT_ALONE)
        return;
    va_list list;
    va_start(list, format);
    vfprintf(r->out.file, format, list);
    va_end(list);
}

bool results_end(struct results *r, long id, const struct rns_pair *p, struct rns_error *err)
{
    if (r->format && !p->align && p->S > 0)
        return complain(err, RNS_USAGE,
                        "--alignment: this model has no attention (model.decoder = encdec)");
    if (r->place == ALIGNMENT_FIELD)
        fputs(" ||| ", r->out.file);
    else
        results_print(r, "\n");
    if (r->format)
        put(alignment_file(r), rns_format_entry(r->format, id, p));
    return true;
}

bool results_flush(struct results *r, struct rns_error *err)
{
    return output_flush(&r->out, err) && (!r->aside.file || output_flush(&r->aside, err));
}

bool results_close(struct results *r, bool ok, struct rns_error *err)
{
    if (ok && r->format)
        put(alignment_file(r), rns_format_end(r->format));
    rns_format_free(r->format);
    const bool aside = output_close(&r->aside, ok, err);
    return output_close(&r->out, aside && ok, err);
}
