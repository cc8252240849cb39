/* What the data doctor found, as one object:
 *
 *     {"lines":[29000,29000],"errors":0,"warnings":1,"notes":2,"findings":[
 *      {"severity":"warning","kind":"overlap","file":"val.en","line":7,"column":null,"count":20,
 *       "text":".."},..],
 *      "training":{"sample":1,"vocabulary":[9000,9500],"length":[13.1,14.2],"unknown":[0.01,0.01],
 *       "valid_unknown":[0.02,0.02],"peak_bytes":4e8,"words_per_second":4000,
 *       "seconds_an_epoch":100,"seconds":1800}}
 *
 * null stands where a finding has no file, line or column, and where a number was not worked out.
 */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"
#include "model/json.h"
#include "rnnsearch.h"
#include "text/utf8.h"

static const char *const severity_name[] = { "note", "warning", "error" };

/* Paths may be anything. */
static json_t *new_string(const char *text)
{
    struct str valid = { 0 };
    if (!text) return json_null();
    utf8_repair(text, strlen(text), &valid);
    json_t *string = json_string(str_text(&valid));
    str_free(&valid);
    return string;
}

static json_t *known(double x) { return x > 0 ? json_real(x) : json_null(); }

static json_t *new_place(long x) { return x > 0 ? json_integer(x) : json_null(); }

static json_t *new_numbers(const double x[2]) { return json_pack("[ff]", x[0], x[1]); }

static json_t *new_findings(const struct rns_check *r)
{
    json_t *list = json_array();
    for (int i = 0; i < r->findings; i++) {
        const struct rns_finding *f = &r->finding[i];
        json_array_append_new(list, json_pack("{ss ss so so so sI so}", "severity",
                                              severity_name[f->severity], "kind", f->kind, "file",
                                              new_string(f->file), "line", new_place(f->line),
                                              "column", new_place(f->column), "count",
                                              (json_int_t)f->count, "text", new_string(f->text)));
    }
    return list;
}

static json_t *new_training(const struct rns_check *r)
{
    if (!r->vocabulary[0]) return json_null();
    return json_pack(
        "{si s[ii] so so so so so so so}", "sample", r->sample, "vocabulary", r->vocabulary[0],
        r->vocabulary[1], "length", new_numbers(r->length), "unknown", new_numbers(r->unknown),
        "valid_unknown", isnan(r->valid_unknown[0]) ? json_null() : new_numbers(r->valid_unknown),
        "peak_bytes", known(r->peak_bytes), "words_per_second", known(r->words_per_second),
        "seconds_an_epoch", known(r->seconds_an_epoch), "seconds", known(r->seconds));
}

char *rns_check_json(const struct rns_check *r)
{
    json_use_memory();
    int count[3] = { 0 };
    for (int i = 0; i < r->findings; i++) count[r->finding[i].severity]++;
    json_t *all = json_pack("{s[II] si si si so so}", "lines", (json_int_t)r->lines[0],
                            (json_int_t)r->lines[1], "errors", count[RNS_ERROR], "warnings",
                            count[RNS_WARNING], "notes", count[RNS_NOTE], "findings",
                            new_findings(r), "training", new_training(r));
    char *text = json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(all);
    struct str line = { 0 };
    str_print(&line, "%s\n", text);
    memory_free(text);
    return str_take(&line);
}
