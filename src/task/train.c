/* Training: batches in order, one update each, validations, checkpoints, until the schedule ends
 * it or someone asks to stop. */
#include "rnnsearch.h"

#include <limits.h>
#include <math.h>

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/stage.h"
#include "model/checkpoint.h"
#include "model/model.h"
#include "task/corpora.h"
#include "task/doctor.h"
#include "task/keep.h"
#include "task/log.h"
#include "task/report.h"
#include "task/report_run.h"
#include "task/schedule.h"
#include "task/skip.h"
#include "task/update.h"
#include "task/validate.h"
#include "task/watch.h"

struct training {
    const struct rns_config *config;
    struct corpora corpora;
    struct findings findings; /* of the text, before a training begins */
    struct rns_model *model;
    struct updater updater;
    struct progress progress;
    struct epoch order;
    struct watch watch;
    struct log *log;
    char *model_path, *checkpoint_path, *log_path, *report_path;
    int lock; /* of the run directory */
};

/* --- telling ----------------------------------------------------------------------------------*/

static void tell_start(const struct training *t, bool resumed)
{
    const struct bitext *b = t->corpora.train;
    const struct network_sizes *s = &t->model->network.sizes;
    struct str text = { 0 };
    str_print(&text, "%d pairs, %ld source and %ld target words with </s>", b->pairs,
              b->source_words, b->target_words);
    str_print(&text, "; left out: %ld longer than %d words, %ld with a blank side\n", b->overlong,
              t->config->data.max_length, b->blank);
    str_print(&text, "vocabularies of %d and %d words; unknown: %.2f %% and %.2f %% of the text\n",
              s->source_words, s->target_words,
              100.0 * (double)b->source_unknown / (double)b->source_words,
              100.0 * (double)b->target_unknown / (double)b->target_words);
    str_print(&text, "%zu parameters; seed %llu; run directory %s\n", t->model->network.params.size,
              (unsigned long long)t->config->train.seed, t->config->run.dir);
    budget_describe(&t->updater.budget, t->config, &text);
    if (resumed)
        str_print(&text, "going on from update %ld, epoch %ld\n", t->progress.update,
                  t->progress.epoch + 1);
    watch_tell_text(&t->watch, RNS_EVENT_START, str_text(&text));
    str_free(&text);
}

static void tell_findings(const struct training *t)
{
    for (size_t i = 0; i < t->findings.count; i++)
        if (t->findings.at[i].severity > RNS_NOTE)
            watch_tell_text(&t->watch, RNS_EVENT_NOTE, t->findings.at[i].text);
}

/* What a training that begins anew finds in its folder from another. */
static void tell_left(const struct training *t, bool model, int kept)
{
    struct str text = { 0 };
    if (model) {
        str_print(&text,
                  "%s is there without a checkpoint: training begins anew and will replace it",
                  t->model_path);
        watch_tell_text(&t->watch, RNS_EVENT_NOTE, str_text(&text));
    }
    if (kept) {
        str_clear(&text);
        str_print(&text,
                  "%s has models that another training kept (%d model.UPDATE.safetensors): move "
                  "them away, or an average may be of both",
                  t->config->run.dir, kept);
        watch_tell_text(&t->watch, RNS_EVENT_NOTE, str_text(&text));
    }
    str_free(&text);
}

/* The log of before knows with what it began. */
static void tell_changes(const struct training *t)
{
    struct run run;
    struct str text = { 0 };
    if (run_read(&run, t->log_path, NULL)) run_changes(&run, t->config, &text);
    if (text.length) watch_tell_text(&t->watch, RNS_EVENT_NOTE, str_text(&text));
    run_free(&run);
    str_free(&text);
}

static bool tell_divergence(const struct training *t, const char *what, struct rns_error *err)
{
    const bool saved = file_exists(t->checkpoint_path);
    return fail(err, RNS_DIVERGED,
                "%s at update %ld; begin again with a lower train.learning_rate (%s %s%s)", what,
                t->progress.update, saved ? "what was saved in" : "nothing was saved in",
                t->config->run.dir, saved ? " is from before and sound" : "");
}

/* --- saving -----------------------------------------------------------------------------------*/

/* What is saved can be gone on with. */
static bool check_weights(const struct training *t, struct rns_error *err)
{
    const struct params *p = &t->model->network.params;
    return isfinite(gradient_norm(p->values, p->size)) ||
           tell_divergence(t, "the weights were no longer finite", err);
}

