/* Training: batches in order, one update each, validations, checkpoints, until the schedule ends
 * it or someone asks to stop. */
#include "rnnsearch.h"

#include <math.h>

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/stage.h"
#include "model/checkpoint.h"
#include "model/model.h"
#include "nn/vec.h"
#include "task/corpora.h"
#include "task/log.h"
#include "task/report.h"
#include "task/schedule.h"
#include "task/validate.h"
#include "text/batch.h"

enum { BAD_UPDATES = 20 }; /* updates in a row without a finite gradient before training ends */

struct training {
    const struct rns_config *config;
    const struct rns_watcher *watcher;
    struct corpora corpora;
    struct rns_model *model;
    struct optimizer optimizer;
    struct progress progress;
    struct arena mem;
    struct log *log;
    char *model_path, *checkpoint_path, *log_path, *report_path;
    int lock; /* of the run directory */
    struct epoch order;
    struct rns_report last;            /* of the last update */
    double window_nll, window_seconds; /* since the last line of the log */
    long window_words;
    int bad_updates;
};

/* --- telling ----------------------------------------------------------------------------------*/

static struct rns_report report_now(const struct training *t, enum rns_event event)
{
    struct rns_report r = t->last;
    r.event = event;
    r.text = NULL;
    r.update = t->progress.update;
    r.epoch = t->progress.epoch + 1;
    r.batch = t->progress.batch;
    r.batches = t->order.batches;
    r.seconds = t->progress.seconds;
    r.seconds_left = schedule_left(t->config, &t->progress, t->order.batches);
    r.valid_cross_entropy = r.valid_bleu = NAN;
    r.valid_best = t->progress.best_update > 0 ? t->progress.best : NAN;
    return r;
}

static void tell(const struct training *t, const struct rns_report *r)
{
    if (t->watcher && t->watcher->report) t->watcher->report(t->watcher->self, r);
}

static void tell_text(const struct training *t, enum rns_event event, const char *text)
{
    struct rns_report r = report_now(t, event);
    r.text = text;
    tell(t, &r);
}

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
    if (resumed)
        str_print(&text, "going on from update %ld, epoch %ld\n", t->progress.update,
                  t->progress.epoch + 1);
    tell_text(t, RNS_EVENT_START, str_text(&text));
    str_free(&text);
}

static bool tell_divergence(const struct training *t, const char *what, struct rns_error *err)
{
    return fail(err, RNS_DIVERGED,
                "%s at update %ld; begin again with a lower train.learning_rate (what was saved in "
                "%s is from before and sound)",
                what, t->progress.update, t->config->run.dir);
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
    if (!checkpoint_save(t->checkpoint_path, t->model, &t->optimizer, &t->progress, err))
        return false;
    tell_text(t, RNS_EVENT_SAVED, t->checkpoint_path);
    return true;
}

/* Without validation the last model is the one kept. */
static bool save_point(struct training *t, struct rns_error *err)
{
    if (!check_weights(t, err)) return false;
    if (!t->corpora.valid && !model_save(t->model, t->model_path, err)) return false;
    return save_checkpoint(t, err);
}

/* --- one update -------------------------------------------------------------------------------*/

static struct regularization regularization_now(const struct training *t)
{
    const struct rns_config *c = t->config;
    return (struct regularization){ c->train.dropout_embedding, c->train.dropout_readout,
                                    c->train.label_smoothing,
                                    rng_hash(c->train.seed, (uint64_t)t->progress.update) };
}

static bool apply_gradient(struct training *t, double norm, struct rns_error *err)
{
    struct params *p = &t->model->network.params;
    const double clip = t->config->train.clip;
    const double rate = schedule_rate(t->config, t->progress.update + 1, t->progress.rate_factor);
    t->last.rate = rate;
    t->last.norm = norm;
    if (isfinite(norm)) {
        t->bad_updates = 0;
        const double factor = clip > 0 && norm > clip ? clip / norm : 1;
        optimizer_step(&t->optimizer, p->values, p->gradients, factor, rate);
        return true;
    }
    for (size_t i = 0; i < p->size; i++) p->gradients[i] = 0;
    tell_text(t, RNS_EVENT_NOTE, "the gradient was not finite; the update was skipped");
    return ++t->bad_updates < BAD_UPDATES ||
           tell_divergence(t, "too many gradients in a row were not finite", err);
}

static void count_update(struct training *t, struct network_loss loss, double seconds)
{
    struct progress *p = &t->progress;
    p->update++;
    p->batch++;
    p->seconds += seconds;
    t->window_nll += loss.nll;
    t->window_words += loss.words;
    t->window_seconds += seconds;
    t->last.cross_entropy = t->window_nll / (double)t->window_words;
    t->last.words_per_second = (double)t->window_words / t->window_seconds;
}

static bool update(struct training *t, struct rns_error *err)
{
    const double start = seconds_now();
    arena_reset(&t->mem);
    const struct batch batch =
        batch_new(t->corpora.train, &t->order, (int)t->progress.batch, &t->mem);
    const struct regularization regular = regularization_now(t);
    const long units = t->config->train.loss_unit == LOSS_WORDS ? batch.target.rows : batch.B;
    struct network *network = &t->model->network;
    const struct network_loss loss =
        network_learn(network, &batch, &regular, 1.0 / (double)units, &t->mem);
    const double norm = gradient_norm(network->params.gradients, network->params.size);
    if (!apply_gradient(t, norm, err)) return false;
    count_update(t, loss, seconds_now() - start);

    const struct rns_report r = report_now(t, RNS_EVENT_UPDATE);
    tell(t, &r);
    return true;
}

