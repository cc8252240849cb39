/* What a training will be like: its vocabularies, the memory it is predicted to take, and how fast
 * its first updates are on this machine. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/stage.h"
#include "task/doctor.h"
#include "task/schedule.h"
#include "task/update.h"

static const double MEASURED_SECONDS = 1;

struct trial {
    const struct rns_config *config;
    struct corpora corpora;
    struct updater updater;
    struct rns_check *check;
    struct findings *findings;
};

/* --- words ------------------------------------------------------------------------------------ */

static double share(long part, long all) { return all ? (double)part / (double)all : 0; }

static void count_words(const struct trial *t)
{
    struct rns_check *r = t->check;
    const struct bitext *b = t->corpora.train, *v = t->corpora.valid;
    r->vocabulary[0] = t->corpora.source_vocab->count;
    r->vocabulary[1] = t->corpora.target_vocab->count;
    r->length[0] = (double)b->source_words / b->pairs;
    r->length[1] = (double)b->target_words / b->pairs;
    r->unknown[0] = share(b->source_unknown, b->source_words);
    r->unknown[1] = share(b->target_unknown, b->target_words);
    r->valid_unknown[0] = r->valid_unknown[1] = NAN;
    if (!v) return;
    r->valid_unknown[0] = share(v->source_unknown, v->source_words);
    r->valid_unknown[1] = share(v->target_unknown, v->target_words);
}

static void tell_words(const struct trial *t)
{
    const struct rns_check *r = t->check;
    const char *unit = t->config->text.bpe_merges ? "pieces" : "words";
    struct str valid = { 0 };
    if (t->corpora.valid)
        str_print(&valid, "; of the validation text %.2f %% and %.2f %%", 100 * r->valid_unknown[0],
                  100 * r->valid_unknown[1]);
    findings_add(t->findings, &(struct rns_finding){ RNS_NOTE, "vocabulary", NULL, 0, 0, 1, NULL },
                 "%svocabularies of %d and %d %s; a line has %.1f and %.1f on average; unknown are "
                 "%.2f %% and %.2f %% of the training text%s",
                 r->sample > 1 ? "by a sample: " : "", r->vocabulary[0], r->vocabulary[1], unit,
                 r->length[0], r->length[1], 100 * r->unknown[0], 100 * r->unknown[1],
                 str_text(&valid));
    str_free(&valid);
}

static void tell_unknown(const struct trial *t)
{
    static const char *const side[] = { "source", "target" };
    const struct rns_config *c = t->config;
    for (int i = 0; i < 2; i++) {
        const double unknown = fmax(t->check->unknown[i], t->check->valid_unknown[i]);
        const char *path = i ? c->data.target : c->data.source;
        if (unknown <= 0.02) continue;
        findings_add(
            t->findings, &(struct rns_finding){ RNS_WARNING, "unknown-words", path, 0, 0, 1, NULL },
            "%.1f %% of the %s words are unknown; %s", 100 * unknown, side[i],
            c->text.bpe_merges ? "is the validation text of another kind, or min_count high?"
                               : "take subwords (text.bpe_merges = 8000) or raise "
                                 "the vocabulary (text.source_vocabulary, "
                                 "target_vocabulary) or lower text.min_count");
    }
}

static void tell_overlong(const struct trial *t)
{
    const struct bitext *b = t->corpora.train;
    const double part = share(b->overlong, b->overlong + b->blank + b->pairs);
    if (!b->overlong) return;
    findings_add(
        t->findings,
        &(struct rns_finding){ part > 0.05 ? RNS_WARNING : RNS_NOTE, "overlong",
                               t->config->data.source, b->overlong_line, 0,
                               b->overlong * t->check->sample, NULL },
        "longer than %d words on a side (data.max_length); %s%ld such pairs, %.2f %%, which "
        "training leaves out",
        t->config->data.max_length, t->check->sample > 1 ? "about " : "",
        b->overlong * t->check->sample, 100 * part);
}

/* --- memory ----------------------------------------------------------------------------------- */

/* What there is of each pair grows with the pairs, the rest does not. */
static double predict_bytes(const struct trial *t)
{
    const struct budget *m = &t->updater.budget;
    const struct bitext *b = t->corpora.train;
    const double most = (double)(m->most > m->valid ? m->most : m->valid);
    const double a_pair = sizeof *b->place + BYTES_OF_ORDER;
    return (double)m->fixed + most + (t->check->sample - 1) * a_pair * b->pairs;
}

static double machine_bytes(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (double)pages * (double)size : INFINITY;
}

