#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/sides.h"

static const char *source, *target, *output_path;

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &source, 0, "FILE", "sentences of the source language",
      "Input and output" },
    { "target", 0, OPTION_TEXT, &target, 0, "FILE", "their translations, line by line", NULL },
    { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static bool count_all(struct rns_counts *counts, struct rns_error *err)
{
    struct sides s;
    bool ok = sides_open(&s, source, target, err);
    while (ok && (ok = sides_read(&s, err)) && s.source.count > 0)
        ok = rns_counts_add(counts, s.source.line, s.target.line, s.source.count, err);
    sides_close(&s);
    return ok;
}

static bool write_lexicon(const struct rns_counts *counts, struct rns_error *err)
{
    struct output out;
    if (!output_open(&out, output_path, err)) return false;
    char *text = rns_counts_lexicon(counts);
    fputs(text, out.file);
    rns_text_free(text);
    return output_close(&out, true, err);
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count != 1 || !source || !target)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch lexicon MODEL --source FILE --target FILE");
    struct rns_model *model = rns_model_load(operand[0], err);
    struct rns_counts *counts = model ? rns_counts_new(model, err) : NULL;
    const bool ok = counts && count_all(counts, err) && write_lexicon(counts, err);
    rns_counts_free(counts);
    rns_model_free(model);
    return ok;
}

const struct command command_lexicon = {
    .name = "lexicon",
    .operands = "MODEL --source FILE --target FILE [-o FILE]",
    .brief = "Writes which words translate which, for translate --shortlist",
    .more = "Lines of 'target source probability', as Marian's --shortlist takes them: of each\n"
            "word of the source vocabulary its translations, the likeliest first, at most 400 and\n"
            "down to 0.0003.  They are the attention of the model over the pairs, added up; take\n"
            "the text it was trained on.  Words are the model's own, pieces for one of subwords.\n",
    .options = options,
    .run = run,
};