static bool log_update(struct training *t, struct rns_error *err)
{
    const struct rns_report r = report_now(t, RNS_EVENT_LOG);
    tell(t, &r);
    t->window_nll = t->window_seconds = 0;
    t->window_words = 0;
    return log_report(t->log, &r, NULL, 0, err);
}

/* --- validation -------------------------------------------------------------------------------*/

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
    struct rns_report r = report_now(t, RNS_EVENT_VALID);
    r.valid_cross_entropy = v->cross_entropy;
    r.valid_bleu = v->bleu;
    r.improved = improved;
    char *text = validation_show(v);
    r.text = text;
    tell(t, &r);
    memory_free(text);
    return log_report(t->log, &r, v->sample, v->samples, err) &&
           report_write(t->log_path, t->report_path, err);
}

static bool validate_now(struct training *t, struct rns_error *err)
{
    struct validation v = { 0 };
    bool improved;
    weights_arrange(&t->model->network.params, false);
    bool ok = check_weights(t, err) && validate(&v, t->model, &t->corpora, &t->mem, err) &&
              judge(t, validation_score(&v, t->config), &improved, err) &&
              tell_validation(t, &v, improved, err);
    validation_free(&v);
    t->progress.valid_update = t->progress.update;
    return ok && save_checkpoint(t, err);
}

/* --- the run ----------------------------------------------------------------------------------*/

static struct batch_plan plan_of(const struct rns_config *c)
{
    return (struct batch_plan){ c->train.batch_unit, c->train.batch_size, c->train.window,
                                c->train.seed };
}

static void begin_epoch(struct training *t)
{
    const struct batch_plan plan = plan_of(t->config);
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
    struct rns_report r = report_now(t, RNS_EVENT_FINISHED);
    r.text = why;
    if (!log_report(t->log, &r, NULL, 0, err) || !report_write(t->log_path, t->report_path, err))
        return false;
    t->progress.finished = 1;
    if (!save_point(t, err)) return false;
    tell(t, &r);
    return true;
}

static bool run(struct training *t, bool *stopped, struct rns_error *err)
{
    begin_epoch(t);
    const char *why;
    while (!(why = schedule_end(t->config, &t->progress))) {
        if (!update(t, err)) return false;
        if (!follow_up(t, end_epoch(t), err)) return false;
        if (t->watcher && t->watcher->stop && t->watcher->stop(t->watcher->self)) {
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

static bool precision_is_possible(const struct rns_config *c, struct rns_error *err)
{
    return c->train.precision != PRECISION_BF16 || vec_has_bf16() ||
           fail(err, RNS_USAGE,
                "train.precision = bf16 needs a processor with AVX512-BF16; take float32");
}

static bool prepare(struct training *t, struct rns_error *err)
{
    const struct rns_config *c = t->config;
    if (!precision_is_possible(c, err)) return false;
    t->model_path = path_in(c->run.dir, "model.safetensors");
    t->checkpoint_path = path_in(c->run.dir, "checkpoint.safetensors");
    t->log_path = path_in(c->run.dir, "log.jsonl");
    t->report_path = path_in(c->run.dir, "report.html");
    if (!folder_make(c->run.dir, err)) return false;
    t->lock = lock_folder(c->run.dir, err);
    if (t->lock < 0 || !corpora_load(&t->corpora, c, err)) return false;

    t->model = corpora_model(&t->corpora, c);
    t->model->network.params.bf16 = c->train.precision == PRECISION_BF16;
    t->optimizer = config_optimizer(c);
    optimizer_alloc(&t->optimizer, t->model->network.params.size);
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
    if (!checkpoint_load(t->checkpoint_path, t->model, &t->optimizer, &t->progress, err))
        return false;
    return t->progress.order == order ||
           fail(err, RNS_BAD_MODEL,
                "%s was trained on other pairs or in another order; restore the corpus, "
                "data.max_length, train.seed, batch_size, batch_unit and window, or train in "
                "another run.dir",
                t->checkpoint_path);
}

static bool resume(struct training *t, struct rns_error *err)
{
    const bool resumed = file_exists(t->checkpoint_path);
    const struct batch_plan plan = plan_of(t->config);
    const long order = t->progress.order = (long)(batch_plan_hash(t->corpora.train, &plan) >> 1);
    if (resumed && !load_checkpoint(t, order, err)) return false;
    t->log = log_open(t->log_path, t->progress.log_bytes, err);
    if (!t->log) return false;
    tell_start(t, resumed);
    if (already_finished(t)) return true;
    t->progress.finished = 0;
    return log_start(t->log, t->config, (long)t->model->network.params.size, t->progress.update,
                     err);
}

static void release(struct training *t)
{
    epoch_free(&t->order);
    corpora_free(&t->corpora);
    rns_model_free(t->model);
    optimizer_free(&t->optimizer);
    arena_free(&t->mem);
    memory_free(t->model_path);
    memory_free(t->checkpoint_path);
    memory_free(t->log_path);
    memory_free(t->report_path);
    lock_release(t->lock);
}

bool rns_train(const struct rns_config *config, const struct rns_watcher *watcher, bool *stopped,
               struct rns_error *err)
{
    struct training t = { .config = config, .watcher = watcher, .lock = -1 };
    bool asked = false;
    rns_threads(config->train.threads);
    bool ok = config_check(config, err) && prepare(&t, err) && resume(&t, err);
    if (ok && already_finished(&t))
        tell_text(&t, RNS_EVENT_FINISHED, "this run has finished; raise what ended it to go on");
    else if (ok) ok = run(&t, &asked, err);
    if (!log_close(t.log, err)) ok = false;
    release(&t);
    if (stopped) *stopped = asked;
    return ok;
}
