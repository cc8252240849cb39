#include "model/option.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#define ROW(section, key, kind, value, initial, help)                                              \
    { #section, #key, kind, initial, help }, value, offsetof(struct rns_config, section.key)
#define INTEGER(section, key, initial, least, most, model, help)                                   \
    {                                                                                              \
        ROW(section, key, "integer", OPTION_INTEGER, initial, help), least, most, model, false     \
    }
#define NUMBER(section, key, initial, least, most, help)                                           \
    {                                                                                              \
        ROW(section, key, "number", OPTION_NUMBER, initial, help), least, most, false, false       \
    }
#define SEED(section, key, initial, help)                                                          \
    {                                                                                              \
        ROW(section, key, "integer", OPTION_SEED, initial, help), 0, 0, false, false               \
    }
#define YESNO(section, key, initial, model, help)                                                  \
    {                                                                                              \
        ROW(section, key, "yes|no", OPTION_YESNO, initial, help), 0, 0, model, false               \
    }
#define CHOICE(section, key, names, initial, model, help)                                          \
    {                                                                                              \
        ROW(section, key, names, OPTION_CHOICE, initial, help), 0, 0, model, false                 \
    }
#define NAME(section, key, initial, help)                                                          \
    {                                                                                              \
        ROW(section, key, "name", OPTION_NAME, initial, help), 0, 0, true, false                   \
    }
#define LATER_INTEGER(section, key, initial, least, most, help)                                    \
    {                                                                                              \
        ROW(section, key, "integer", OPTION_INTEGER, initial, help), least, most, true, true       \
    }
#define LATER_YESNO(section, key, initial, help)                                                   \
    {                                                                                              \
        ROW(section, key, "yes|no", OPTION_YESNO, initial, help), 0, 0, true, true                 \
    }
#define LATER_CHOICE(section, key, names, initial, help)                                           \
    {                                                                                              \
        ROW(section, key, names, OPTION_CHOICE, initial, help), 0, 0, true, true                   \
    }
#define PATH(section, key, kind, help)                                                             \
    {                                                                                              \
        ROW(section, key, "path", kind, "", help), 0, 0, false, false                              \
    }

const struct option option_table[] = {
    PATH(data, source, OPTION_PATH, "training text, source side, one sentence a line"),
    PATH(data, target, OPTION_PATH, "training text, target side, in step with it"),
    NAME(data, source_language, "en", "language of the source: en, fr, or any other name"),
    NAME(data, target_language, "fr", "language of the target: en, fr, or any other name"),
    PATH(data, alignments, OPTION_PATH,
         "links of the training text, a line of i-j a pair, to guide attention by; none: unguided"),
    INTEGER(data, max_length, "50", 1, 10000, false,
            "words, or pieces of them; longer pairs are left out"),

    CHOICE(text, tokenizer, "moses-like|space|char", "moses-like", true, "how lines are split"),
    YESNO(text, lowercase, "no", true, "fold capitals on both sides"),
    INTEGER(text, source_vocabulary, "30000", 3, 10000000, true,
            "most words of the source, </s> and <unk> included"),
    INTEGER(text, target_vocabulary, "30000", 3, 10000000, true,
            "most words of the target, </s> and <unk> included"),
    INTEGER(text, min_count, "1", 1, 1000000000, true, "rarer words are <unk>"),
    LATER_INTEGER(text, bpe_merges, "0", 0, 10000000,
                  "byte pair merges to learn, after which words are pieces; 0: none"),
    LATER_YESNO(text, bpe_joint, "no", "learn them from both sides together"),

    CHOICE(model, decoder, "rnnsearch|conditional|encdec", "rnnsearch", true,
           "which decoder: encdec has no attention"),
    INTEGER(model, embedding, "620", 1, 16384, true, "numbers a word is embedded in"),
    INTEGER(model, hidden, "1000", 1, 16384, true, "units of each recurrent state"),
    INTEGER(model, alignment, "1000", 1, 16384, true, "units of the alignment model"),
    INTEGER(model, maxout, "500", 1, 16384, true, "maxout units before the softmax"),
    CHOICE(model, init, "bahdanau|glorot", "bahdanau", true, "how parameters begin"),
    LATER_CHOICE(model, tied, "none|target|all", "none",
                 "target: its embedding is the softmax's matrix, too; all: and the source's"),
    LATER_YESNO(model, layer_norm, "no", "normalise what flows into each gated unit"),
    LATER_INTEGER(model, encoder_layers, "1", 1, ENCODER_MOST,
                  "1 to 8; each but the first reads the annotations below it, and adds to them"),

    LATER_CHOICE(attention, score, "additive|dot|scaled-dot|general|location", "additive",
                 "how a state and a source word make an energy"),
    LATER_INTEGER(attention, positions, "0", 0, 10001,
                  "location: source words it has weights for; 0: data.max_length + 1"),
    LATER_CHOICE(attention, window, "global|local-m|local-p", "global",
                 "which source words are seen: all, those around word i, around a predicted one"),
    LATER_INTEGER(attention, width, "10", 1, 10000,
                  "words to each side of a local window's centre"),
    LATER_YESNO(attention, coverage, "no",
                "the additive score reads how much a source word was looked at before"),
    LATER_CHOICE(attention, context, "soft|hard", "soft",
                 "what is looked at: a mean, or one source word, drawn in training"),
    NUMBER(attention, entropy, "0.002", 0, 1000, "of hard: weight of the weights' entropy"),

    SEED(train, seed, "1", "of the parameters, the order of the pairs, and dropout"),
    INTEGER(train, threads, "0", 0, 1024, false, "0: as many as there are cores"),
    CHOICE(train, optimizer, "sgd|adam|adadelta", "adadelta", false, "rule of the updates"),
    NUMBER(train, learning_rate, "1", 0, 1000, "1 suits adadelta, 0.001 adam"),
    NUMBER(train, momentum, "0", 0, 0.9999, "of sgd"),
    NUMBER(train, beta1, "0.9", 0, 0.9999, "of adam: memory of the gradient"),
    NUMBER(train, beta2, "0.999", 0, 0.999999, "of adam: memory of its square"),
    NUMBER(train, rho, "0.95", 0, 0.9999, "of adadelta: memory of squares"),
    NUMBER(train, epsilon, "1e-6", 1e-30, 1, "of adam and adadelta: keeps quotients finite"),
    NUMBER(train, clip, "1", 0, 1000, "largest norm of the gradient; 0: none"),
    NUMBER(train, weight_decay, "0", 0, 1,
           "share of the weights, but biases, taken away an update, times the learning rate"),
    NUMBER(train, ema, "0", 0, 0.999999,
           "decay of the moving average of the weights that is validated and saved; 0: none"),
    CHOICE(train, schedule, "constant|inverse-sqrt|plateau|linear", "constant", false,
           "how the learning rate goes on"),
    INTEGER(train, warmup, "0", 0, 1000000000, false, "updates of rising learning rate at first"),
    NUMBER(train, hold, "0", 0, 1, "linear: share of training before the learning rate falls to 0"),
    NUMBER(train, decay, "0.5", 0.001, 1, "plateau: the learning rate is multiplied by it"),
    INTEGER(train, decay_patience, "1", 1, 1000000, false,
            "plateau: validations without a new best before that"),
    CHOICE(train, batch_unit, "sentences|words", "sentences", false,
           "what batch_size counts; words are those of the target"),
    INTEGER(train, batch_size, "80", 1, 10000000, false, "of one batch"),
    INTEGER(train, accumulate, "1", 1, 1000000, false, "batches whose gradients make one update"),
    INTEGER(train, window, "20", 0, 1000000, false, "batches sorted by length together"),
    INTEGER(
        train, memory, "0", 0, 100000000, false,
        "megabytes of 2^20 bytes, in all; a batch that needs more is computed in parts; 0: any"),
    CHOICE(train, loss_unit, "sentences|words", "sentences", false,
           "the gradient is a mean over these"),
    CHOICE(train, precision, "float32|bf16", "float32", false,
           "of learning's factors; bf16 needs AVX512-BF16; weights and sums stay float32"),
    NUMBER(train, dropout_embedding, "0", 0, 0.95, "share of the embeddings left out"),
    NUMBER(train, dropout_readout, "0", 0, 0.95, "share of the maxout units left out"),
    NUMBER(train, dropout_context, "0", 0, 0.95, "share of the annotations left out"),
    NUMBER(train, dropout_state, "0", 0, 0.95,
           "share of the recurrent states left out, the same at every step"),
    YESNO(train, variational, "no", false,
          "one mask a sentence for dropout of embeddings, annotations and maxout units, too"),
    NUMBER(train, word_dropout_source, "0", 0, 0.95, "share of the source words left out"),
    NUMBER(train, word_dropout_target, "0", 0, 0.95,
           "share of the target words left out of what the decoder reads"),
    NUMBER(train, bpe_dropout, "0", 0, 1,
           "BPE-dropout: share of the merges passed over, others each epoch"),
    NUMBER(train, label_smoothing, "0", 0, 0.95, "probability spread over all words"),
    NUMBER(train, rdrop, "0", 0, 1000,
           "R-Drop: weight of the divergence between two passes with other dropout; 0: one pass"),
    NUMBER(train, alignment_weight, "0.1", 0, 1000,
           "of the alignment loss beside the words' where data.alignments is given"),
    NUMBER(train, alignment_decay, "1", 0, 1, "that weight is multiplied by it every epoch"),
    INTEGER(train, max_epochs, "0", 0, 1000000000, false, "0: no such end"),
    INTEGER(train, max_updates, "0", 0, 1000000000, false, "0: no such end"),
    NUMBER(train, max_minutes, "0", 0, 1e9, "of training, validation not counted; 0: no such end"),
    INTEGER(train, patience, "0", 0, 1000000, false,
            "ends after so many validations without a new best; 0: no such end"),

    PATH(valid, source, OPTION_PATH, "validation text, source side; none: the last model is kept"),
    PATH(valid, target, OPTION_PATH, "validation text, target side"),
    INTEGER(valid, every, "0", 0, 1000000000, false, "updates between validations; 0: an epoch"),
    CHOICE(valid, metric, "bleu|cross-entropy", "bleu", false, "what the best model is best at"),
    INTEGER(valid, beam, "1", 1, 1000, false, "of the search; 1: greedy"),
    INTEGER(valid, samples, "3", 0, 1000, false, "sentences shown with their alignments"),

    PATH(run, dir, OPTION_FOLDER,
         "folder of the run, from the working directory; runs/NAME after configs/NAME.conf"),
    INTEGER(run, keep, "0", 0, 1000000, false,
            "keeps the last so many validated models, as model.UPDATE.safetensors"),
    INTEGER(run, save_every, "0", 0, 1000000000, false,
            "updates between checkpoints; 0: at validations and at the end"),
    INTEGER(run, log_every, "100", 1, 1000000000, false, "updates between lines of the log"),
};

const int option_count = sizeof option_table / sizeof *option_table;
_Static_assert(sizeof option_table / sizeof *option_table <= OPTION_MOST, "OPTION_MOST is too low");

/* --- names ------------------------------------------------------------------------------------ */

static char fold(char c) { return c == '-' ? '_' : c; }

static bool is_same(const char *a, const char *b)
{
    while (*a && fold(*a) == fold(*b)) a++, b++;
    return fold(*a) == fold(*b);
}

const struct option *option_find(const char *section, const char *key)
{
    for (int i = 0; i < option_count; i++)
        if (!strcmp(option_table[i].shown.section, section) &&
            is_same(option_table[i].shown.key, key))
            return &option_table[i];
    return NULL;
}

bool option_has_section(const char *section)
{
    for (int i = 0; i < option_count; i++)
        if (!strcmp(option_table[i].shown.section, section)) return true;
    return false;
}

static int min(int a, int b) { return a < b ? a : b; }

/* Insertions, deletions, replacements and swaps of neighbours from a to b, a name of ours.  This
 * and what is near are the rules of cli/nearest.c too, which sees nothing of the library but its
 * header. */
static int distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    int row[LONGEST + 1][LONGEST + 1];
    if (strlen(a) > LONGEST) return INT_MAX;
    assert(strlen(b) <= LONGEST);
    const int A = (int)strlen(a), B = (int)strlen(b);
    for (int i = 0; i <= A; i++) {
        for (int j = 0; j <= B; j++) {
            if (i == 0 || j == 0) {
                row[i][j] = i + j;
                continue;
            }
            const char last_a = fold(a[i - 1]), last_b = fold(b[j - 1]);
            row[i][j] =
                min(min(row[i - 1][j], row[i][j - 1]) + 1, row[i - 1][j - 1] + (last_a != last_b));
            if (i > 1 && j > 1 && last_a == fold(b[j - 2]) && fold(a[i - 2]) == last_b)
                row[i][j] = min(row[i][j], row[i - 2][j - 2] + 1);
        }
    }
    return row[A][B];
}

