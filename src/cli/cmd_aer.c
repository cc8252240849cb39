#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/sides.h"

static const char *gold_path, *gold_base = "auto";

static const struct option options[] = {
    { "gold", 0, OPTION_TEXT, &gold_path, 0, "FILE",
      "alignments made by people: i-j is sure, ipj possible", "Evaluation" },
    { "gold-base", 0, OPTION_TEXT, &gold_base, 0, "0|1|auto",
      "what the gold file calls the first word; the alignments given say 0; auto: 0 when an index "
      "is 0, 1 when none is in ten lines or more",
      NULL },
    { 0 }
};

/* lines: by what it was told, or 0. */
static bool choose_base(const struct chunk *gold, int *base, int *lines, struct rns_error *err)
{
    *lines = 0;
    *base =
        gold_base[0] == 'a' ? rns_gold_base(gold->line, gold->count, lines) : gold_base[0] - '0';
    if (*base < 0)
        return complain(err, RNS_USAGE,
                        "%s has no index 0 in %d lines, too few to tell what it "
                        "counts from; say --gold-base 0 or --gold-base 1",
                        gold_path, *lines);
    return true;
}

static void tell_base(int base, int lines)
{
    if (lines > 0 && base == 0)
        fprintf(stderr, "rnnsearch aer: %s counts from 0, as line %d has an index 0\n", gold_path,
                lines);
    if (lines > 0 && base == 1)
        fprintf(stderr,
                "rnnsearch aer: %s counts from 1, as none of its %d lines with links has "
                "an index 0\n",
                gold_path, lines);
}

static bool evaluate(const char *path, struct chunk *links, struct chunk *gold,
                     struct rns_error *err)
{
    struct rns_aer a;
    int base, lines;
    if (!chunk_read_file(gold, gold_path, err) || !chunk_read_file(links, path, err)) return false;
    if (gold->count == 0)
        return complain(err, RNS_BAD_DATA, "%s is empty: there is nothing to judge by", gold_path);
    if (links->count != gold->count)
        return complain(err, RNS_BAD_DATA, "%s has %d lines and the gold file %s has %d", path,
                        links->count, gold_path, gold->count);
    struct rns_error inner = { RNS_OK, "" };
    if (!choose_base(gold, &base, &lines, err)) return false;
    if (!rns_aer(links->line, gold->line, gold->count, base, &a, &inner))
        return complain(err, inner.status, "%s against %s: %s", path, gold_path, inner.message);
    tell_base(base, lines);
    printf("AER = %.4f  precision = %.4f  recall = %.4f  F = %.4f  ", a.aer, a.precision, a.recall,
           a.f);
    printf("(links = %ld sure = %ld possible = %ld)\n", a.links, a.sure, a.possible);
    return true;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (!gold_path || count > 1)
        return complain(err, RNS_USAGE, "it takes rnnsearch aer --gold FILE [FILE]");
    if (strcmp(gold_base, "0") && strcmp(gold_base, "1") && strcmp(gold_base, "auto"))
        return complain(err, RNS_USAGE, "--gold-base is 0, 1 or auto, not '%s'", gold_base);
    const char *path = count ? operand[0] : "-";
    struct chunk links = { 0 }, gold = { 0 };
    const bool ok = sides_check(path, gold_path, err) && evaluate(path, &links, &gold, err);
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
            "links S are possible (P) too; precision = |A and P| / |A|, recall = |A and S| / |S|,\n"
            "F their harmonic mean.\n",
    .options = options,
    .run = run,
};