static bool save_checkpoint(struct training *t, struct rns_error *err)
{
    t->progress.log_bytes = log_bytes(t->log);
    if (!log_sync(t->log, err) ||
        !checkpoint_save(t->checkpoint_path, t->model, &t->updater.optimizer, &t->progress, err))
        return false;
    watch_tell_text(&t->watch, RNS_EVENT_SAVED, t->checkpoint_path);
    return true;
}

/* Between what is learned with and what is validated and saved: with train.ema, the average. */
static void swap_average(struct training *t)
{
    optimizer_swap(&t->updater.optimizer, t->model->network.params.values);
}

/* Without validation the last model is the one kept, and no longer the best there was. */
static bool save_last(struct training *t, struct rns_error *err)
{
    if (t->corpora.valid) return true;
    t->progress.best_update = t->progress.stalled = 0;
    swap_average(t);
    const bool ok = model_save(t->model, t->model_path, err);
    swap_average(t);
    return ok;
}

static bool save_point(struct training *t, struct rns_error *err)
{
    return check_weights(t, err) && save_last(t, err) && save_checkpoint(t, err);
}

/* --- one update -------------------------------------------------------------------------------*/

/* An update now and then may be without numbers, but not many in a row. */
static bool skip(struct training *t, int batches, struct rns_error *err)
{
    struct skip s = skip_new(t->corpora.train, &t->order, &t->progress, batches);
    const bool ok = log_skip(t->log, &t->progress, s.line, s.lines, err);
    watch_tell_text(&t->watch, RNS_EVENT_NOTE, s.text);
    skip_free(&s);
    return ok &&
           (t->progress.skipped < SKIPS_END ||
            tell_divergence(t, "too many updates in a row had no finite loss and gradient", err));
}

/* b ← 0.9 b + 0.1 · the mean log p of a word [Xu et al. 2015, 4.1] */
static double hard_baseline(double b, const struct network_loss *l)
{
    return 0.9 * b - 0.1 * l->nll / (double)l->words;
}

static bool update(struct training *t, struct rns_error *err)
{
    const double start = seconds_now();
    const struct update done = update_next(&t->updater, &t->order, &t->progress);
    if (done.learned) t->progress.skipped = 0;
    else if (!skip(t, done.batches, err)) return false;
    const double seconds = seconds_now() - start;
    t->progress.update++;
    t->progress.batch += done.batches;
    if (done.learned && t->config->attention.context == CONTEXT_HARD)
        t->progress.baseline = hard_baseline(t->progress.baseline, &done.loss);
    t->progress.seconds += seconds;
    watch_update(&t->watch, &done, seconds);

    const struct rns_report r = watch_report(&t->watch, RNS_EVENT_UPDATE);
    watch_tell(&t->watch, &r);
    return true;
}

static bool log_update(struct training *t, struct rns_error *err)
{
    const struct rns_report r = watch_report(&t->watch, RNS_EVENT_LOG);
    watch_tell(&t->watch, &r);
    watch_restart(&t->watch);
    return log_report(t->log, &r, NULL, 0, err);
}

/* --- validation -------------------------------------------------------------------------------*/

/* What a validation's score is of: its pairs, how they are measured and translated. */
static long judged_by(const struct training *t)
{
    const struct rns_config *c = t->config;
    const bool translates = c->valid.metric == METRIC_BLEU;
    const uint64_t how =
        rng_hash((uint64_t)c->valid.metric, translates ? (uint64_t)c->valid.beam : 0);
    return (long)(bitext_hash(t->corpora.valid, how) >> 1 | 1);
}

/* A score of one text and metric says nothing of another's, nor of a model that is gone. */
static void judge_anew(struct training *t)
{
    struct progress *p = &t->progress;
    if (!t->corpora.valid) return;
    const long judged = judged_by(t);
    const char *why = p->judged && p->judged != judged ? "the validation text, valid.metric or "
                                                         "valid.beam has changed"
                      : !file_exists(t->model_path)    ? "the best model's file is gone"
                                                       : NULL;
    p->judged = judged;
    if (!why || !p->best_update) return;
    p->best_update = p->stalled = 0;
    struct str text = { 0 };
    str_print(&text, "%s: the next validation is the best so far", why);
    watch_tell_text(&t->watch, RNS_EVENT_NOTE, str_text(&text));
    str_free(&text);
}

