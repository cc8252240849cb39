#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/sides.h"

static const char *reference_path, *tokenize = "13a";
static int width = 1;
static bool chrf, score_only;

static const struct option options[] = {
    { "reference", 0, OPTION_TEXT, &reference_path, 0, "FILE", "the human translations",
      "Evaluation" },
    { "tokenize", 0, OPTION_TEXT, &tokenize, 0, "13a|none",
      "how words are told apart; none: by blanks", NULL },
    { "chrf", 0, OPTION_FLAG, &chrf, 0, NULL, "the character score chrF2 on a second line", NULL },
    { "width", 'w', OPTION_INTEGER, &width, 0, "N", "decimals of the score", NULL },
    { "score-only", 'b', OPTION_FLAG, &score_only, 0, NULL, "print nothing but the score", NULL },
    { 0 }
};

static void print_bleu(const struct rns_bleu *b)
{
    if (score_only) {
        printf("%.*f\n", width, b->score);
        return;
    }
    printf("BLEU|nrefs:1|case:mixed|eff:no|tok:%s|smooth:exp|version:rnnsearch-%s = ", tokenize,
           RNS_VERSION);
    printf("%.*f %.1f/%.1f/%.1f/%.1f ", width, b->score, b->precision[0], b->precision[1],
           b->precision[2], b->precision[3]);
    printf("(BP = %.3f ratio = %.3f hyp_len = %ld ref_len = %ld)\n", b->brevity_penalty, b->ratio,
           b->hypothesis_length, b->reference_length);
}

static void print_chrf(const struct rns_bleu *b)
{
    if (!score_only)
        printf("chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:rnnsearch-%s = ",
               RNS_VERSION);
    printf("%.*f\n", width, b->chrf);
}

/* A hundred lines that end in " ." were hardly detokenized, and their score compares to nothing. */
static void warn_tokenized(const struct chunk *l)
{
    int ends = 0;
    for (int i = 0; i < l->count; i++) {
        const char *line = l->line[i];
        const size_t length = strlen(line);
        ends += length >= 2 && strcmp(line + length - 2, " .") == 0;
    }
    if (ends >= 100)
        fprintf(stderr,
                "rnnsearch bleu: %d lines end in ' .'; are they tokenized? "
                "BLEU is for plain text\n",
                ends);
}

static bool evaluate(const char *path, struct chunk *hypothesis, struct chunk *reference,
                     struct rns_error *err)
{
    if (!chunk_read_file(reference, reference_path, err) || !chunk_read_file(hypothesis, path, err))
        return false;
    if (reference->count == 0)
        return complain(err, RNS_BAD_DATA, "%s is empty: there is nothing to compare with",
                        reference_path);
    if (hypothesis->count != reference->count)
        return complain(err, RNS_BAD_DATA, "%s has %d lines and the reference %s has %d", path,
                        hypothesis->count, reference_path, reference->count);
    const bool words = strcmp(tokenize, "13a") == 0;
    const struct rns_bleu b = rns_bleu(hypothesis->line, reference->line, reference->count, words);
    if (words) warn_tokenized(hypothesis);
    print_bleu(&b);
    if (chrf) print_chrf(&b);
    return true;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (!reference_path || count > 1)
        return complain(err, RNS_USAGE, "it takes rnnsearch bleu --reference FILE [FILE]");
    if (strcmp(tokenize, "13a") != 0 && strcmp(tokenize, "none") != 0)
        return complain(err, RNS_USAGE, "--tokenize is 13a or none, not '%s'", tokenize);
    const char *path = count ? operand[0] : "-";
    struct chunk hypothesis = { 0 }, reference = { 0 };
    const bool ok =
        sides_check(path, reference_path, err) && evaluate(path, &hypothesis, &reference, err);
    chunk_close(&hypothesis);
    chunk_close(&reference);
    return ok;
}

const struct command command_bleu = {
    .name = "bleu",
    .operands = "--reference FILE [FILE]",
    .brief = "Scores translations with BLEU and chrF2, to the digit as sacreBLEU does",
    .more = "FILE, or standard input, holds the translations as plain text, one for each line of\n"
            "the reference.\n",
    .options = options,
    .run = run,
};