/* Like enough to be meant. */
static bool is_near(const char *name, int wrong) { return wrong <= 1 + (int)strlen(name) / 3; }

static bool refuse_section(const char *section, struct rns_error *err)
{
    const char *nearest = "";
    int best = INT_MAX;
    for (int i = 0; i < option_count; i++) {
        const int d = distance(section, option_table[i].shown.section);
        if (d < best) best = d, nearest = option_table[i].shown.section;
    }
    if (is_near(section, best))
        return fail(err, RNS_USAGE, "unknown section [%.60s]; did you mean [%s]?", section,
                    nearest);
    return fail(
        err, RNS_USAGE,
        "unknown section [%.60s]; there are data, text, model, attention, train, valid and run",
        section);
}

bool option_unknown(const char *section, const char *key, struct rns_error *err)
{
    const struct rns_option *nearest = NULL;
    int best = INT_MAX;
    if (!*section) return fail(err, RNS_USAGE, "'%.60s' stands before any [section]", key);
    if (!option_has_section(section)) return refuse_section(section, err);
    for (int i = 0; i < option_count; i++) {
        const struct rns_option *row = &option_table[i].shown;
        const bool here = !strcmp(row->section, section);
        const int d = distance(key, row->key);
        if (d < best || (d == best && nearest && here && strcmp(nearest->section, section)))
            best = d, nearest = row;
    }
    if (!nearest || !is_near(key, best))
        return fail(err, RNS_USAGE, "unknown key '%.60s' in [%s]", key, section);
    if (!strcmp(nearest->section, section))
        return fail(err, RNS_USAGE, "unknown key '%.60s' in [%s]; did you mean '%s'?", key, section,
                    nearest->key);
    return fail(err, RNS_USAGE, "unknown key '%.60s' in [%s]; did you mean '%s' of [%s]?", key,
                section, nearest->key, nearest->section);
}