/* Keeps the model if it is the best so far. */
static bool judge(struct training *t, double score, bool *improved, struct rns_error *err)
{
    struct progress *p = &t->progress;
    *improved = p->best_update == 0 || score > p->best;
    if (!*improved) {
        p->stalled++;
        schedule_stalled(t->config, p);
        return true;
    }
    p->best = score;
    p->best_update = p->update;
    p->stalled = 0;
    return model_save(t->model, t->model_path, err);
}

static bool tell_validation(struct training *t, const struct validation *v, bool improved,
                            struct rns_error *err)
{
    struct rns_report r = watch_report(&t->watch, RNS_EVENT_VALID);
    r.valid_cross_entropy = v->cross_entropy;
    r.valid_bleu = v->bleu;
    r.improved = improved;
    char *text = validation_show(v);
    r.text = text;
    watch_tell(&t->watch, &r);
    memory_free(text);
    return log_report(t->log, &r, v->sample, v->samples, err) &&
           report_write(t->log_path, t->report_path, err);
}

static bool validate_now(struct training *t, struct rns_error *err)
{
    struct validation v = { 0 };
    struct arena mem = { 0 };
    const int batch = t->updater.budget.valid_batch;
    bool improved;
    updater_rest(&t->updater);
    swap_average(t);
    weights_arrange(&t->model->network.params, false);
    bool ok = check_weights(t, err) && validate(&v, t->model, &t->corpora, batch, &mem, err) &&
              judge(t, validation_score(&v, t->config), &improved, err) &&
              keep_model(t->model, t->config, t->progress.update, err) &&
              tell_validation(t, &v, improved, err);
    validation_free(&v);
    arena_free(&mem);
    swap_average(t);
    updater_ready(&t->updater);
    t->progress.valid_update = t->progress.update;
    return ok && save_checkpoint(t, err);
}

/* --- the run ----------------------------------------------------------------------------------*/

static void begin_epoch(struct training *t)
{
    const struct batch_plan plan = update_plan(t->config);
    epoch_free(&t->order);
    t->order = epoch_new(t->corpora.train, &plan, (int)t->progress.epoch);
}

/* True when this was the epoch's last batch; the next epoch is then ready. */
static bool end_epoch(struct training *t)
{
    if (t->progress.batch < t->order.batches) return false;
    t->progress.epoch++;
    t->progress.batch = 0;
    begin_epoch(t);
    return true;
}

static bool every(long update, int count) { return count > 0 && update % count == 0; }

/* What is due after an update: a line, a validation, a checkpoint. */
static bool follow_up(struct training *t, bool epoch_ended, struct rns_error *err)
{
    const struct rns_config *c = t->config;
    const long u = t->progress.update;
    if (every(u, c->run.log_every) && !log_update(t, err)) return false;
    if (t->corpora.valid && (c->valid.every > 0 ? every(u, c->valid.every) : epoch_ended))
        return validate_now(t, err);
    return !every(u, c->run.save_every) || save_point(t, err);
}

static bool finish(struct training *t, const char *why, struct rns_error *err)
{
    if (t->corpora.valid && t->progress.valid_update < t->progress.update && !validate_now(t, err))
        return false;
    struct rns_report r = watch_report(&t->watch, RNS_EVENT_FINISHED);
    r.text = why;
    if (!log_report(t->log, &r, NULL, 0, err) || !report_write(t->log_path, t->report_path, err))
        return false;
    t->progress.finished = 1;
    if (!save_point(t, err)) return false;
    watch_tell(&t->watch, &r);
    return true;
}

static bool run(struct training *t, bool *stopped, struct rns_error *err)
{
    updater_ready(&t->updater);
    const char *why;
    while (!(why = schedule_end(t->config, &t->progress))) {
        if (!update(t, err)) return false;
        if (!follow_up(t, end_epoch(t), err)) return false;
        if (watch_stops(&t->watch)) {
            *stopped = true;
            return save_point(t, err);
        }
    }
    return finish(t, why, err);
}

/* --- setting up -------------------------------------------------------------------------------*/

static char *path_in(const char *folder, const char *name)
{
    struct str path = { 0 };
    str_print(&path, "%s/%s", folder, name);
    return str_take(&path);
}

