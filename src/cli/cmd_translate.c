#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/sides.h"
#include "cli/prompt.h"
#include "cli/results.h"

enum { MODELS_MOST = 16 };

static const char *input;
static struct results_options asked;
static struct rns_search search;
static const char *shortlist, *prefix, *dictionary;
static int seed;
static int list; /* of how many translations; 0: the best alone, without numbers */

static const struct option options[] = {
    { "input", 'i', OPTION_TEXT, &input, 0, "FILE", "what to translate, instead of standard input",
      "Input and output" },
    { "output", 'o', OPTION_TEXT, &asked.output, 0, "FILE",
      "where to, instead of standard output; replaced when all is done", NULL },
    { "n-best", 0, OPTION_INTEGER, &list, 0, "N",
      "the N best of each line: id ||| text ||| F0= log p WordPenalty= -words ||| score; 0: the "
      "best alone",
      NULL },
    { "beam-size", 'b', OPTION_INTEGER, &search.beam, 1, "N",
      "translations kept at every word; 1: greedy", "Search" },
    { "normalize", 'n', OPTION_NUMBER, &search.alpha, 0, "ALPHA",
      "translations are ranked by log p / length^ALPHA; 0: by log p", NULL },
    { "max-length-factor", 0, OPTION_NUMBER, &search.max_length_factor, 0, "X",
      "no translation is longer than X times its source, plus 10 and its prefix; </s> counts on "
      "both sides",
      NULL },
    { "min-length-factor", 0, OPTION_NUMBER, &search.min_length_factor, 0, "X",
      "no translation is shorter than X times its source; </s> counts on both sides", NULL },
    { "length-reward", 0, OPTION_NUMBER, &search.length_reward, 0, "X",
      "ranking adds X for each word", NULL },
    { "coverage-penalty", 0, OPTION_NUMBER, &search.coverage_penalty, 0, "BETA",
      "ranking adds BETA times the sum over source words of log min(1, attention to them)", NULL },
    { "no-repeat-ngram", 0, OPTION_INTEGER, &search.no_repeat_ngram, 0, "N",
      "no N words (of subwords: pieces) in a row come twice in a translation; 0: they may", NULL },
    { "prefix", 0, OPTION_TEXT, &prefix, 0, "FILE",
      "what the translation of each line begins with, plain text, a line for each", NULL },
    { "batch", 0, OPTION_INTEGER, &search.batch, 1, "N",
      "sentences searched together; the results are the same", NULL },
    { "allow-unk", 0, OPTION_FLAG, &search.allow_unk, 0, NULL, "let <unk> stand in a translation",
      "Unknown words" },
    { "replace-unk", 0, OPTION_FLAG, &search.replace_unk, 0, NULL,
      "put the source word that was looked at most in the place of each <unk>", NULL },
    { "dictionary", 0, OPTION_TEXT, &dictionary, 0, "FILE",
      "with --replace-unk: lines of a source word, a tab and what it becomes", NULL },
    { "sample", 0, OPTION_FLAG, &search.sample, 0, NULL,
      "draw every word by its probability instead of searching for the best; a beam of 1",
      "Sampling" },
    { "temperature", 0, OPTION_NUMBER, &search.temperature, 0, "T",
      "draw by p^(1/T): below 1 likelier words, above 1 others", NULL },
    { "seed", 0, OPTION_INTEGER, &seed, 0, "N",
      "another seed, other samples; of the same sentence the same ones", NULL },
    { "shortlist", 0, OPTION_TEXT, &shortlist, 0, "FILE",
      "a lexicon: each sentence is translated by a few words only, and log p normalised over them",
      "Shortlist" },
    { "shortlist-first", 0, OPTION_INTEGER, &search.shortlist_first, 0, "N",
      "the N most frequent words of the vocabulary, in every sentence", NULL },
    { "shortlist-best", 0, OPTION_INTEGER, &search.shortlist_best, 0, "N",
      "the N likeliest translations of each of its words", NULL },
    { "alignment", 0, OPTION_TEXT, &asked.alignment, 0, "KIND",
      "hard or soft behind each line, after |||; the other kinds of rnnsearch help align "
      "instead of the lines",
      "Alignment" },
    { "alignment-output", 0, OPTION_TEXT, &asked.alignment_output, 0, "FILE",
      "alignments to a file, the lines as without them", NULL },
    { 0 }
};

static void prepare(void) { search = rns_search_default(); }

static bool write_pair(struct results *r, long id, const struct rns_pair *p, struct rns_error *err)
{
    if (list == 0) return results_write(r, id, p, err, "%s", p->text);
    return results_write(r, id, p, err, "%ld ||| %s ||| F0= %.6f WordPenalty= %d ||| %.6f", id,
                         p->text, p->log_p + 0.0, -p->T, p->score + 0.0);
}

static bool write_pairs(struct results *r, long id, const struct rns_pairs *found,
                        struct rns_error *err)
{
    bool ok = true;
    const int n = list == 0 && found->count > 1 ? 1 : found->count;
    for (int i = 0; ok && i < n; i++) ok = write_pair(r, id, &found->at[i], err);
    return ok;
}

/* The prefixes of as many lines as were read; when all were, there must be no more. */
static bool read_prefixes(struct rns_lines *from, int n, long first, struct rns_error *err)
{
    if (!from) return true;
    const int got = rns_lines_read(from, n > 0 ? n : 1, true, &search.prefix, err);
    if (got < 0 || got == n) return got == n;
    return n > 0 ? complain(err, RNS_BAD_DATA, "%s has %ld lines, the text has more", prefix,
                            first + got)
                 : complain(err, RNS_BAD_DATA, "%s has more lines than the text, which has %ld",
                            prefix, first);
}