static bool check_memory(struct trial *t)
{
    struct rns_error why = { 0 };
    const struct rns_finding about = { RNS_ERROR, "memory", NULL, 0, 0, 1, NULL };
    if (!budget_make(&t->updater.budget, t->config, &t->corpora, &why)) {
        findings_add(t->findings, &about, "%s", why.message);
        return false;
    }
    const double bytes = t->check->peak_bytes = predict_bytes(t);
    if (bytes <= machine_bytes()) return true;
    findings_add(
        t->findings, &about,
        "training takes about %.1f GB of memory and this machine has %.1f: set "
        "train.memory, or make batch_size, the vocabularies or the sizes in [model] smaller",
        bytes / 1e9, machine_bytes() / 1e9);
    return false;
}

/* --- time ------------------------------------------------------------------------------------- */

/* Target words of so many batches as they stand in the text, whatever pieces they came in. */
static long count_target(const struct trial *t, const struct epoch *order, long first, int batches)
{
    long words = 0;
    for (int i = order->start[first]; i < order->start[first + batches]; i++)
        words += bitext_target_length(t->corpora.train, order->pair[i]);
    return words / (t->updater.budget.twice ? 2 : 1);
}

/* Target words a second in the first updates; the very first is not counted, for it takes the
 * memory that the others find. */
static double measure(struct trial *t, const struct epoch *order)
{
    struct progress p = { .rate_factor = 1 };
    double seconds = 0;
    long words = 0;
    while (seconds < MEASURED_SECONDS) {
        const double start = seconds_now();
        const struct update done = update_next(&t->updater, order, &p);
        if (p.update++) {
            seconds += seconds_now() - start;
            words += count_target(t, order, p.batch, done.batches);
        }
        p.batch += done.batches;
        if (p.batch >= order->batches) p.batch = 0;
    }
    return (double)words / seconds;
}

static void predict_time(struct trial *t, int batches)
{
    struct rns_check *r = t->check;
    const long all = (long)batches * r->sample, each = t->config->train.accumulate;
    const long updates = (all + each - 1) / each;
    r->seconds_an_epoch = (double)t->corpora.train->target_words * r->sample / r->words_per_second;
    const struct progress p = { .update = 1, .seconds = r->seconds_an_epoch / (double)updates };
    r->seconds = schedule_left(t->config, &p, all);
}

static void measure_time(struct trial *t)
{
    const struct rns_config *c = t->config;
    const struct batch_plan plan = update_plan(c);
    struct epoch order = epoch_new(t->corpora.train, &plan, 0);
    struct rns_model *model = corpora_model(&t->corpora, c);
    updater_begin(&t->updater, c, t->corpora.train, model);
    t->check->words_per_second = measure(t, &order);
    predict_time(t, order.batches);
    epoch_free(&order);
    rns_model_free(model);
}

static void print_time(struct str *s, double seconds)
{
    if (seconds < 90) str_print(s, "%.0f seconds", seconds);
    else if (seconds < 5400) str_print(s, "%.0f minutes", seconds / 60);
    else if (seconds < 48 * 3600) str_print(s, "%.1f hours", seconds / 3600);
    else str_print(s, "%.1f days", seconds / 86400);
}

static void tell_cost(const struct trial *t)
{
    const struct rns_check *r = t->check;
    struct str time = { 0 };
    print_time(&time, r->seconds_an_epoch);
    str_add(&time, " an epoch, ");
    if (r->seconds < 0) str_add(&time, "without an end (train.max_epochs)");
    else str_add(&time, "at most "), print_time(&time, r->seconds), str_add(&time, " in all");
    findings_add(t->findings, &(struct rns_finding){ RNS_NOTE, "cost", NULL, 0, 0, 1, NULL },
                 "training takes at most %.0f MB of memory and about %s, validation not counted "
                 "(%.0f target words a second, measured now)",
                 r->peak_bytes / 1e6, str_text(&time), r->words_per_second);
    str_free(&time);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void check_sizes(struct trial *t)
{
    rns_threads(t->config->train.threads);
    if (!check_memory(t)) return;
    measure_time(t);
    tell_cost(t);
    updater_free(&t->updater);
}

static void check_loaded(struct trial *t, bool sizes)
{
    count_words(t);
    tell_words(t);
    tell_unknown(t);
    tell_overlong(t);
    if (sizes) check_sizes(t);
}

bool training_check(const struct rns_config *c, bool sizes, struct rns_check *r, struct findings *f,
                    struct rns_error *err)
{
    struct trial t = { .config = c, .check = r, .findings = f };
    struct rns_finding about = { RNS_ERROR, "precision", NULL, 0, 0, 1, NULL };
    struct rns_error why = { 0 };
    if (!update_is_possible(c, &why)) {
        findings_add(f, &about, "%s", why.message);
        sizes = false;
    }
    const bool loaded = corpora_sample(&t.corpora, c, r->sample, &why);
    const bool failed = !loaded && why.status == RNS_FAILED; /* the system, not text or config */
    about.kind = "corpus";
    if (loaded) check_loaded(&t, sizes);
    else if (failed) fail(err, why.status, "%s", why.message);
    else findings_add(f, &about, "%s", why.message);
    corpora_free(&t.corpora);
    return !failed;
}
