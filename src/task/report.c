#include "task/report.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "task/report_chart.h"
#include "task/report_run.h"

enum { ROWS = 1000 }; /* of the table of validations */

/* report.html as a string literal; the Makefile makes it. */
static const char page[] =
#include "task/report.html.inc"
    ;

/* --- text into HTML --------------------------------------------------------------------------- */

static void add_text(struct str *html, const char *text)
{
    for (; text && *text; text++) switch (*text) {
        case '&': str_add(html, "&amp;"); break;
        case '<': str_add(html, "&lt;"); break;
        case '>': str_add(html, "&gt;"); break;
        case '"': str_add(html, "&quot;"); break;
        default: str_byte(html, *text);
        }
}

static const char *get_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* "-" where the number is unknown. */
static void add_number(struct str *html, const char *format, double x)
{
    char text[64];
    number_write(text, sizeof text, format, x);
    str_add(html, isfinite(x) ? text : "-");
}

static void add_duration(struct str *html, double seconds)
{
    const long s = isfinite(seconds) ? lround(seconds) : 0;
    if (s >= 3600) str_print(html, "%ld h %02ld min", s / 3600, s / 60 % 60);
    else if (s >= 60) str_print(html, "%ld min %02ld s", s / 60, s % 60);
    else str_print(html, "%ld s", s);
}

/* --- the places of the page ------------------------------------------------------------------- */

static void write_title(struct str *html, const struct run *run)
{
    const char *folder = get_text(json_object_get(run->start, "config"), "run.dir");
    const char *slash = strrchr(folder, '/');
    add_text(html, "Training of ");
    add_text(html, slash && slash[1] ? slash + 1 : *folder ? folder : "a model");
}

static void write_status(struct str *html, const struct run *run)
{
    str_add(html, "rnnsearch ");
    add_text(html, get_text(run->start, "version"));
    str_add(html, ", started ");
    add_text(html, get_text(run->start, "time"));
    const json_int_t update = json_integer_value(json_object_get(run->start, "update"));
    if (update > 0) str_print(html, " (resumed at update %lld)", (long long)update);
    const json_int_t parameters = json_integer_value(json_object_get(run->start, "parameters"));
    if (parameters > 0) str_print(html, ", %.3g million parameters", parameters / 1e6);
    str_add(html, run->end ? ". Ended: " : ". Still under way.");
    add_text(html, get_text(run->end, "reason"));
}

static void add_tile(struct str *html, const char *name, const char *format, double x)
{
    str_add(html, "<div class=\"card\"><b>");
    add_number(html, format, x);
    str_print(html, "</b><span>%s</span></div>\n", name);
}

static void write_tiles(struct str *html, const struct run *run)
{
    const struct train_point none = { NAN, NAN, NAN, NAN, NAN };
    const struct train_point last = run->train_count ? run->train[run->train_count - 1] : none;
    const struct valid_point *valid = run->valid_count ? &run->valid[run->valid_count - 1] : NULL;
    const struct valid_point *best = run_best(run);
    add_tile(html, "updates", "%.0f", fmax(last.update, valid ? valid->update : NAN));
    str_add(html, "<div class=\"card\"><b>");
    add_duration(html, fmax(last.seconds, valid ? valid->seconds : NAN));
    str_add(html, "</b><span>of training</span></div>\n");
    add_tile(html, "target words a second", "%.0f", last.words_per_second);
    add_tile(html, "training loss (nats a word)", "%.3f", last.cross_entropy);
    add_tile(html, "validation loss of the best model", "%.3f", best ? best->cross_entropy : NAN);
    add_tile(html, "validation BLEU of the best model", "%.2f", best ? best->bleu : NAN);
}

/* The numbers at `offset` of each row, over the updates that rows begin with. */
static struct series make_series(const char *label, const void *rows, size_t count, size_t size,
                                 size_t offset)
{
    struct point *at = memory_new(count + 1, sizeof *at);
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)rows + i * size;
        memcpy(&at[i].x, row, sizeof at[i].x);
        memcpy(&at[i].y, row + offset, sizeof at[i].y);
    }
    return (struct series){ label, at, (int)count, 0, false };
}

static struct series train_series(const struct run *run, const char *label, size_t offset)
{
    return make_series(label, run->train, run->train_count, sizeof *run->train, offset);
}

static struct series valid_series(const struct run *run, const char *label, size_t offset)
{
    struct series s = make_series(label, run->valid, run->valid_count, sizeof *run->valid, offset);
    s.color = 1, s.dots = true;
    return s;
}

