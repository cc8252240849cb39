#include "cli/results.h"

#include <stdarg.h>
#include <string.h>

#include "cli/terminal.h"

static const char *eos, *unit;
static double threshold = -1; /* the usual one */
static int balance = -1;      /* the usual one, or the rounds */
static bool confidence, tokenized;

const struct option alignment_options[] = {
    { "alignment-eos", 0, OPTION_TEXT, &eos, 0, "keep|drop|renorm",
      "the end of the sentence: keep its row and column; drop them; or drop them and let each row "
      "sum to 1 again; hard drops, the other kinds keep",
      "How alignments look" },
    { "alignment-unit", 0, OPTION_TEXT, &unit, 0, "word|piece|both",
      "between whole words, or between the pieces of a model of subwords; both: json and html have "
      "the pieces besides the words; html both, the other kinds word",
      NULL },
    { "threshold", 0, OPTION_NUMBER, &threshold, 0, "X",
      "hard: link every pair with a weight above X, below 1; 0: each target word's best; 0.4 where "
      "words compete or two directions are joined, otherwise 0",
      NULL },
    { "balance", 0, OPTION_INTEGER, &balance, 0, "N",
      "hard, and of --reverse every kind: rounds in which words compete for words before they are "
      "linked (Sinkhorn normalisation); 0: none, as in Marian; 3 unless told",
      NULL },
    { "confidence", 0, OPTION_FLAG, &confidence, 0, NULL,
      "json, html: log p and attention entropy of each target word, coverage of each source word, "
      "and the source words that seem untranslated",
      NULL },
    { "tokenized", 0, OPTION_FLAG, &tokenized, 0, NULL,
      "the text is tokenized already: its words stand between blanks, those of translations too",
      "Text" },
    { 0 }
};

/* Which of the names, from 1, the text is; 0 for none. */
static int find(const char *text, const char *const name[3])
{
    for (int k = 0; text && k < 3; k++)
        if (strcmp(text, name[k]) == 0) return k + 1;
    return 0;
}

static bool read_eos(enum rns_eos *value, struct rns_error *err)
{
    *value = (enum rns_eos)find(eos, (const char *const[]){ "keep", "drop", "renorm" });
    return !eos || *value != RNS_EOS_USUAL ||
           complain(err, RNS_USAGE, "--alignment-eos is keep, drop or renorm, not '%s'", eos);
}

static bool read_unit(enum rns_unit *value, struct rns_error *err)
{
    *value = (enum rns_unit)find(unit, (const char *const[]){ "word", "piece", "both" });
    return !unit || *value != RNS_UNIT_USUAL ||
           complain(err, RNS_USAGE, "--alignment-unit is word, piece or both, not '%s'", unit);
}

bool results_check(const struct results_options *o, struct rns_error *err)
{
    const char *idle = o->alignment_output ? "alignment-output"
                       : eos               ? "alignment-eos"
                       : unit              ? "alignment-unit"
                       : threshold >= 0    ? "threshold"
                       : balance >= 0      ? "balance"
                       : confidence        ? "confidence"
                                           : NULL;
    if (idle && !o->alignment)
        return complain(err, RNS_USAGE, "--%s needs --alignment %s", idle, rns_format_list());
    if (o->at_prompt && o->alignment && (idle || strcmp(o->alignment, "text") != 0))
        return complain(err, RNS_USAGE,
                        "the prompt shows alignments as text and takes no option for them but "
                        "--alignment text; a file to translate goes behind -i");
    if (o->output && o->alignment_output && strcmp(o->output, o->alignment_output) == 0)
        return complain(err, RNS_USAGE, "--output and --alignment-output are the same file, %s",
                        o->output);
    return true;
}

static bool is_hard(const struct results_options *o) { return strcmp(o->alignment, "hard") == 0; }

static enum alignment_place choose_place(const struct results_options *o)
{
    if (!o->alignment) return ALIGNMENT_NONE;
    if (o->alone) return ALIGNMENT_ALONE;
    if (o->alignment_output) return ALIGNMENT_ASIDE;
    const bool short_enough = is_hard(o) || strcmp(o->alignment, "soft") == 0;
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

/* Good on the validation part of the demo corpus and on ALIBI alike (docs/results.md). */
static double usual_threshold(const struct results_options *o, enum rns_eos end)
{
    const bool compete = balance != 0 && end != RNS_EOS_KEEP;
    return is_hard(o) && (compete || o->joined) ? 0.4 : 0;
}

static bool open_format(struct results *r, const struct results_options *o, struct rns_error *err)
{
    FILE *file = alignment_file(r);
    r->balance = balance < 0 ? 3 : balance;
    struct rns_format_options look = { .color = terminal_color(file),
                                       .ascii = terminal_ascii(),
                                       .width = terminal_width(file),
                                       .threshold = threshold,
                                       .balance = o->joined ? 0 : r->balance,
                                       .confidence = confidence };
    if (!read_eos(&look.eos, err) || !read_unit(&look.unit, err)) return false;
    if (balance >= 0 && !is_hard(o) && !o->joined)
        return complain(err, RNS_USAGE, "--balance is for hard links, and '%s' has none",
                        o->alignment);
    if (balance >= 0 && look.eos == RNS_EOS_KEEP && !o->joined)
        return complain(err, RNS_USAGE, "--balance leaves </s> out; not with --alignment-eos keep");
    if (threshold < 0) look.threshold = usual_threshold(o, look.eos);
    r->unit = look.unit;
    r->format = rns_format_new(o->alignment, &look, err);
    if (r->format) put(r, rns_format_begin(r->format));
    return r->format;
}

bool results_open(struct results *r, const struct results_options *o, struct rns_error *err)
{
    *r = (struct results){ .place = choose_place(o) };
    if (!results_check(o, err) || !output_open(&r->out, o->output, err)) return false;
    if (r->place == ALIGNMENT_ASIDE && !output_open(&r->aside, o->alignment_output, err))
        return false;
    return !o->alignment || open_format(r, o, err);
}

bool results_write(struct results *r, long id, const struct rns_pair *p, struct rns_error *err,
                   const char *format, ...)
{
    if (r->format && !p->align && (p->S + 1.0) * (p->T + 1) > RNS_ALIGN_MOST)
        return complain(err, RNS_BAD_DATA, "line %ld: %d and %d words are too many to align",
                        id + 1, p->S, p->T);
    if (r->format && !p->align && p->S > 0)
        return complain(err, RNS_USAGE,
                        "--alignment: this model has no attention (model.decoder = encdec)");
    if (r->place != ALIGNMENT_ALONE) {
        va_list list;
        va_start(list, format);
        vfprintf(r->out.file, format, list);
        va_end(list);
        fputs(r->place == ALIGNMENT_FIELD ? " ||| " : "\n", r->out.file);
    }
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

struct rns_model *results_model(const char *path, struct rns_error *err)
{
    struct rns_model *model = rns_model_load(path, err);
    struct rns_error why = { RNS_OK, "" };
    if (!model || !tokenized || rns_model_tokenized(model, &why)) return model;
    complain(err, why.status, "%s: %s; leave --tokenized away", path, why.message);
    rns_model_free(model);
    return NULL;
}
