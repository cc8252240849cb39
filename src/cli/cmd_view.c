#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/output.h"

static const char *output_path;

static const struct option options[] = {
    { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", "Input and output" },
    { 0 }
};

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count == 0)
        return complain(err, RNS_USAGE, "it takes rnnsearch view FILE.json... -o PAGE.html");
    for (int k = 0; output_path && k < count; k++)
        if (strcmp(operand[k], output_path) == 0)
            return complain(err, RNS_USAGE, "%s is to be read and written both", output_path);
    char *page = rns_view((const char *const *)operand, count, err);
    struct output out = { 0 };
    bool ok = page && output_open(&out, output_path, err);
    if (ok) fputs(page, out.file);
    rns_text_free(page);
    return output_close(&out, ok, err);
}

const struct command command_view = {
    .name = "view",
    .operands = "FILE.json... [-o PAGE.html]",
    .brief = "Makes a page of alignments to look around in, which needs nothing but a browser",
    .more = "FILE is what translate, align or score wrote with --alignment json; with\n"
            "--alignment-unit both the page can switch between words and their pieces, and with\n"
            "--confidence it shows how sure the model was.  Of several files, a model each, those\n"
            "sentences stand side by side that have the same number.  --alignment html gives the\n"
            "same page of one model at once.\n",
    .options = options,
    .run = run,
};
