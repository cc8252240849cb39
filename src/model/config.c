#include "model/config.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "model/option.h"

const struct rns_option *rns_options(int *count)
{
    static struct rns_option shown[OPTION_MOST];
    for (int i = 0; i < option_count; i++) shown[i] = option_table[i].shown;
    *count = option_count;
    return shown;
}

struct rns_config *rns_config_new(void)
{
    struct rns_config *c = memory_new(1, sizeof *c);
    for (int i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];
        const bool ok = option_set(o, c, o->shown.initial, NULL, NULL);
        assert(ok);
    }
    return c;
}

struct rns_config *config_copy(const struct rns_config *from)
{
    struct rns_config *c = memory_new(1, sizeof *c);
    *c = *from;
    c->file = memory_copy(from->file);
    for (int i = 0; i < option_count; i++) {
        char **string = option_string(&option_table[i], c);
        if (string) *string = memory_copy(*string);
    }
    return c;
}

void rns_config_free(struct rns_config *c)
{
    if (!c) return;
    for (int i = 0; i < option_count; i++) {
        char **string = option_string(&option_table[i], c);
        if (string) memory_free(*string);
    }
    memory_free(c->file);
    memory_free(c);
}

/* --- by name ---------------------------------------------------------------------------------- */

/* "train.batch_size" in two. */
static bool split(const char *name, struct str *section, const char **key)
{
    const char *dot = strchr(name, '.');
    if (!dot) return false;
    str_bytes(section, name, (size_t)(dot - name));
    *key = dot + 1;
    return true;
}

bool rns_config_set(struct rns_config *c, const char *name, const char *value,
                    struct rns_error *err)
{
    struct str section = { 0 };
    const char *key = NULL;
    bool ok =
        split(name, &section, &key) ||
        fail(err, RNS_USAGE,
             "unknown option '%.60s'; an option is section.key, such as train.batch_size", name);
    const struct option *o = ok ? option_find(str_text(&section), key) : NULL;
    if (ok)
        ok = o ? option_set(o, c, value, NULL, err) : option_unknown(str_text(&section), key, err);
    str_free(&section);
    return ok;
}

char *rns_config_get(const struct rns_config *c, const char *name)
{
    struct str section = { 0 }, value = { 0 };
    const char *key = NULL;
    const struct option *o =
        split(name, &section, &key) ? option_find(str_text(&section), key) : NULL;
    str_free(&section);
    if (!o) return NULL;
    option_get(o, c, &value);
    return str_take(&value);
}

void rns_text_free(char *text) { memory_free(text); }

/* --- as a whole ------------------------------------------------------------------------------- */

void config_print_model(const struct rns_config *c, struct str *out)
{
    const char *section = "";
    struct str value = { 0 };
    for (int i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];
        option_get(o, c, &value);
        const bool unsaid = o->if_set && !strcmp(str_text(&value), o->shown.initial);
        if (!o->of_model || unsaid) continue;
        if (strcmp(section, o->shown.section))
            str_print(out, "%s[%s]\n", *section ? "\n" : "", o->shown.section);
        section = o->shown.section;
        str_print(out, "%s = %s\n", o->shown.key, str_text(&value));
    }
    str_free(&value);
}

const struct rns_option *config_difference(const struct rns_config *a, const struct rns_config *b)
{
    struct str of_a = { 0 }, of_b = { 0 };
    const struct rns_option *found = NULL;
    for (int i = 0; i < option_count && !found; i++) {
        const struct option *o = &option_table[i];
        option_get(o, a, &of_a);
        option_get(o, b, &of_b);
        if (o->of_model && strcmp(str_text(&of_a), str_text(&of_b))) found = &o->shown;
    }
    str_free(&of_a);
    str_free(&of_b);
    return found;
}

const char *config_contradiction(const struct rns_config *c)
{
    if (c->model.tied != TIED_NONE && c->model.maxout != c->model.embedding)
        return "model.tied makes the target embedding the softmax's matrix, too: set model.maxout "
               "to model.embedding";
    if (c->model.tied == TIED_ALL && c->text.source_vocabulary != c->text.target_vocabulary)
        return "model.tied = all makes one vocabulary of both sides: set text.source_vocabulary "
               "and text.target_vocabulary alike";
    if (c->model.tied == TIED_ALL && c->text.bpe_merges && !c->text.bpe_joint)
        return "model.tied = all makes one vocabulary of both sides: set text.bpe_joint = yes";
    return NULL;
}

static bool check_model(const struct rns_config *c, struct rns_error *err)
{
    const char *why = config_contradiction(c);
    return !why || fail(err, RNS_USAGE, "%s", why);
}

static bool check_files(const struct rns_config *c, struct rns_error *err)
{
    if (!c->data.source || !c->data.target)
        return fail(err, RNS_USAGE, "data.%s is not given: training needs both sides of a corpus",
                    c->data.source ? "target" : "source");
    if (!c->valid.source != !c->valid.target)
        return fail(err, RNS_USAGE, "valid.%s is given without valid.%s",
                    c->valid.source ? "source" : "target", c->valid.source ? "target" : "source");
    if (c->data.alignments && c->model.decoder == DECODER_ENCDEC)
        return fail(err, RNS_USAGE,
                    "data.alignments guides attention, and model.decoder = encdec has none");
    if (!c->run.dir)
        return fail(err, RNS_USAGE, "run.dir is not given: a run needs a folder for its files");
    return true;
}

