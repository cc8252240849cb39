#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"

static char scores[120];
static const char *query_path, *keys_path, *values_path, *parameter_path;
static const char *score = "scaled-dot", *weights_path, *output_path;
static int heads = 1;

static const struct option options[] = {
    { "query", 0, OPTION_TEXT, &query_path, 0, "FILE", "a row for each look", "Matrices" },
    { "keys", 0, OPTION_TEXT, &keys_path, 0, "FILE", "a row for each thing looked at", NULL },
    { "values", 0, OPTION_TEXT, &values_path, 0, "FILE", "what each of them gives", NULL },
    { "parameter", 0, OPTION_TEXT, &parameter_path, 0, "FILE",
      "additive: v, a row; general: W; without: ones, the identity", NULL },
    { "score", 0, OPTION_TEXT, &score, 0, "KIND", scores, "Attention" },
    { "heads", 0, OPTION_INTEGER, &heads, 1, "N", "the columns are cut into so many parts", NULL },
    { "weights", 0, OPTION_TEXT, &weights_path, 0, "FILE",
      "where the weights go, the rows of head after head", "Output" },
    { "output", 'o', OPTION_TEXT, &output_path, 0, "FILE",
      "where to, instead of standard output; .npy or lines", NULL },
    { 0 }
};

static void prepare(void)
{
    int count;
    const struct rns_option *o = rns_options(&count);
    for (int i = 0; i < count; i++)
        if (!strcmp(o[i].section, "attention") && !strcmp(o[i].key, "score"))
            help_names(o[i].kind, scores, sizeof scores);
}

static bool ends_in_npy(const char *path)
{
    const size_t length = path ? strlen(path) : 0;
    return length >= 4 && !strcmp(path + length - 4, ".npy");
}

static bool write_matrix(const struct rns_matrix *m, const char *path, struct rns_error *err)
{
    struct output out = { 0 };
    size_t length;
    char *text = rns_matrix_write(m, ends_in_npy(path), &length);
    bool ok = output_open(&out, path, err);
    if (ok) fwrite(text, 1, length, out.file);
    ok = output_close(&out, ok, err);
    rns_text_free(text);
    return ok;
}

static bool attend(struct rns_attention *a, struct rns_error *err)
{
    if (heads > a->query.cols)
        return complain(err, RNS_USAGE, "%d columns of query cannot be cut into %d heads",
                        a->query.cols, heads);
    struct rns_matrix weights = rns_matrix_new(heads * a->query.rows, a->key.rows);
    struct rns_matrix out = rns_matrix_new(a->query.rows, a->value.cols);
    const bool ok = rns_attend(a, weights.at, out.at, err) &&
                    (!weights_path || write_matrix(&weights, weights_path, err)) &&
                    write_matrix(&out, output_path, err);
    rns_matrix_free(&weights);
    rns_matrix_free(&out);
    return ok;
}

static bool inputs_differ(void)
{
    const char *const path[] = { query_path, keys_path, values_path, parameter_path };
    int standard = 0;
    for (int i = 0; i < 4; i++) standard += path[i] && strcmp(path[i], "-") == 0;
    return standard <= 1;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    (void)operand;
    if (count || !query_path || !keys_path || !values_path)
        return complain(err, RNS_USAGE,
                        "it takes rnnsearch attend --query FILE --keys FILE --values FILE");
    if (weights_path && output_path && strcmp(weights_path, output_path) == 0)
        return complain(err, RNS_USAGE, "--output and --weights are the same file, %s",
                        output_path);
    if (!inputs_differ())
        return complain(err, RNS_USAGE,
                        "only one of the files can be standard input; name the others");
    struct rns_attention a = { .score = score, .heads = heads };
    const bool ok =
        rns_matrix_read(&a.query, query_path, err) && rns_matrix_read(&a.key, keys_path, err) &&
        rns_matrix_read(&a.value, values_path, err) &&
        (!parameter_path || rns_matrix_read(&a.parameter, parameter_path, err)) && attend(&a, err);
    rns_matrix_free(&a.query);
    rns_matrix_free(&a.key);
    rns_matrix_free(&a.value);
    rns_matrix_free(&a.parameter);
    return ok;
}

const struct command command_attend = {
    .name = "attend",
    .operands = "--query FILE --keys FILE --values FILE [--score KIND]",
    .brief = "Attention by itself: matrices in, matrices out",
    .more =
        "Each row of the query looks at all rows of the keys, and gets the mean of the values by\n"
        "the softmax of its scores.  A file is NumPy's .npy, of float32 or float64, or numbers\n"
        "with tabs or blanks between, a line a row; what is written is .npy where the name ends\n"
        "so.  The attention of a translation model is the case --score additive with keys U h,\n"
        "values h and --parameter v.\n",
    .options = options,
    .prepare = prepare,
    .run = run,
};
