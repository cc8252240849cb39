#include "task/view.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "model/json.h"
#include "rnnsearch.h"
#include "text/utf8.h"

/* view.html as a string literal; the Makefile makes it. */
static const char page_text[] =
#include "task/view.html.inc"
    ;
static const char place[] = "{{data}}\n";

/* --- the page --------------------------------------------------------------------------------- */

void view_begin(struct str *page)
{
    str_bytes(page, page_text, (size_t)(strstr(page_text, place) - page_text));
}

void view_end(struct str *page) { str_add(page, strstr(page_text, place) + strlen(place)); }

/* In JSON a '<' stands in strings only; escaped, it cannot end the script element. */
static int append_escaped(const char *bytes, size_t count, void *page)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == '<') str_add(page, "\\u003c");
        else str_byte(page, bytes[i]);
    return 0;
}

static void add_json(struct str *page, const json_t *value)
{
    json_dump_callback(value, append_escaped, page, JSON_COMPACT | JSON_REAL_PRECISION(6));
}

void view_begin_model(struct str *page, const char *name)
{
    struct str valid = { 0 };
    utf8_repair(name, strlen(name), &valid);
    json_t *heading = json_pack("{s:s}", "model", str_text(&valid));
    str_add(page, "<script type=\"application/json\" class=\"model\">[");
    add_json(page, heading);
    json_decref(heading);
    str_free(&valid);
}

void view_end_model(struct str *page) { str_add(page, "]</script>\n"); }

/* --- sentences -------------------------------------------------------------------------------- */

/* Of six digits, as a line of json has: a page of lines and one made at once are the same. */
static double number(const json_t *value)
{
    char text[32];
    number_write(text, sizeof text, "%.6g", json_number_value(value));
    return number_read(text, NULL);
}

static json_t *shrink_row(const json_t *weights)
{
    json_t *row = json_array();
    for (size_t j = 0; j < json_array_size(weights); j++) {
        const json_int_t thousandths = llround(1000 * number(json_array_get(weights, j)));
        if (thousandths <= 0) continue;
        json_array_append_new(row, json_integer((json_int_t)j));
        json_array_append_new(row, json_integer(thousandths));
    }
    return row;
}

static json_t *shrink_matrix(const json_t *align)
{
    if (!json_is_array(align)) return json_null();
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(align); i++)
        json_array_append_new(rows, shrink_row(json_array_get(align, i)));
    return rows;
}

static json_t *shrink_number(const json_t *value)
{
    if (json_is_integer(value)) return json_deep_copy(value);
    if (!json_is_number(value)) return json_null();
    return json_real(round(1000 * number(value)) / 1000 + 0.0);
}

static json_t *shrink_confidence(const json_t *confidence)
{
    static const char *const list[] = { "log_p", "entropy", "coverage", "untranslated" };
    json_t *object = json_object();
    for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
        const json_t *from = json_object_get(confidence, list[k]);
        if (!json_is_array(from)) continue;
        json_t *numbers = json_array();
        for (size_t i = 0; i < json_array_size(from); i++)
            json_array_append_new(numbers, shrink_number(json_array_get(from, i)));
        json_object_set_new(object, list[k], numbers);
    }
    return object;
}

/* What words and pieces both have. */
static json_t *shrink(const json_t *line)
{
    json_t *object = json_object();
    const json_t *confidence = json_object_get(line, "confidence");
    json_object_set(object, "src", json_object_get(line, "src"));
    json_object_set(object, "trg", json_object_get(line, "trg"));
    json_object_set_new(object, "rows", shrink_matrix(json_object_get(line, "align")));
    if (confidence) json_object_set_new(object, "confidence", shrink_confidence(confidence));
    return object;
}

void view_sentence(struct str *page, const json_t *line)
{
    static const char *const same[] = { "id", "text", "log_p", "score", "eos" };
    const json_t *pieces = json_object_get(line, "pieces");
    json_t *object = shrink(line);
    for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
        json_t *value = json_object_get(line, same[k]);
        if (value) json_object_set(object, same[k], value);
    }
    if (pieces) json_object_set_new(object, "pieces", shrink(pieces));
    str_add(page, ",\n");
    add_json(page, object);
    json_decref(object);
}

/* --- from json lines -------------------------------------------------------------------------- */

static bool are_words(const json_t *array)
{
    for (size_t k = 0; k < json_array_size(array); k++)
        if (!json_is_string(json_array_get(array, k))) return false;
    return json_is_array(array);
}

static bool is_matrix(const json_t *align, size_t rows, size_t columns)
{
    if (!json_is_array(align) || json_array_size(align) != rows) return false;
    for (size_t i = 0; i < rows; i++) {
        const json_t *row = json_array_get(align, i);
        if (!json_is_array(row) || json_array_size(row) != columns) return false;
        for (size_t j = 0; j < columns; j++)
            if (!json_is_number(json_array_get(row, j))) return false;
    }
    return true;
}

/* NULL, or what is wrong with a line or its pieces. */
static const char *find_fault(const json_t *line, bool eos)
{
    const json_t *source = json_object_get(line, "src"), *target = json_object_get(line, "trg");
    const json_t *align = json_object_get(line, "align"), *pieces = json_object_get(line, "pieces");
    if (!are_words(source) || !are_words(target)) return "\"src\" and \"trg\" are lists of words";
    if (!json_is_null(align) &&
        !is_matrix(align, json_array_size(target) + eos, json_array_size(source) + eos))
        return "\"align\" has a row a target word and a column a source word";
    return pieces ? find_fault(pieces, eos) : NULL;
}

static bool add_line(struct str *page, const char *text, struct file *file, struct rns_error *err)
{
    json_error_t why;
    json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    const char *fault = why.text;
    if (line)
        fault = json_is_object(line) ? find_fault(line, json_is_true(json_object_get(line, "eos")))
                                     : "it is not an object";
    if (line && !fault) view_sentence(page, line);
    json_decref(line);
    return !fault || fail(err, RNS_BAD_DATA, "%s:%ld: this is not what --alignment json writes: %s",
                          file_name(file), file_number(file), fault);
}

static bool add_file(struct str *page, const char *path, struct rns_error *err)
{
    struct str text = { 0 };
    struct file *file = file_open(path, err);
    const char *slash = strrchr(path, '/');
    int got = file ? 1 : -1;
    view_begin_model(page, slash ? slash + 1 : path);
    while (got > 0 && (got = file_line(file, &text, err)) > 0)
        if (!add_line(page, str_text(&text), file, err)) got = -1;
    view_end_model(page);
    file_close(file);
    str_free(&text);
    return got == 0;
}

char *rns_view(const char *const *path, int files, struct rns_error *err)
{
    struct str page = { 0 };
    bool ok = true;
    json_use_memory();
    view_begin(&page);
    for (int k = 0; ok && k < files; k++) ok = add_file(&page, path[k], err);
    view_end(&page);
    if (ok) return str_take(&page);
    str_free(&page);
    return NULL;
}
