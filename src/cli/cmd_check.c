#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/settings.h"

static const char *source, *target;
static struct rns_check_plan plan;
static bool json, strict;

static const struct option options[] = {
    { "source", 0, OPTION_TEXT, &source, 0, "FILE",
      "the source side, instead of a config's; then nothing is said of memory and time", "Data" },
    { "target", 0, OPTION_TEXT, &target, 0, "FILE", "the target side", NULL },
    { "test-source", 0, OPTION_TEXT, &plan.test_source, 0, "FILE",
      "a test text, which should not be in the training text", NULL },
    { "test-target", 0, OPTION_TEXT, &plan.test_target, 0, "FILE", "its target side", NULL },
    { "json", 0, OPTION_FLAG, &json, 0, NULL, "one JSON object instead of lines", "Output" },
    { "strict", 0, OPTION_FLAG, &strict, 0, NULL, "exit status 3 for warnings, too", NULL },
    { 0 }
};

static const char *const severity_name[] = { "note", "warning", "error" };

static void print_summary(const struct rns_check *r, const int count[3])
{
    for (int i = 0; i < r->findings; i++) {
        const struct rns_finding *f = &r->finding[i];
        printf("%-8s %s\n", severity_name[f->severity], f->text);
    }
    printf("%ld pairs of lines: %d error%s, %d warning%s, %d note%s\n",
           r->lines[0] < r->lines[1] ? r->lines[0] : r->lines[1], count[RNS_ERROR],
           count[RNS_ERROR] == 1 ? "" : "s", count[RNS_WARNING], count[RNS_WARNING] == 1 ? "" : "s",
           count[RNS_NOTE], count[RNS_NOTE] == 1 ? "" : "s");
}

static void print_json(const struct rns_check *r)
{
    char *text = rns_check_json(r);
    fputs(text, stdout);
    rns_text_free(text);
}

/* What was found decides the exit status; it is written before the status speaks of it. */
static bool print(const struct rns_check *r, struct rns_error *err)
{
    int count[3] = { 0 };
    for (int i = 0; i < r->findings; i++) count[r->finding[i].severity]++;
    if (json) print_json(r);
    else print_summary(r, count);
    if (!output_check(stdout, "standard output", err)) return false;
    const bool fine = !count[RNS_ERROR] && !(strict && count[RNS_WARNING]);
    return fine || complain(err, RNS_BAD_DATA, "the data need mending (errors: %d, warnings: %d)",
                            count[RNS_ERROR], count[RNS_WARNING]);
}

/* A file's name is as it is; in a setting $ begins a variable's and $$ is a dollar. */
static bool name_file(struct rns_config *config, const char *setting, const char *path,
                      struct rns_error *err)
{
    char value[8192];
    size_t length = 0;
    for (const char *at = path; *at; at++) {
        if (length + 3 > sizeof value) return complain(err, RNS_USAGE, "%s: too long", path);
        value[length++] = *at;
        if (*at == '$') value[length++] = '$';
    }
    value[length] = '\0';
    return rns_config_set(config, setting, value, err);
}

static bool name_corpus(struct rns_config *config, struct rns_error *err)
{
    return (!source || name_file(config, "data.source", source, err)) &&
           (!target || name_file(config, "data.target", target, err));
}

static bool run(int count, char **operand, struct rns_error *err)
{
    if (count > 1 || (count == 1 ? source || target : !source || !target))
        return complain(err, RNS_USAGE,
                        "give a config file, or the two sides of a corpus: rnnsearch check CONFIG, "
                        "or --source FILE --target FILE");
    struct rns_config *config = rns_config_new();
    struct rns_check r = { 0 };
    plan.training = count == 1;
    bool ok = settings_apply(config, count ? operand[0] : NULL, err) && name_corpus(config, err) &&
              rns_check(config, &plan, &r, err);
    ok = ok && print(&r, err);
    rns_check_free(&r);
    rns_config_free(config);
    return ok;
}

const struct command command_check = {
    .name = "check",
    .operands = "CONFIG [--section.key VALUE]... | --source FILE --target FILE",
    .brief = "Looks through a corpus for what spoils training, and says what training will take",
    .more = "One line each, worst first, with the place of the first example and what to do:\n"
            "line counts and where the sides begin to be shifted, invalid UTF-8 and odd\n"
            "characters, blank, equal, lopsided and overlong pairs, pairs that come again, lines\n"
            "in the language of the other side, validation and test pairs in the training text,\n"
            "vocabularies, memory and time.  Errors are what training refuses or cannot learn\n"
            "from; with one the exit status is 3.  Counts are exact up to 12 million different\n"
            "pairs, those of languages and words up to 200,000; beyond, they are of a sample.\n"
            "--json prints {lines, errors, warnings, notes, findings: [{severity, kind, file,\n"
            "line, column, count, text}], training: {sample, vocabulary, length, unknown,\n"
            "valid_unknown, peak_bytes, words_per_second, seconds_an_epoch, seconds}}; null is\n"
            "what is not known.\n",
    .options = options,
    .setting = settings_keep,
    .run = run,
};
