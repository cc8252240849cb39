#include <string.h>

#include "cli/command.h"
#include "cli/output.h"

static const char *output_path;

static const struct option options[] = { { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
                                           "the model to write; may be one of those read",
                                           "Output" },
                                         { 0 } };

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count == 0 || !output_path)
        return complain(err, RNS_USAGE,
                        "give models and a name: rnnsearch average -o OUT MODEL MODEL...");
    if (strcmp(output_path, "-") == 0)
        return complain(err, RNS_USAGE,
                        "a model is a file, which standard output is not; name one with -o");
    if (!output_is_plain(output_path))
        return complain(err, RNS_USAGE, "cannot replace %s: not a plain file", output_path);
    return rns_model_average((const char *const *)operand, count, output_path, err);
}

const struct command command_average = {
    .name = "average",
    .operands = "-o OUT MODEL MODEL...",
    .brief = "Makes one model of several: the mean of their weights",
    .more = "The models must be of one config and one training text: those that a run with\n"
            "run.keep = N leaves as model.UPDATE.safetensors, say.  Runs of other seeds have\n"
            "nothing in common to average.\n",
    .options = options,
    .run = run,
};
