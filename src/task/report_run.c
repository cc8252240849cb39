#include "task/report_run.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"
#include "model/json.h"

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void add_train(struct run *run, const json_t *line)
{
    run->train = memory_grow(run->train, run->train_count, &run->train_room, sizeof *run->train);
    run->train[run->train_count++] = (struct train_point){
        .update = number(line, "update"),
        .cross_entropy = number(line, "cross_entropy"),
        .rate = number(line, "rate"),
        .words_per_second = number(line, "words_per_second"),
        .seconds = number(line, "seconds"),
    };
}

/* --- validations ------------------------------------------------------------------------------ */

enum { CELLS_MOST = 40000 }; /* of a matrix that is kept */

static int percent(const json_t *weight)
{
    return (int)lround(100 * fmin(fmax(json_number_value(weight), 0), 1));
}

/* The matrix in whole per cent: a third of the bytes, and as much as an eye can tell. */
static json_t *shrink_matrix(const json_t *align)
{
    const size_t rows = json_array_size(align);
    if (rows == 0 || rows * json_array_size(json_array_get(align, 0)) > CELLS_MOST)
        return json_null();
    json_t *small = json_array();
    for (size_t i = 0; i < rows; i++) {
        const json_t *row = json_array_get(align, i);
        json_t *cells = json_array();
        for (size_t j = 0; j < json_array_size(row); j++)
            json_array_append_new(cells, json_integer(percent(json_array_get(row, j))));
        json_array_append_new(small, cells);
    }
    return small;
}

static json_t *shrink_samples(const json_t *samples)
{
    static const char *const same[] = { "text", "src", "trg" };
    json_t *small = json_array();
    for (size_t k = 0; k < json_array_size(samples) && k < RUN_SAMPLES; k++) {
        const json_t *sample = json_array_get(samples, k);
        json_t *object = json_object();
        for (int i = 0; i < 3; i++)
            json_object_set(object, same[i], json_object_get(sample, same[i]));
        json_object_set_new(object, "align", shrink_matrix(json_object_get(sample, "align")));
        json_array_append_new(small, object);
    }
    return small;
}

/* As text it takes a tenth of the memory: a page may have the matrices of many validations. */
static char *shrink_line(const json_t *line)
{
    static const char *const same[] = { "update", "cross_entropy", "bleu" };
    json_t *object = json_object();
    for (int i = 0; i < 3; i++) json_object_set(object, same[i], json_object_get(line, same[i]));
    json_object_set_new(object, "samples", shrink_samples(json_object_get(line, "samples")));
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static void drop_every_second(struct run *run)
{
    size_t stay = 0;
    for (size_t i = 0; i < run->kept_count; i++)
        if (i % 2 == 0) run->kept[stay++] = run->kept[i];
        else memory_free(run->kept[i]);
    run->kept_count = stay;
}

/* Keeps the line when its turn comes: every *stride-th, and *stride doubles when there is no more
 * room.  Any other is held as *last, in case no more follow. */
static void keep_line(struct run *run, const json_t *line, size_t *stride, char **last)
{
    memory_free(*last);
    *last = NULL;
    if (run->valid_count % *stride == 0 && run->kept_count == RUN_KEPT) {
        drop_every_second(run);
        *stride *= 2;
    }
    if (run->valid_count % *stride == 0) run->kept[run->kept_count++] = shrink_line(line);
    else *last = shrink_line(line);
}

static void drop_matrices(json_t *line)
{
    const json_t *samples = json_object_get(line, "samples");
    for (size_t k = 0; k < json_array_size(samples); k++)
        json_object_del(json_array_get(samples, k), "align");
}

static void add_valid(struct run *run, const json_t *line)
{
    run->valid = memory_grow(run->valid, run->valid_count, &run->valid_room, sizeof *run->valid);
    run->valid[run->valid_count++] = (struct valid_point){
        .update = number(line, "update"),
        .seconds = number(line, "seconds"),
        .cross_entropy = number(line, "cross_entropy"),
        .bleu = number(line, "bleu"),
        .best = json_is_true(json_object_get(line, "best")),
    };
}

/* --- lines ------------------------------------------------------------------------------------ */

static void replace(json_t **place, json_t *line)
{
    json_decref(*place);
    *place = json_incref(line);
}

bool run_read(struct run *run, const char *log_path, struct rns_error *err)
{
    *run = (struct run){ 0 };
    json_use_memory();
    struct file *file = file_open(log_path, err);
    if (!file) return false;
    struct str text = { 0 };
    char *last = NULL;
    size_t stride = 1;
    int more;
    while ((more = file_line(file, &text, err)) > 0) {
        json_t *line = json_loadb(str_text(&text), text.length, 0, NULL);
        const char *event = json_string_value(json_object_get(line, "event"));
        if (!event) event = "";
        if (!strcmp(event, "start")) {
            replace(&run->start, line);
            replace(&run->end, NULL);
        }
        if (!strcmp(event, "end")) replace(&run->end, line);
        if (!strcmp(event, "train")) add_train(run, line);
        if (!strcmp(event, "valid")) {
            keep_line(run, line, &stride, &last);
            add_valid(run, line);
            drop_matrices(line);
            replace(&run->last, line);
        }
        json_decref(line);
    }
    if (last) run->kept[run->kept_count++] = last;
    str_free(&text);
    file_close(file);
    return more == 0;
}

void run_free(struct run *run)
{
    json_decref(run->start);
    json_decref(run->end);
    json_decref(run->last);
    for (size_t i = 0; i < run->kept_count; i++) memory_free(run->kept[i]);
    memory_free(run->train);
    memory_free(run->valid);
    *run = (struct run){ 0 };
}

void run_changes(const struct run *run, const struct rns_config *config, struct str *out)
{
    int count;
    const struct rns_option *option = rns_options(&count);
    const json_t *then = json_object_get(run->start, "config");
    for (int i = 0; i < count; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s.%s", option[i].section, option[i].key);
        const char *was = json_string_value(json_object_get(then, name));
        char *is = rns_config_get(config, name);
        if (was && is && strcmp(was, is))
            str_print(out, "%s%s = %s, was %s", out->length ? "; " : "", name, is, was);
        rns_text_free(is);
    }
}

const struct valid_point *run_best(const struct run *run)
{
    for (size_t i = run->valid_count; i-- > 0;)
        if (run->valid[i].best) return &run->valid[i];
    return NULL;
}
