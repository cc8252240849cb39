#include "cli/command.h"
#include "cli/forced.h"

static struct forced forced = { .results = { .alignment = "hard", .alone = true } };

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &forced.source, 0, "FILE", "sentences of the source language",
      "Input and output" },
    { "target", 0, OPTION_TEXT, &forced.target, 0, "FILE", "their translations, line by line",
      NULL },
    { "alignment", 0, OPTION_TEXT, &forced.results.alignment, 0, "KIND",
      "hard, soft, nematus, json, npy, tsv, text or svg", NULL },
    { "output", 'o', OPTION_TEXT, &forced.results.output, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1 || !forced.source || !forced.target)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch align MODEL --source FILE --target FILE");
    return forced_run(operand[0], &forced, err);
}

const struct command command_align = {
    .name = "align",
    .operands = "MODEL --source FILE --target FILE [--alignment KIND]",
    .brief = "Aligns the words of given translations, by what the model looks at",
    .more = "Kinds: hard is i-j links, source-target, counted from 0, each target word to the\n"
            "source word it looks at most; soft the weights as Marian writes them, with </s>;\n"
            "nematus a heading and a matrix, as Nematus; json one object a line; npy NumPy arrays,\n"
            "one behind the other, as numpy.load reads them from an open file; tsv a table; text\n"
            "a heat map for the terminal; svg a picture.  A pair with a blank side keeps its\n"
            "place.\n",
    .options = options,
    .shared = alignment_options,
    .run = run,
};