static bool has_noise(const struct rns_config *c)
{
    return c->train.dropout_embedding > 0 || c->train.dropout_readout > 0 ||
           c->train.dropout_context > 0 || c->train.dropout_state > 0 ||
           c->train.word_dropout_source > 0 || c->train.word_dropout_target > 0;
}

static bool check_training(const struct rns_config *c, struct rns_error *err)
{
    const bool validates = c->valid.source != NULL;
    if (c->train.patience && !validates)
        return fail(err, RNS_USAGE,
                    "train.patience counts validations: give valid.source and "
                    "valid.target, or set it to 0");
    if (c->run.keep && !validates)
        return fail(err, RNS_USAGE,
                    "run.keep keeps validated models: give valid.source and "
                    "valid.target, or set it to 0");
    if (c->train.schedule == SCHEDULE_PLATEAU && !validates)
        return fail(err, RNS_USAGE,
                    "train.schedule = plateau waits for validations: give "
                    "valid.source and valid.target");
    if (c->train.schedule == SCHEDULE_INVERSE_SQRT && !c->train.warmup)
        return fail(err, RNS_USAGE,
                    "train.schedule = inverse-sqrt falls from the end of the "
                    "warm-up: give train.warmup");
    if (c->train.schedule == SCHEDULE_LINEAR && !c->train.max_updates && !c->train.max_epochs)
        return fail(err, RNS_USAGE,
                    "train.schedule = linear falls to 0 at the end of training: "
                    "give train.max_updates or train.max_epochs");
    if (c->train.rdrop > 0 && !has_noise(c))
        return fail(err, RNS_USAGE,
                    "train.rdrop compares two passes with other dropout: give a "
                    "train.dropout_embedding, _context, _state or _readout, or set it to 0");
    if (c->train.bpe_dropout > 0 && !c->text.bpe_merges)
        return fail(err, RNS_USAGE,
                    "train.bpe_dropout passes over merges of subwords, and there are none: give "
                    "text.bpe_merges, or set it to 0");
    if (c->train.optimizer == OPTIMIZER_ADAM && c->train.learning_rate >= 0.5)
        return fail(err, RNS_USAGE,
                    "train.learning_rate = %g is for adadelta; adam diverges with "
                    "it and is well at 0.001 or less",
                    c->train.learning_rate);
    return true;
}

/* Whoever asks for a kind of attention shall get it. */
static bool check_attention(const struct rns_config *c, struct rns_error *err)
{
    const struct attention_kind *a = &c->attention;
    if (c->model.decoder == DECODER_ENCDEC && (a->score || a->window || a->coverage || a->context))
        return fail(err, RNS_USAGE,
                    "model.decoder = encdec has no attention: leave attention.%s as it is",
                    a->score      ? "score"
                    : a->window   ? "window"
                    : a->coverage ? "coverage"
                                  : "context");
    if (a->coverage && a->score != SCORE_ADDITIVE)
        return fail(err, RNS_USAGE,
                    "attention.coverage = yes is a part of the additive score: leave "
                    "attention.score as it is");
    if (a->context == CONTEXT_HARD && a->window == WINDOW_LOCAL_P)
        return fail(err, RNS_USAGE,
                    "attention.context = hard draws from weights that sum to 1, which those of "
                    "attention.window = local-p do not; take local-m or global");
    if (a->context == CONTEXT_HARD && c->data.alignments)
        return fail(err, RNS_USAGE,
                    "data.alignments tells attention where to look, and attention.context = hard "
                    "draws it; leave one of them");
    if (a->context == CONTEXT_HARD && c->train.rdrop > 0)
        return fail(err, RNS_USAGE,
                    "train.rdrop compares two sights of a word, and attention.context = hard draws "
                    "them apart; leave one of them");
    return true;
}

bool config_check(const struct rns_config *c, struct rns_error *err)
{
    return check_files(c, err) && check_model(c, err) && check_attention(c, err) &&
           check_training(c, err);
}

struct regularization config_regularization(const struct rns_config *c, uint64_t seed)
{
    return (struct regularization){ .dropout_embedding = c->train.dropout_embedding,
                                    .dropout_readout = c->train.dropout_readout,
                                    .dropout_context = c->train.dropout_context,
                                    .dropout_state = c->train.dropout_state,
                                    .word_dropout_source = c->train.word_dropout_source,
                                    .word_dropout_target = c->train.word_dropout_target,
                                    .variational = c->train.variational,
                                    .rdrop = c->train.rdrop,
                                    .label_smoothing = c->train.label_smoothing,
                                    .seed = seed };
}

struct optimizer config_optimizer(const struct rns_config *c)
{
    return (struct optimizer){ .kind = c->train.optimizer,
                               .momentum = c->train.momentum,
                               .beta1 = c->train.beta1,
                               .beta2 = c->train.beta2,
                               .epsilon = c->train.epsilon,
                               .rho = c->train.rho,
                               .ema = c->train.ema };
}
