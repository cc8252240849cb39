#include "model/safetensors.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "model/json.h"

enum { MOST_HEADER = 100000000, MOST_DIMENSIONS = 8 };

static const struct type {
    const char *name;
    size_t size;
} types[] = {
    { "F32", 4 }, { "F64", 8 },     { "U8", 1 },      { "BOOL", 1 }, { "I8", 1 },
    { "I16", 2 }, { "U16", 2 },     { "I32", 4 },     { "U32", 4 },  { "I64", 8 },
    { "U64", 8 }, { "F8_E4M3", 1 }, { "F8_E5M2", 1 }, { "F16", 2 },  { "BF16", 2 },
};

struct tensor {
    const char *name; /* in the header, which stays */
    const struct type *type;
    int dimensions;
    size_t shape[MOST_DIMENSIONS];
    size_t begin, end; /* bytes from the start of the data */
    real *converted;   /* when the numbers cannot be used where they stand */
};

struct tensors {
    char *path;
    struct mapping map;
    json_t *header;
    struct tensor *list; /* by where they stand */
    size_t count;
    const unsigned char *data;
    size_t size;
};

const char *tensors_path(const struct tensors *t) { return t->path; }

void tensors_rest(const struct tensors *t) { mapping_rest(&t->map); }

void tensors_close(struct tensors *t)
{
    if (!t) return;
    for (size_t i = 0; i < t->count; i++) memory_free(t->list[i].converted);
    memory_free(t->list);
    json_decref(t->header);
    mapping_close(&t->map);
    memory_free(t->path);
    memory_free(t);
}

/* --- the header, checked ---------------------------------------------------------------------- */

static bool refuse(const struct tensors *t, const char *name, const char *why,
                   struct rns_error *err)
{
    return fail(err, RNS_BAD_MODEL, "%s: tensor '%.63s' %s", t->path, name, why);
}

static bool read_header(struct tensors *t, struct rns_error *err)
{
    uint64_t length;
    if (t->map.size < sizeof length)
        return fail(err, RNS_BAD_MODEL, "%s: not a model file: it has only %zu bytes", t->path,
                    t->map.size);
    memcpy(&length, t->map.at, sizeof length);
    if (length > MOST_HEADER)
        return fail(err, RNS_BAD_MODEL,
                    "%s: not a safetensors file: its header would have %llu bytes", t->path,
                    (unsigned long long)length);
    if (length > t->map.size - sizeof length)
        return fail(err, RNS_BAD_MODEL,
                    "%s: truncated: the header says %llu bytes, the file has %zu", t->path,
                    (unsigned long long)length, t->map.size);
    t->data = t->map.at + sizeof length + length;
    t->size = t->map.size - sizeof length - length;

    json_error_t at;
    json_use_memory();
    t->header =
        json_loadb((const char *)t->map.at + sizeof length, length, JSON_REJECT_DUPLICATES, &at);
    if (t->header && json_is_object(t->header)) return true;
    if (!t->header && json_error_code(&at) == json_error_duplicate_key)
        return fail(err, RNS_BAD_MODEL, "%s: a name stands twice in the header", t->path);
    return fail(err, RNS_BAD_MODEL, "%s: the header is not a JSON object (byte %d)", t->path,
                t->header ? 0 : at.position);
}

static bool check_meta(const struct tensors *t, const json_t *meta, struct rns_error *err)
{
    const char *key;
    json_t *value;
    if (!json_is_object(meta))
        return fail(err, RNS_BAD_MODEL, "%s: __metadata__ is not an object", t->path);
    json_object_foreach ((json_t *)meta, key, value)
        if (!json_is_string(value))
            return fail(err, RNS_BAD_MODEL, "%s: __metadata__ '%.63s' is not a string", t->path,
                        key);
    return true;
}

static const struct type *find_type(const char *name)
{
    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].name, name)) return &types[i];
    return NULL;
}

static bool get_size(const json_t *number, size_t *size)
{
    const json_int_t value = json_integer_value(number); /* 0 when it is no integer */
    *size = (size_t)value;
    return json_is_integer(number) && value >= 0;
}

/* Shape, and the bytes it needs: false when there is no such shape or their number overflows. */
static bool get_shape(const json_t *shape, struct tensor *one, size_t *bytes)
{
    const size_t dimensions = json_array_size(shape);
    *bytes = one->type->size;
    if (!json_is_array(shape) || dimensions > MOST_DIMENSIONS) return false;
    one->dimensions = (int)dimensions;
    for (size_t i = 0; i < dimensions; i++)
        if (!get_size(json_array_get(shape, i), &one->shape[i]) ||
            __builtin_mul_overflow(*bytes, one->shape[i], bytes))
            return false;
    return true;
}

