#include "task/log.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "model/checkpoint.h"
#include "model/json.h"

struct log {
    FILE *out;
    char *path;
    long bytes;
    bool broken; /* a write failed and was told */
};

struct log *log_open(const char *path, long keep_bytes, struct rns_error *err)
{
    FILE *out = fopen(path, "ab");
    struct stat now;
    if (!out || fstat(fileno(out), &now)) {
        fail_errno(err, "%s: cannot open", path);
        if (out) fclose(out);
        return NULL;
    }
    const long keep = keep_bytes < now.st_size ? keep_bytes : (long)now.st_size;
    if (keep < now.st_size && ftruncate(fileno(out), keep)) {
        fail_errno(err, "%s: cannot shorten", path);
        fclose(out);
        return NULL;
    }
    json_use_memory();
    struct log *log = memory_new(1, sizeof *log);
    *log = (struct log){ out, memory_copy(path), keep, false };
    return log;
}

long log_bytes(const struct log *log) { return log->bytes; }

bool log_sync(const struct log *log, struct rns_error *err)
{
    return log->broken || sync_descriptor(fileno(log->out)) ||
           fail_errno(err, "%s: cannot write", log->path);
}

bool log_close(struct log *log, struct rns_error *err)
{
    if (!log) return true;
    const bool ok = fclose(log->out) == 0 || log->broken;
    if (!ok) fail_errno(err, "%s: cannot write", log->path);
    memory_free(log->path);
    memory_free(log);
    return ok;
}

/* Takes the object. */
static bool write_line(struct log *log, json_t *object, struct rns_error *err)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(object);
    bool ok = true;
    if (!log->broken) {
        const int wrote = fprintf(log->out, "%s\n", text);
        ok = wrote > 0 && fflush(log->out) == 0;
        if (ok) log->bytes += wrote;
        else log->broken = !fail_errno(err, "%s: cannot write", log->path);
    }
    free(text);
    return ok;
}

/* --- values ----------------------------------------------------------------------------------- */

static json_t *number(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *string(const char *text)
{
    json_t *value = text ? json_string(text) : NULL;
    return value ? value : json_null(); /* NULL or invalid UTF-8 */
}

static json_t *words(char *const *word, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++) json_array_append_new(list, string(word[i]));
    return list;
}

static json_t *matrix(const double *at, int rows, int cols)
{
    if (!at) return json_null();
    json_t *list = json_array();
    for (int i = 0; i < rows; i++) {
        json_t *row = json_array();
        for (int j = 0; j < cols; j++)
            json_array_append_new(row, number(round(at[i * cols + j] * 1e4) / 1e4));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *samples(const struct log_sample *sample, int count)
{
    json_t *list = json_array();
    for (int k = 0; k < count; k++) {
        const struct rns_pair *p = sample[k].pair;
        json_t *object = json_object();
        json_object_set_new(object, "id", json_integer(k));
        json_object_set_new(object, "source", string(sample[k].source));
        json_object_set_new(object, "reference", string(sample[k].reference));
        json_object_set_new(object, "text", string(p->text));
        json_object_set_new(object, "src", words(p->source, p->S));
        json_object_set_new(object, "trg", words(p->target, p->T));
        json_object_set_new(object, "align", matrix(p->align, p->T + 1, p->S + 1));
        json_array_append_new(list, object);
    }
    return list;
}

/* --- lines ------------------------------------------------------------------------------------ */

static json_t *event(const char *name, long update)
{
    json_t *object = json_object();
    json_object_set_new(object, "event", json_string(name));
    json_object_set_new(object, "update", json_integer(update));
    return object;
}

static json_t *settings(const struct rns_config *config)
{
    json_t *object = json_object();
    int count;
    const struct rns_option *option = rns_options(&count);
    for (int i = 0; i < count; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s.%s", option[i].section, option[i].key);
        char *value = rns_config_get(config, name);
        json_object_set_new(object, name, string(value));
        rns_text_free(value);
    }
    return object;
}

bool log_start(struct log *log, const struct rns_config *config, long parameters, long update,
               struct rns_error *err)
{
    const time_t now = time(NULL);
    struct tm utc;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    json_t *object = event("start", update);
    json_object_set_new(object, "time", json_string(text));
    json_object_set_new(object, "version", json_string(RNS_VERSION));
    json_object_set_new(object, "parameters", json_integer(parameters));
    json_object_set_new(object, "config", settings(config));
    return write_line(log, object, err);
}

static json_t *train_line(const struct rns_report *r)
{
    json_t *object = event("train", r->update);
    json_object_set_new(object, "epoch", json_integer(r->epoch));
    json_object_set_new(object, "cross_entropy", number(r->cross_entropy));
    if (isfinite(r->alignment_loss))
        json_object_set_new(object, "alignment_loss", number(r->alignment_loss));
    json_object_set_new(object, "rate", number(r->rate));
    json_object_set_new(object, "norm", number(r->norm));
    json_object_set_new(object, "words_per_second", number(r->words_per_second));
    json_object_set_new(object, "seconds", number(r->seconds));
    return object;
}

static json_t *valid_line(const struct rns_report *r, const struct log_sample *sample, int count)
{
    json_t *object = event("valid", r->update);
    json_object_set_new(object, "epoch", json_integer(r->epoch));
    json_object_set_new(object, "seconds", number(r->seconds));
    json_object_set_new(object, "cross_entropy", number(r->valid_cross_entropy));
    json_object_set_new(object, "bleu", number(r->valid_bleu));
    json_object_set_new(object, "best", json_boolean(r->improved));
    json_object_set_new(object, "samples", samples(sample, count));
    return object;
}

bool log_skip(struct log *log, const struct progress *p, const int *line, int lines,
              struct rns_error *err)
{
    json_t *object = event("skipped", p->update + 1), *list = json_array();
    for (int i = 0; i < lines; i++) json_array_append_new(list, json_integer(line[i]));
    json_object_set_new(object, "lines", list);
    json_object_set_new(object, "rate_factor", number(p->rate_factor));
    return write_line(log, object, err);
}

static json_t *end_line(const struct rns_report *r)
{
    json_t *object = event("end", r->update);
    json_object_set_new(object, "seconds", number(r->seconds));
    json_object_set_new(object, "reason", string(r->text));
    return object;
}

bool log_report(struct log *log, const struct rns_report *r, const struct log_sample *sample,
                int count, struct rns_error *err)
{
    switch (r->event) {
    case RNS_EVENT_LOG: return write_line(log, train_line(r), err);
    case RNS_EVENT_VALID: return write_line(log, valid_line(r, sample, count), err);
    case RNS_EVENT_FINISHED: return write_line(log, end_line(r), err);
    default: return true;
    }
}