static bool translate_lines(const struct rns_model *model, const char *const *line, int n,
                            long first, struct results *r, struct rns_error *err)
{
    struct rns_pairs found[CHUNK_SIZE] = { 0 };
    bool ok = rns_translate(model, line, n, &search, found, err);
    for (int i = 0; i < n; i++) {
        ok = ok && write_pairs(r, first + i, &found[i], err);
        rns_pairs_free(&found[i]);
    }
    return ok && results_flush(r, err);
}

/* A file comes a thousand lines at a time; from a pipe or a person, whatever is waiting is
 * translated and given out before more is read. */
static bool translate_stream(const struct rns_model *model, struct rns_error *err)
{
    struct results r = { 0 };
    struct rns_lines *from = rns_lines_open(input ? input : "-", err);
    struct rns_lines *prefixes = from && prefix ? rns_lines_open(prefix, err) : NULL;
    const char *const *line;
    int n = 0;
    bool ok = from && (prefixes || !prefix) && results_open(&r, &asked, err);
    for (long id = 0; ok; id += n) {
        n = rns_lines_read(from, CHUNK_SIZE, false, &line, err);
        ok = n >= 0 && read_prefixes(prefixes, n, id, err);
        if (!ok || n == 0) break;
        ok = translate_lines(model, line, n, id, &r, err);
    }
    ok = results_close(&r, ok, err);
    lines_close(from);
    lines_close(prefixes);
    return ok;
}

static bool check_shortlist(struct rns_error *err)
{
    const struct rns_search usual = rns_search_default();
    const char *idle = search.shortlist_first != usual.shortlist_first ? "first"
                       : search.shortlist_best != usual.shortlist_best ? "best"
                                                                       : NULL;
    return shortlist || !idle ||
           complain(err, RNS_USAGE, "--shortlist-%s needs --shortlist FILE, a lexicon", idle);
}

static bool check_company(struct rns_error *err)
{
    const struct rns_search usual = rns_search_default();
    if (!search.sample && (seed || search.temperature != usual.temperature))
        return complain(err, RNS_USAGE, "--seed and --temperature are for --sample");
    if (dictionary && !search.replace_unk)
        return complain(err, RNS_USAGE, "--dictionary needs --replace-unk");
    if (search.sample && list > 1)
        return complain(err, RNS_USAGE, "--sample draws one translation; leave --n-best away");
    if (search.sample && search.beam != usual.beam && search.beam != 1)
        return complain(err, RNS_USAGE,
                        "--sample draws and does not search; leave --beam-size away");
    if (search.sample) search.beam = 1;
    search.seed = (unsigned long long)seed;
    return !prefix || sides_check(input ? input : "-", prefix, err);
}

static bool check(int count, struct rns_error *err)
{
    if (count == 0) return complain(err, RNS_USAGE, "which model? rnnsearch translate MODEL");
    if (count > MODELS_MOST)
        return complain(err, RNS_USAGE, "%d models were given; an ensemble has at most %d", count,
                        MODELS_MOST);
    if (!check_company(err)) return false;
    if (list > search.beam)
        return complain(err, RNS_USAGE, "--n-best %d is more than --beam-size %d can find", list,
                        search.beam);
    search.n_best = list > 0 ? list : 1;
    return check_shortlist(err);
}

static bool translate(const struct rns_model *model, struct rns_error *err)
{
    const bool person = !input && !prefix && !asked.output && !asked.alignment_output &&
                        isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    asked.at_prompt = person;
    if (!results_check(&asked, err)) return false;
    return person ? prompt_run(model, search, asked.alignment != NULL, err)
                  : translate_stream(model, err);
}

/* All of them; what comes behind the first is its ensemble. */
static bool load_models(int count, char **operand, struct rns_model **model, struct rns_error *err)
{
    for (int k = 0; k < count; k++) {
        struct rns_error why = { RNS_OK, "" };
        model[k] = results_model(operand[k], &why);
        if (!model[k])
            return complain(err, why.status, "%s%s", why.message,
                            k && why.status != RNS_USAGE ? "; a text to translate goes behind -i"
                                                         : "");
    }
    search.ensemble = (const struct rns_model *const *)(model + 1);
    search.ensemble_count = count - 1;
    return true;
}

static bool run(int count, char **operand, struct rns_error *err)
{
    struct rns_model *model[MODELS_MOST] = { 0 };
    struct rns_lexicon *lexicon = NULL;
    struct rns_dictionary *words = NULL;
    if (!check(count, err)) return false;
    bool ok = load_models(count, operand, model, err);
    if (ok && shortlist) lexicon = rns_lexicon_read(model[0], shortlist, err);
    if (ok && dictionary) words = rns_dictionary_read(dictionary, err);
    search.lexicon = lexicon;
    search.dictionary = words;
    ok = ok && (lexicon || !shortlist) && (words || !dictionary) && translate(model[0], err);
    rns_lexicon_free(lexicon);
    rns_dictionary_free(words);
    for (int k = 0; k < count; k++) rns_model_free(model[k]);
    return ok;
}

const struct command command_translate = {
    .name = "translate",
    .operands = "MODEL... [-i FILE] [-o FILE] [OPTION]...",
    .brief = "Translates plain text, line by line",
    .more =
        "As many lines come out as go in, in order; blank lines stay blank.  Standard input\n"
        "is translated as it comes, so a program may write a line and wait for its answer.\n"
        "At a terminal there is a prompt with a history; :help tells what it takes.\n"
        "With --shortlist it is faster; rnnsearch lexicon makes one.\n"
        "Several models translate together: log p is the mean of theirs.  They are of the same\n"
        "vocabularies.\n",
    .options = options,
    .shared = alignment_options,
    .prepare = prepare,
    .run = run,
};
