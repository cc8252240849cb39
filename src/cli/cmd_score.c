#include "cli/command.h"
#include "cli/forced.h"
#include "cli/sides.h"

static struct forced forced;
static const char *n_best, *feature;

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &forced.source, 0, "FILE", "sentences of the source language",
      "Input and output" },
    { "target", 0, OPTION_TEXT, &forced.target, 0, "FILE", "their translations, line by line",
      NULL },
    { "n-best", 0, OPTION_TEXT, &n_best, 0, "FILE",
      "instead of --target: an n-best list of the source, scored again and put in the new order",
      NULL },
    { "n-best-feature", 0, OPTION_TEXT, &feature, 0, "NAME",
      "what log p is called in the list; Score unless said otherwise", NULL },
    { "alignment", 0, OPTION_TEXT, &forced.results.alignment, 0, "KIND",
      "the alignments too: hard or soft behind the number, after |||; the other kinds of "
      "rnnsearch help align instead of it",
      NULL },
    { "weights", 0, OPTION_TEXT, &forced.weights, 0, "attention|posterior",
      "of the alignments, as rnnsearch help align says", NULL },
    { "alignment-output", 0, OPTION_TEXT, &forced.results.alignment_output, 0, "FILE",
      "the alignments to a file, the numbers as without them", NULL },
    { "output", 'o', OPTION_TEXT, &forced.results.output, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static bool rescore(const struct rns_model *model, const struct chunk *source,
                    const struct chunk *list, struct rns_error *err)
{
    struct output out;
    const struct rns_text from = { source->count, source->line };
    const struct rns_text entries = { list->count, list->line };
    struct rns_error inner = { RNS_OK, "" };
    char *text = rns_rescore(model, &from, &entries, feature ? feature : "Score", &inner);
    if (!text) return complain(err, inner.status, "%s: %s", n_best, inner.message);
    if (!output_open(&out, forced.results.output, err)) {
        rns_text_free(text);
        return false;
    }
    fputs(text, out.file);
    rns_text_free(text);
    return output_close(&out, true, err);
}

static bool rescore_file(const char *path, struct rns_error *err)
{
    struct chunk source = { 0 }, list = { 0 };
    if (!results_check(&forced.results, err)) return false;
    if (forced.results.alignment || forced.weights || !sides_check(forced.source, n_best, err))
        return complain(err, RNS_USAGE,
                        "an n-best list has no place for --alignment and --weights");
    struct rns_model *model = results_model(path, err);
    const bool ok = model && chunk_read_file(&source, forced.source, err) &&
                    chunk_read_file(&list, n_best, err) && rescore(model, &source, &list, err);
    chunk_close(&source);
    chunk_close(&list);
    rns_model_free(model);
    return ok;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1 || !forced.source || !forced.target == !n_best)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch score MODEL --source FILE --target FILE, or --n-best "
                        "FILE for --target");
    if (feature && !n_best) return complain(err, RNS_USAGE, "--n-best-feature needs --n-best FILE");
    if (n_best) return rescore_file(operand[0], err);
    return forced_run(operand[0], &forced, err);
}

const struct command command_score = {
    .name = "score",
    .operands = "MODEL --source FILE --target FILE | --n-best FILE",
    .brief = "Prints the log probability of given translations, a line each",
    .more = "The natural logarithm of p(target | source), the end of the sentence included.  A\n"
            "pair with a blank side has nothing to score and its line says 0; in an n-best list a\n"
            "translation of no words is scored as what it is, the end of the sentence.\n",
    .options = options,
    .shared = alignment_options,
    .run = run,
};