static bool prepare(struct training *t, struct rns_error *err)
{
    const struct rns_config *c = t->config;
    if (!update_is_possible(c, err)) return false;
    t->model_path = path_in(c->run.dir, "model.safetensors");
    t->checkpoint_path = path_in(c->run.dir, "checkpoint.safetensors");
    t->log_path = path_in(c->run.dir, "log.jsonl");
    t->report_path = path_in(c->run.dir, "report.html");
    if (!folder_make(c->run.dir, err)) return false;
    t->lock = lock_folder(c->run.dir, err);
    if (t->lock < 0) return false;
    if (!file_exists(t->checkpoint_path) && !doctor_glance(c, &t->findings, err)) return false;
    if (!corpora_load(&t->corpora, c, err)) return false;

    if (!budget_make(&t->updater.budget, c, &t->corpora, err)) return false;
    t->model = corpora_model(&t->corpora, c);
    updater_begin(&t->updater, c, t->corpora.train, t->model);
    t->progress = (struct progress){ .rate_factor = 1 };
    return true;
}

/* The run ended by rules that still hold. */
static bool already_finished(const struct training *t)
{
    return t->progress.finished && schedule_end(t->config, &t->progress);
}

/* A place in another order of the pairs is no place in this one. */
static bool load_checkpoint(struct training *t, long order, struct rns_error *err)
{
    if (!checkpoint_load(t->checkpoint_path, t->model, &t->updater.optimizer, &t->progress, err))
        return false;
    return t->progress.order == order ||
           fail(err, RNS_BAD_MODEL,
                "%s was trained on other pairs or links or in another order; restore the corpus, "
                "data.alignments, data.max_length, train.seed, batch_size, batch_unit, window and "
                "memory, or train in another run.dir",
                t->checkpoint_path);
}

/* A checkpoint's place may be anybody's number: is it one in this text? */
static bool check_place(const struct training *t, struct rns_error *err)
{
    const struct progress *p = &t->progress;
    return (p->batch < t->order.batches && p->epoch < INT_MAX && p->update < LONG_MAX / 2) ||
           fail(err, RNS_BAD_MODEL,
                "%s: its place (update %ld, epochs %ld, batches %ld) is none in this text",
                t->checkpoint_path, p->update, p->epoch, p->batch);
}

static bool resume(struct training *t, struct rns_error *err)
{
    const bool resumed = file_exists(t->checkpoint_path);
    const struct batch_plan plan = update_plan(t->config);
    const long order = t->progress.order = (long)(batch_plan_hash(t->corpora.train, &plan) >> 1);
    if (resumed && !load_checkpoint(t, order, err)) return false;
    begin_epoch(t);
    if (!check_place(t, err)) return false;
    const bool left = !resumed && file_exists(t->model_path);
    const int kept = resumed ? 0 : keep_count(t->config->run.dir);
    t->log = log_open(t->log_path, t->progress.log_bytes, err);
    if (!t->log) return false;
    tell_start(t, resumed);
    tell_findings(t);
    tell_left(t, left, kept);
    if (resumed) tell_changes(t);
    if (already_finished(t)) return true;
    judge_anew(t);
    t->progress.finished = 0;
    return log_start(t->log, t->config, (long)t->model->network.params.size, t->progress.update,
                     err);
}

static void release(struct training *t)
{
    epoch_free(&t->order);
    corpora_free(&t->corpora);
    findings_free(&t->findings);
    rns_model_free(t->model);
    updater_free(&t->updater);
    memory_free(t->model_path);
    memory_free(t->checkpoint_path);
    memory_free(t->log_path);
    memory_free(t->report_path);
    lock_release(t->lock);
}

bool rns_train(const struct rns_config *config, const struct rns_watcher *watcher, bool *stopped,
               struct rns_error *err)
{
    struct training t = { .config = config, .lock = -1 };
    t.watch = (struct watch){
        .config = config, .watcher = watcher, .progress = &t.progress, .order = &t.order
    };
    bool asked = false;
    rns_threads(config->train.threads);
    bool ok = config_check(config, err) && prepare(&t, err) && resume(&t, err);
    if (ok && already_finished(&t))
        watch_tell_text(&t.watch, RNS_EVENT_FINISHED,
                        "this run has finished; raise what ended it to go on");
    else if (ok) ok = run(&t, &asked, err);
    if (!log_close(t.log, err)) ok = false;
    release(&t);
    if (stopped) *stopped = asked;
    return ok;
}
