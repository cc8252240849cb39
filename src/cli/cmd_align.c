#include <string.h>

#include "cli/command.h"
#include "cli/forced.h"
#include "cli/help.h"

static char kinds[100];
static struct forced forced = { .results = { .alignment = "hard", .alone = true } };

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &forced.source, 0, "FILE", "sentences of the source language",
      "Input and output" },
    { "target", 0, OPTION_TEXT, &forced.target, 0, "FILE", "their translations, line by line",
      NULL },
    { "alignment", 0, OPTION_TEXT, &forced.results.alignment, 0, "KIND", kinds, NULL },
    { "weights", 0, OPTION_TEXT, &forced.weights, 0, "attention|posterior",
      "where the model looks before it writes a word, or where the word comes from once it is "
      "known; hard posterior, the other kinds attention",
      NULL },
    { "reverse", 0, OPTION_TEXT, &forced.reverse, 0, "MODEL2",
      "a model of the other direction, joined with MODEL", NULL },
    { "symmetrize", 0, OPTION_TEXT, &forced.symmetrize, 0, "HOW",
      "how: the mean of their weights, or of hard links a method of rnnsearch help symmetrize; "
      "with --reverse alone mean",
      NULL },
    { "output", 'o', OPTION_TEXT, &forced.results.output, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static void prepare(void) { help_names(rns_format_list(), kinds, sizeof kinds); }

static bool check_reverse(struct rns_error *err)
{
    if (forced.symmetrize && !forced.reverse)
        return complain(err, RNS_USAGE,
                        "--symmetrize needs the model of the other direction: --reverse MODEL2");
    if (!forced.reverse) return true;
    if (!forced.symmetrize) forced.symmetrize = "mean";
    forced.results.joined = forced_mean(&forced);
    if (forced.results.joined) return true;
    if (strcmp(forced.results.alignment, "hard") != 0)
        return complain(err, RNS_USAGE,
                        "--symmetrize %s joins links: it takes --alignment hard, not %s; mean "
                        "takes any",
                        forced.symmetrize, forced.results.alignment);
    char *checked = rns_symmetrize(forced.symmetrize, "", "", err);
    rns_text_free(checked);
    return checked;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1 || !forced.source || !forced.target)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch align MODEL --source FILE --target FILE");
    return check_reverse(err) && forced_run(operand[0], &forced, err);
}

const struct command command_align = {
    .name = "align",
    .operands = "MODEL --source FILE --target FILE [--alignment KIND] [--reverse MODEL2]",
    .brief = "Aligns the words of given translations",
    .more =
        "Kinds: hard is i-j links, source-target, counted from 0, of the words whose weight is\n"
        "above --threshold once words have competed for words; soft the weights as Marian\n"
        "writes them, with </s>; nematus a heading and a matrix, as Nematus; json one object\n"
        "a line; npy NumPy arrays, one behind the other, as numpy.load reads them from an\n"
        "open file; tsv a table; text a heat map for the terminal; svg a picture; html a page\n"
        "to look around in, with any browser.  A pair with a blank side keeps its place.\n"
        "With --reverse two models are joined: MODEL2 aligns the sides the other way round.\n",
    .options = options,
    .shared = alignment_options,
    .prepare = prepare,
    .run = run,
};
