#include "cli/results.h"

#include <stdarg.h>
#include <string.h>

#include "cli/terminal.h"

static const char *eos;
static double threshold;
static int balance = 3;
static bool confidence;

const struct option alignment_options[] = {
    { "alignment-eos", 0, OPTION_TEXT, &eos, 0, "keep|drop|renorm",
      "the end of the sentence: keep its row and column; drop them; or drop them and let each row "
      "sum to 1 again; hard drops, the other kinds keep",
      "How alignments look" },
    { "threshold", 0, OPTION_NUMBER, &threshold, 0, "X",
      "hard: link every pair with a weight above X, below 1; 0: each target word's best", NULL },
    { "balance", 0, OPTION_INTEGER, &balance, 0, "N",
      "hard: rounds in which words compete for words before each takes its best; 0: none, as "
      "Marian",
      NULL },
    { "confidence", 0, OPTION_FLAG, &confidence, 0, NULL,
      "json: log p and attention entropy of each target word, coverage of each source word, and "
      "the source words that seem untranslated",
      NULL },
    { 0 }
};

static bool read_eos(enum rns_eos *value, struct rns_error *err)
{
    static const char *const name[] = {
        [RNS_EOS_KEEP] = "keep", [RNS_EOS_DROP] = "drop", [RNS_EOS_RENORM] = "renorm"
    };
    *value = RNS_EOS_USUAL;
    for (int k = RNS_EOS_KEEP; eos && k <= RNS_EOS_RENORM; k++)
        if (strcmp(eos, name[k]) == 0) *value = (enum rns_eos)k;
    return !eos || *value != RNS_EOS_USUAL ||
           complain(err, RNS_USAGE, "--alignment-eos is keep, drop or renorm, not '%s'", eos);
}

static bool check_options(const struct results_options *o, struct rns_error *err)
{
    const char *idle = o->alignment_output ? "alignment-output"
                       : eos               ? "alignment-eos"
                       : threshold > 0     ? "threshold"
                       : confidence        ? "confidence"
                                           : NULL;
    if (idle && !o->alignment)
        return complain(err, RNS_USAGE, "--%s needs --alignment %s", idle, rns_format_list());
    if (o->output && o->alignment_output && strcmp(o->output, o->alignment_output) == 0)
        return complain(err, RNS_USAGE, "--output and --alignment-output are the same file, %s",
                        o->output);
    return true;
}

static enum alignment_place choose_place(const struct results_options *o)
{
    if (!o->alignment) return ALIGNMENT_NONE;
    if (o->alone) return ALIGNMENT_ALONE;
    if (o->alignment_output) return ALIGNMENT_ASIDE;
    const bool short_enough = !strcmp(o->alignment, "hard") || !strcmp(o->alignment, "soft");
    return short_enough ? ALIGNMENT_FIELD : ALIGNMENT_ALONE;
}

static FILE *alignment_file(struct results *r)
{
    return r->place == ALIGNMENT_ASIDE ? r->aside.file : r->out.file;
}

/* npy holds zero bytes. */
static void put(struct results *r, char *text)
{
    fwrite(text, 1, rns_format_length(r->format), alignment_file(r));
    rns_text_free(text);
}

static bool open_format(struct results *r, const char *kind, struct rns_error *err)
{
    FILE *file = alignment_file(r);
    struct rns_format_options look = { .color = terminal_color(file),
                                       .width = terminal_width(file),
                                       .threshold = threshold,
                                       .balance = balance,
                                       .confidence = confidence };
    if (!read_eos(&look.eos, err)) return false;
    r->format = rns_format_new(kind, &look, err);
    if (r->format) put(r, rns_format_begin(r->format));
    return r->format;
}

bool results_open(struct results *r, const struct results_options *o, struct rns_error *err)
{
    *r = (struct results){ .place = choose_place(o) };
    if (!check_options(o, err) || !output_open(&r->out, o->output, err)) return false;
    if (r->place == ALIGNMENT_ASIDE && !output_open(&r->aside, o->alignment_output, err))
        return false;
    return !o->alignment || open_format(r, o->alignment, err);
}

void results_print(struct results *r, const char *format, ...)
{
    if (r->place == ALIGNMENT_ALONE) return;
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
    if (r->place == ALIGNMENT_FIELD) fputs(" ||| ", r->out.file);
    else results_print(r, "\n");
    if (r->format) put(r, rns_format_entry(r->format, id, p));
    return true;
}

bool results_flush(struct results *r, struct rns_error *err)
{
    return output_flush(&r->out, err) && (!r->aside.file || output_flush(&r->aside, err));
}

bool results_close(struct results *r, bool ok, struct rns_error *err)
{
    if (ok && r->format) put(r, rns_format_end(r->format));
    rns_format_free(r->format);
    const bool aside = output_close(&r->aside, ok, err);
    return output_close(&r->out, aside && ok, err);
}
