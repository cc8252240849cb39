#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/sides.h"

static char methods[120];
static const char *method = "grow-diag-final-and", *output_path;

static const struct option options[] = {
    { "method", 0, OPTION_TEXT, &method, 0, "HOW", methods, "Alignments" },
    { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { 0 }
};

static void prepare(void) { help_names(rns_symmetrize_list(), methods, sizeof methods); }

static bool write_line(FILE *out, const char *forward, const char *reverse, struct rns_error *err)
{
    char *line = rns_symmetrize(method, forward, reverse, err);
    if (line) fprintf(out, "%s\n", line);
    rns_text_free(line);
    return line != NULL;
}

static bool join_files(const char *const *path, const struct chunk *file, int files, FILE *out,
                       struct rns_error *err)
{
    if (files == 2 && file[0].count != file[1].count)
        return complain(err, RNS_BAD_DATA,
                        "%s has %d lines and %s has %d; they must be of the same sentences",
                        path[0], file[0].count, path[1], file[1].count);
    struct rns_error inner = { RNS_OK, "" };
    for (int i = 0; i < file[0].count; i++)
        if (!write_line(out, file[0].line[i], files == 2 ? file[1].line[i] : NULL, &inner))
            return complain(err, inner.status, "%s%s%s: line %d: %s", path[0],
                            files == 2 ? " and " : "", files == 2 ? path[1] : "", i + 1,
                            inner.message);
    return true;
}

static bool write_all(const char *const *path, int files, struct rns_error *err)
{
    struct chunk file[2] = { { 0 } };
    struct output out = { 0 };
    bool ok = files == 1 || sides_check(path[0], path[1], err);
    for (int k = 0; k < files && ok; k++) ok = chunk_read_file(&file[k], path[k], err);
    ok = ok && output_open(&out, output_path, err) && join_files(path, file, files, out.file, err);
    ok = output_close(&out, ok, err);
    chunk_close(&file[0]);
    chunk_close(&file[1]);
    return ok;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    const int files = strcmp(method, "invert") == 0 ? 1 : 2;
    char *checked = rns_symmetrize(method, "", files == 2 ? "" : NULL, err);
    rns_text_free(checked);
    if (!checked) return false;
    if (count != files)
        return complain(err, RNS_USAGE, "it takes rnnsearch symmetrize %s",
                        files == 1 ? "FILE --method invert" : "FORWARD REVERSE");
    return write_all((const char *const *)operand, files, err);
}

const struct command command_symmetrize = {
    .name = "symmetrize",
    .operands = "FORWARD REVERSE [--method HOW]",
    .brief = "Joins the word alignments of two directions into one",
    .more = "FORWARD and REVERSE hold lines of i-j links, both source-target, from 0, as atools\n"
            "of fast_align takes them and with the same results.  What a model of the other\n"
            "direction gives with rnnsearch align is target-source: turn it round first, with\n"
            "rnnsearch symmetrize FILE --method invert, or let rnnsearch align --reverse do it\n"
            "all.  Grow-diag begins with the links both have and adds those of either that touch\n"
            "one and join a word without link; final adds the others that join such a word,\n"
            "final-and those that join two.\n",
    .options = options,
    .prepare = prepare,
    .run = run,
};
