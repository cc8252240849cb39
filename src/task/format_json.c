/* An object a line: {"id":0,"text":"..","src":[..],"trg":[..],"log_p":..,"score":..,"align":[[..]],
 * "eos":true}; align has a row a target word, and "eos" says whether </s> has its row and column.
 * With confidence also (task/confidence.h, </s> always last but in "untranslated"):
 *
 *     "confidence":{"log_p":[..],"entropy":[..],"coverage":[..],"untranslated":[2]}
 *
 * log p and entropy of each target word, coverage of each source word, and the places of those
 * source words that seem untranslated.  With both units, where words are made of pieces, also the
 * same of those:
 *
 *     "pieces":{"src":[..],"trg":[..],"align":[[..]],"eos":true} */
#include "task/format.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "task/confidence.h"
#include "text/utf8.h"

static json_t *new_string(const char *text)
{
    struct str valid = { 0 };
    utf8_repair(text, strlen(text), &valid);
    json_t *string = json_string(str_text(&valid));
    str_free(&valid);
    return string;
}

static json_t *new_words(char *const *word, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++) json_array_append_new(array, new_string(word[i]));
    return array;
}

/* JSON has no word for infinity; nobody wants -0. */
static json_t *new_number(double x) { return isfinite(x) ? json_real(x + 0.0) : json_null(); }

static json_t *new_matrix(const struct rns_format *f, const struct rns_pair *pair)
{
    json_t *matrix = json_array();
    for (int i = 0; i < format_rows(f, pair); i++) {
        json_t *row = json_array();
        for (int j = 0; j < format_columns(f, pair); j++)
            json_array_append_new(row, new_number(format_weight(f, pair, i, j)));
        json_array_append_new(matrix, row);
    }
    return matrix;
}

static json_t *new_numbers(const double *x, int count)
{
    json_t *array = json_array();
    for (int k = 0; k < count; k++) json_array_append_new(array, new_number(x[k]));
    return array;
}

static json_t *new_places(const bool *marked, int count)
{
    json_t *array = json_array();
    for (int k = 0; k < count; k++)
        if (marked[k]) json_array_append_new(array, json_integer(k));
    return array;
}

/* What is not known is left out. */
static json_t *new_confidence(const struct rns_pair *pair)
{
    json_t *object = json_object();
    struct arena mem = { 0 };
    if (pair->word_log_p)
        json_object_set_new(object, "log_p", new_numbers(pair->word_log_p, pair->T + 1));
    if (pair->align) {
        const struct confidence c = confidence_new(pair, &mem);
        json_object_set_new(object, "entropy", new_numbers(c.entropy, pair->T + 1));
        json_object_set_new(object, "coverage", new_numbers(c.coverage, pair->S + 1));
        json_object_set_new(object, "untranslated", new_places(c.untranslated, pair->S));
    }
    arena_free(&mem);
    return object;
}

static json_t *new_text(const struct rns_pair *pair)
{
    struct str text = { 0 };
    format_translation(&text, pair);
    json_t *string = new_string(str_text(&text));
    str_free(&text);
    return string;
}

static int append(const char *bytes, size_t count, void *out)
{
    str_bytes(out, bytes, count);
    return 0;
}

static void set_words(json_t *object, const struct rns_pair *pair)
{
    json_object_set_new(object, "src", new_words(pair->source, pair->S));
    json_object_set_new(object, "trg", new_words(pair->target, pair->T));
}

/* Without align: "align":null. */
static void set_align(json_t *object, const struct rns_format *f, const struct rns_pair *pair)
{
    json_object_set_new(object, "align", pair->align ? new_matrix(f, pair) : json_null());
    json_object_set_new(object, "eos", json_boolean(f->ends));
    if (f->options.confidence) json_object_set_new(object, "confidence", new_confidence(pair));
}

static json_t *new_pieces(struct rns_format *f, const struct rns_pair *pieces)
{
    const double *of_words = f->weight;
    double *cut = format_look(f, pieces);
    json_t *object = json_object();
    set_words(object, pieces);
    set_align(object, f, pieces);
    memory_free(cut);
    f->weight = of_words;
    return object;
}

struct json_t *format_object(struct rns_format *f, long id, const struct rns_pair *pair)
{
    const struct rns_pair *pieces = f->options.unit == RNS_UNIT_BOTH ? pair->pieces : NULL;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_integer(id));
    json_object_set_new(object, "text", new_text(pair));
    set_words(object, pair);
    json_object_set_new(object, "log_p", new_number(pair->log_p));
    json_object_set_new(object, "score", new_number(pair->score));
    set_align(object, f, pair);
    if (pieces && (pieces->S != pair->S || pieces->T != pair->T))
        json_object_set_new(object, "pieces", new_pieces(f, pieces));
    return object;
}

void format_json(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    json_t *object = format_object(f, id, pair);
    json_dump_callback(object, append, out, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(object);
    str_byte(out, '\n');
}