static bool read_tensor(const struct tensors *t, struct tensor *one, const json_t *entry,
                        struct rns_error *err)
{
    const json_t *offsets = json_object_get(entry, "data_offsets");
    size_t bytes;
    one->type = find_type(json_string_value(json_object_get(entry, "dtype")));
    if (!one->type) return refuse(t, one->name, "has no dtype that is known", err);
    if (!get_shape(json_object_get(entry, "shape"), one, &bytes))
        return refuse(t, one->name, "has no shape that is possible", err);
    if (json_array_size(offsets) != 2 || !get_size(json_array_get(offsets, 0), &one->begin) ||
        !get_size(json_array_get(offsets, 1), &one->end) || one->begin > one->end)
        return refuse(t, one->name, "has no data_offsets that are possible", err);
    if (one->end > t->size)
        return fail(err, RNS_BAD_MODEL,
                    "%s: truncated: tensor '%.63s' ends at byte %zu of the data, which has %zu",
                    t->path, one->name, one->end, t->size);
    if (one->end - one->begin != bytes)
        return refuse(t, one->name, "has another size than its shape and dtype ask for", err);
    return true;
}

static bool read_list(struct tensors *t, struct rns_error *err)
{
    const char *name;
    json_t *entry;
    t->list = memory_new(json_object_size(t->header) + 1, sizeof *t->list);
    json_object_foreach (t->header, name, entry) {
        if (!strcmp(name, "__metadata__")) {
            if (!check_meta(t, entry, err)) return false;
            continue;
        }
        struct tensor *one = &t->list[t->count++];
        one->name = name;
        if (!read_tensor(t, one, entry, err)) return false;
    }
    return true;
}

static int compare_places(const void *a, const void *b)
{
    const struct tensor *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* The tensors must cover the data: nothing twice, nothing left over. */
static bool check_places(struct tensors *t, struct rns_error *err)
{
    size_t at = 0;
    qsort(t->list, t->count, sizeof *t->list, compare_places);
    for (size_t i = 0; i < t->count; at = t->list[i++].end) {
        if (t->list[i].begin < at) return refuse(t, t->list[i].name, "overlaps another", err);
        if (t->list[i].begin > at)
            return refuse(t, t->list[i].name, "leaves a hole before it", err);
    }
    return at == t->size ||
           fail(err, RNS_BAD_MODEL, "%s: %zu bytes after the last tensor", t->path, t->size - at);
}

struct tensors *tensors_open(const char *path, struct rns_error *err)
{
    struct tensors *t = memory_new(1, sizeof *t);
    t->path = memory_copy(path);
    if (mapping_open(&t->map, path, err) && read_header(t, err) && read_list(t, err) &&
        check_places(t, err))
        return t;
    tensors_close(t);
    return NULL;
}

/* --- what is in it ---------------------------------------------------------------------------- */

const char *tensors_meta_get(const struct tensors *t, const char *key)
{
    return json_string_value(json_object_get(json_object_get(t->header, "__metadata__"), key));
}

static struct tensor *find(const struct tensors *t, const char *name, struct rns_error *err)
{
    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->list[i].name, name)) return &t->list[i];
    fail(err, RNS_BAD_MODEL, "%s: there is no tensor '%s'", t->path, name);
    return NULL;
}

bool tensors_has(const struct tensors *t, const char *name) { return find(t, name, NULL); }

static bool has_shape(const struct tensors *t, const struct tensor *one, int rows, int cols,
                      struct rns_error *err)
{
    if (one->dimensions != 2)
        return fail(err, RNS_BAD_MODEL, "%s: tensor '%s' has %d dimensions, this model needs 2",
                    t->path, one->name, one->dimensions);
    if (one->shape[0] == (size_t)rows && one->shape[1] == (size_t)cols) return true;
    return fail(err, RNS_BAD_MODEL,
                "%s: tensor '%s' is %zu x %zu, its config and vocabularies "
                "ask for %d x %d",
                t->path, one->name, one->shape[0], one->shape[1], rows, cols);
}

static void convert(struct tensor *one, const unsigned char *from, size_t count)
{
    one->converted = memory_new(count + 1, sizeof(real));
    for (size_t i = 0; i < count; i++) {
        float narrow;
        double wide;
        memcpy(&narrow, from + i * one->type->size, sizeof narrow);
        if (one->type->size == sizeof narrow) {
            one->converted[i] = narrow;
            continue;
        }
        memcpy(&wide, from + i * one->type->size, sizeof wide);
        one->converted[i] = (real)wide;
    }
}

const real *tensors_reals_get(struct tensors *t, const char *name, int rows, int cols,
                              struct rns_error *err)
{
    struct tensor *one = find(t, name, err);
    if (!one || !has_shape(t, one, rows, cols, err)) return NULL;
    if (strcmp(one->type->name, "F32") && strcmp(one->type->name, "F64")) {
        fail(err, RNS_BAD_MODEL, "%s: tensor '%s' is of %s, this model needs F32 or F64", t->path,
             name, one->type->name);
        return NULL;
    }
    const unsigned char *at = t->data + one->begin;
    if (one->type->size == sizeof(real) && (uintptr_t)at % sizeof(real) == 0)
        return (const real *)(const void *)at;
    if (!one->converted) convert(one, at, (one->end - one->begin) / one->type->size);
    return one->converted;
}

const unsigned char *tensors_bytes_get(struct tensors *t, const char *name, size_t *count,
                                       struct rns_error *err)
{
    const struct tensor *one = find(t, name, err);
    if (!one) return NULL;
    if (strcmp(one->type->name, "U8")) {
        fail(err, RNS_BAD_MODEL, "%s: tensor '%s' is of %s, this model needs U8", t->path, name,
             one->type->name);
        return NULL;
    }
    *count = one->end - one->begin;
    return t->data + one->begin;
}
