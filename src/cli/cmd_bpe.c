#include <string.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/sides.h"

static struct list input;
static const char *output_path, *codes_path, *vocabulary_path;
enum { MIN_FREQUENCY = 2, SEED = 1 };
static int merges, min_frequency = MIN_FREQUENCY, threshold, seed = SEED;
static double dropout;

static const struct option options[] = {
    { "input", 'i', OPTION_LIST, &input, 0, "FILE",
      "where from, instead of standard input; learn takes several", "Input and output" },
    { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { "merges", 's', OPTION_INTEGER, &merges, 1, "N", "how many to learn", "bpe learn" },
    { "min-frequency", 0, OPTION_INTEGER, &min_frequency, 1, "N",
      "pairs seen less often are not merged", NULL },
    { "codes", 'c', OPTION_TEXT, &codes_path, 0, "FILE", "what learn has learned", "bpe apply" },
    { "vocabulary", 0, OPTION_TEXT, &vocabulary_path, 0, "FILE",
      "lines of 'piece count': pieces that are not there are taken apart again", NULL },
    { "vocabulary-threshold", 0, OPTION_INTEGER, &threshold, 0, "N",
      "and so are pieces of a lower count", NULL },
    { "dropout", 0, OPTION_NUMBER, &dropout, 0, "P", "probability to pass over each merge, up to 1",
      NULL },
    { "seed", 0, OPTION_INTEGER, &seed, 0, "N", "of what dropout draws", NULL },
    { 0 }
};

/* --- learn ------------------------------------------------------------------------------------ */

static bool learn(struct output *out, struct rns_error *err)
{
    static const char *const standard_input[] = { "-" };
    if (!merges) return complain(err, RNS_USAGE, "how many? rnnsearch bpe learn --merges N");
    char *codes = input.count ? rns_bpe_learn(input.at, input.count, merges, min_frequency, err)
                              : rns_bpe_learn(standard_input, 1, merges, min_frequency, err);
    if (!codes) return false;
    fputs(codes, out->file);
    rns_text_free(codes);
    return output_flush(out, err);
}

/* --- apply and undo --------------------------------------------------------------------------- */

/* With bpe into pieces, without it back. */
static void write_line(struct rns_bpe *bpe, const char *line, FILE *to)
{
    char *text = bpe ? rns_bpe_apply(bpe, line) : rns_bpe_undo(line);
    fputs(text, to);
    putc('\n', to);
    rns_text_free(text);
}

/* Line by line; what a pipe brings is answered before more of it is read. */
static bool rewrite(struct rns_bpe *bpe, struct output *out, struct rns_error *err)
{
    if (input.count > 1)
        return complain(err, RNS_USAGE,
                        "%d files were given and one can be read; only bpe learn "
                        "takes several",
                        input.count);
    struct rns_lines *from = rns_lines_open(input.count ? input.at[0] : "-", err);
    const char *const *line;
    int n = 0;
    bool ok = from;
    while (ok && (n = rns_lines_read(from, CHUNK_SIZE, false, &line, err)) > 0) {
        for (int i = 0; i < n; i++) write_line(bpe, line[i], out->file);
        ok = output_flush(out, err);
    }
    rns_lines_close(from);
    return ok && n == 0;
}

static bool apply(struct output *out, struct rns_error *err)
{
    if (!codes_path)
        return complain(err, RNS_USAGE, "which codes? rnnsearch bpe apply --codes FILE");
    if (threshold && !vocabulary_path)
        return complain(err, RNS_USAGE, "--vocabulary-threshold needs --vocabulary FILE");
    if (dropout > 1) return complain(err, RNS_USAGE, "--dropout %g is no probability", dropout);
    struct rns_bpe *bpe = rns_bpe_read(codes_path, err);
    bool ok = bpe && (!vocabulary_path || rns_bpe_restrict(bpe, vocabulary_path, threshold, err));
    if (ok) {
        rns_bpe_drop(bpe, dropout, (unsigned long long)seed);
        ok = rewrite(bpe, out, err);
    }
    rns_bpe_free(bpe);
    return ok;
}

static bool undo(struct output *out, struct rns_error *err) { return rewrite(NULL, out, err); }

/* --- the command ------------------------------------------------------------------------------ */

static const struct task {
    const char *name;
    bool (*run)(struct output *, struct rns_error *);
} tasks[] = { { "learn", learn }, { "apply", apply }, { "undo", undo } };

static const struct task *find_task(int count, char **operand, struct rns_error *err)
{
    for (size_t i = 0; count && i < sizeof tasks / sizeof *tasks; i++)
        if (strcmp(operand[0], tasks[i].name) == 0) return &tasks[i];
    complain(err, RNS_USAGE, "it takes rnnsearch bpe learn, bpe apply or bpe undo");
    return NULL;
}

static bool check_idle(const struct task *task, struct rns_error *err)
{
    const bool for_learn = merges || min_frequency != MIN_FREQUENCY;
    const bool for_apply =
        codes_path || vocabulary_path || threshold || dropout > 0 || seed != SEED;
    if (for_learn && task->run != learn)
        return complain(err, RNS_USAGE, "--merges and --min-frequency are for bpe learn");
    if (for_apply && task->run != apply)
        return complain(err, RNS_USAGE,
                        "--codes, --vocabulary, --vocabulary-threshold, --dropout and --seed are "
                        "for bpe apply");
    return true;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    struct output out;
    const struct task *task = find_task(count, operand, err);
    if (!task || !check_idle(task, err)) return false;
    for (int i = 1; i < count; i++) { /* learn -i A B */
        if (input.count == LIST_MOST)
            return complain(err, RNS_USAGE, "more than %d files are given", LIST_MOST);
        input.at[input.count++] = operand[i];
    }
    if (!output_open(&out, output_path, err)) return false;
    return output_close(&out, task->run(&out, err), err);
}

const struct command command_bpe = {
    .name = "bpe",
    .operands = "learn|apply|undo [OPTION]...",
    .brief = "Learns, applies and undoes subwords (byte pair encoding), as subword-nmt does",
    .more = "bpe learn --merges N [-i FILE]... [-o FILE]   writes codes, from all files together\n"
            "bpe apply --codes FILE [-i FILE] [-o FILE]    words to pieces: 'la maison@@ nette'\n"
            "bpe undo [-i FILE] [-o FILE]                  pieces to words\n"
            "\n"
            "Words are what stands between blanks.  A model trained with text.bpe_merges keeps\n"
            "its own subwords, takes plain text and needs none of this.\n",
    .options = options,
    .run = run,
};
