#include <stdio.h>

#include "cli/command.h"

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1) return complain(err, RNS_USAGE, "give one model: rnnsearch info MODEL");
    struct rns_model *model = rns_model_load(operand[0], err);
    if (!model) return false;
    char *text = rns_model_describe(model);
    fputs(text, stdout);
    rns_text_free(text);
    rns_model_free(model);
    return true;
}

const struct command command_info = {
    .name = "info",
    .operands = "MODEL",
    .brief = "Says what is in a model file: settings, sizes, parameters",
    .run = run,
};