static void write_charts(struct str *html, const struct run *run)
{
    const struct series loss[2] = {
        train_series(run, "training", offsetof(struct train_point, cross_entropy)),
        valid_series(run, "validation", offsetof(struct valid_point, cross_entropy)),
    };
    const struct series bleu = valid_series(run, "BLEU", offsetof(struct valid_point, bleu));
    const struct series rate = train_series(run, "rate", offsetof(struct train_point, rate));
    const struct series speed =
        train_series(run, "words/s", offsetof(struct train_point, words_per_second));
    chart_draw(html, "Loss: -log p of a target word (nats)", loss, 2);
    chart_draw(html, "BLEU of the validation set", &bleu, 1);
    chart_draw(html, "Learning rate", &rate, 1);
    chart_draw(html, "Target words a second", &speed, 1);
    const struct series all[] = { loss[0], loss[1], bleu, rate, speed };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) memory_free(all[i].at);
}

/* Each sentence with its last translation; the script adds the maps and turns back time. */
static void write_samples(struct str *html, const struct run *run)
{
    const json_t *samples = json_object_get(run->last, "samples");
    for (size_t k = 0; k < json_array_size(samples) && k < RUN_SAMPLES; k++) {
        const json_t *sample = json_array_get(samples, k);
        const char *const rows[][3] = { { "source", "", "source" },
                                        { "reference", "", "reference" },
                                        { "translation", " class=\"text\"", "text" } };
        str_add(html, "<div class=\"card sample\"><dl>\n");
        for (int i = 0; i < 3; i++) {
            str_print(html, "<dt>%s</dt><dd%s>", rows[i][0], rows[i][1]);
            add_text(html, get_text(sample, rows[i][2]));
            str_add(html, "</dd>\n");
        }
        str_add(html, "</dl><div class=\"scroll\"></div><div class=\"film\"></div></div>\n");
    }
    if (!json_array_size(samples)) str_add(html, "<p>There was no validation yet.</p>\n");
}

static void write_validations(struct str *html, const struct run *run)
{
    const size_t from = run->valid_count > ROWS ? run->valid_count - ROWS : 0;
    const struct valid_point *best = run_best(run);
    str_add(html, "<table><tr><th>update</th><th>time</th><th>loss</th><th>BLEU</th></tr>\n");
    for (size_t i = from; i < run->valid_count; i++) {
        const struct valid_point *v = &run->valid[i];
        str_print(html, "<tr%s><td>%.0f</td><td>", v == best ? " class=\"best\"" : "", v->update);
        add_duration(html, v->seconds);
        str_add(html, "</td><td>");
        add_number(html, "%.4f", v->cross_entropy);
        str_add(html, "</td><td>");
        add_number(html, "%.2f", v->bleu);
        str_add(html, "</td></tr>\n");
    }
    str_add(html, "</table>\n");
}

static void write_settings(struct str *html, const struct run *run)
{
    const char *key;
    json_t *value;
    str_add(html, "<table>\n");
    json_object_foreach (json_object_get(run->start, "config"), key, value) {
        str_add(html, "<tr><td>");
        add_text(html, key);
        str_add(html, "</td><td>");
        add_text(html, json_string_value(value));
        str_add(html, "</td></tr>\n");
    }
    str_add(html, "</table>\n");
}

/* --- what the script reads -------------------------------------------------------------------- */

/* In JSON a '<' stands in strings only; escaped, it cannot end the script element. */
static void write_data(struct str *html, const struct run *run)
{
    str_byte(html, '[');
    for (size_t i = 0; i < run->kept_count; i++) {
        if (i) str_byte(html, ',');
        for (const char *at = run->kept[i]; *at; at++)
            if (*at == '<') str_add(html, "\\u003c");
            else str_byte(html, *at);
    }
    str_byte(html, ']');
}

/* --- the page --------------------------------------------------------------------------------- */

static const struct place {
    const char *name;
    void (*write)(struct str *, const struct run *);
} places[] = {
    { "title", write_title },       { "status", write_status },
    { "tiles", write_tiles },       { "charts", write_charts },
    { "samples", write_samples },   { "validations", write_validations },
    { "settings", write_settings }, { "data", write_data },
};

/* {{name}} becomes what the place of that name writes; what was written is not looked at again. */
static void fill_page(struct str *html, const struct run *run)
{
    const char *at = page, *open, *close;
    while ((open = strstr(at, "{{")) && (close = strstr(open, "}}"))) {
        const size_t length = (size_t)(close - open) - 2;
        str_bytes(html, at, (size_t)(open - at));
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
            if (strlen(places[i].name) == length && !memcmp(open + 2, places[i].name, length))
                places[i].write(html, run);
        at = close + 2;
    }
    str_add(html, at);
}

bool report_write(const char *log_path, const char *html_path, struct rns_error *err)
{
    struct run run;
    struct str html = { 0 };
    struct save save;
    bool ok = run_read(&run, log_path, err) && save_open(&save, html_path, err);
    if (ok) {
        fill_page(&html, &run);
        ok = save_write(&save, html.at, html.length, err);
        if (ok) ok = save_commit(&save, err);
        else save_cancel(&save);
    }
    str_free(&html);
    run_free(&run);
    return ok;
}
