#include <stdio.h>

#include "cli/command.h"
#include "cli/sides.h"

static const char *gold_path;
static int gold_base;

static const struct option options[] = {
    { "gold", 0, OPTION_TEXT, &gold_path, 0, "FILE",
      "alignments made by people: i-j is sure, ipj possible", "Evaluation" },
    { "gold-base", 0, OPTION_INTEGER, &gold_base, 0, "0|1",
      "what the gold file calls the first word; the alignments given say 0", NULL },
    { 0 }
};

static bool evaluate(const char *path, struct chunk *links, struct chunk *gold,
                     struct rns_error *err)
{
    struct rns_aer a;
    if (!chunk_read_file(gold, gold_path, err) || !chunk_read_file(links, path, err))
        return false;
    if (links->count != gold->count)
        return complain(err, RNS_BAD_DATA, "%s has %d lines and the gold file %s has %d", path,
                        links->count, gold_path, gold->count);
    if (!rns_aer(links->line, gold->line, gold->count, gold_base, &a, err))
        return false;
    printf("AER = %.4f  precision = %.4f  recall = %.4f  (links = %ld sure = %ld possible = %ld)\n",
           a.aer, a.precision, a.recall, a.links, a.sure, a.possible);
    return true;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (!gold_path || count > 1)
        return complain(err, RNS_USAGE, "it takes rnnsearch aer --gold FILE [FILE]");
    if (gold_base > 1)
        return complain(err, RNS_USAGE, "--gold-base is 0 or 1, not %d", gold_base);
    struct chunk links = { 0 }, gold = { 0 };
    const bool ok = evaluate(count ? operand[0] : "-", &links, &gold, err);
    chunk_close(&links);
    chunk_close(&gold);
    return ok;
}

const struct command command_aer = {
    .name = "aer",
    .operands = "--gold FILE [FILE]",
    .brief = "Scores word alignments with the alignment error rate",
    .more = "FILE, or standard input, holds i-j links, source-target, from 0, a line for each of\n"
            "the gold file.  AER = 1 - (|A and S| + |A and P|) / (|A| + |S|), where the sure\n"
            "links S are possible (P) too.\n",
    .options = options,
    .run = run,
};
