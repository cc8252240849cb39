#include "cli/command.h"
#include "cli/forced.h"

static struct forced forced;

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &forced.source, 0, "FILE", "sentences of the source language",
      "Input and output" },
    { "target", 0, OPTION_TEXT, &forced.target, 0, "FILE", "their translations, line by line",
      NULL },
    { "alignment", 0, OPTION_TEXT, &forced.results.alignment, 0, "KIND",
      "the alignments too: hard or soft behind the number, after |||; the other kinds of "
      "rnnsearch help align instead of it",
      NULL },
    { "alignment-output", 0, OPTION_TEXT, &forced.results.alignment_output, 0, "FILE",
      "the alignments to a file, the numbers as without them", NULL },
    { "output", 'o', OPTION_TEXT, &forced.results.output, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1 || !forced.source || !forced.target)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch score MODEL --source FILE --target FILE");
    return forced_run(operand[0], &forced, err);
}

const struct command command_score = {
    .name = "score",
    .operands = "MODEL --source FILE --target FILE",
    .brief = "Prints the log probability of given translations, a line each",
    .more = "The natural logarithm of p(target | source), the end of the sentence included.  A\n"
            "pair with a blank side has nothing to score and its line says 0.\n",
    .options = options,
    .shared = alignment_options,
    .run = run,
};
