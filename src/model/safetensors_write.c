#include "model/safetensors.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "model/json.h"

/* Numbers stand in the file as they stand in memory. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the format is little-endian");

enum { ALIGNMENT = 64 }; /* of the first array */

struct tensor_out {
    char *name;
    bool is_reals;
    int rows, cols;
    size_t size; /* bytes */
    const void *at;
    void *copy; /* of bytes; NULL for reals */
};

struct tensors_out {
    json_t *meta;
    struct tensor_out *list;
    size_t count, room;
};

struct tensors_out *tensors_new(void)
{
    json_use_memory();
    struct tensors_out *t = memory_new(1, sizeof *t);
    t->meta = json_object();
    return t;
}

void tensors_out_free(struct tensors_out *t)
{
    if (!t) return;
    for (size_t i = 0; i < t->count; i++) {
        memory_free(t->list[i].name);
        memory_free(t->list[i].copy);
    }
    memory_free(t->list);
    json_decref(t->meta);
    memory_free(t);
}

void tensors_meta(struct tensors_out *t, const char *key, const char *value)
{
    const int failed = json_object_set_new(t->meta, key, json_string(value));
    assert(!failed);
}

static void declare(struct tensors_out *t, struct tensor_out tensor)
{
    t->list = memory_grow(t->list, t->count, &t->room, sizeof *t->list);
    t->list[t->count++] = tensor;
}

void tensors_reals(struct tensors_out *t, const char *name, int rows, int cols, const real *at)
{
    const size_t size = (size_t)rows * cols * sizeof *at;
    declare(t, (struct tensor_out){ memory_copy(name), true, rows, cols, size, at, NULL });
}

void tensors_bytes(struct tensors_out *t, const char *name, size_t count, const void *at)
{
    void *copy = memory_new(count + 1, 1);
    memcpy(copy, at, count);
    declare(t, (struct tensor_out){ memory_copy(name), false, 0, 0, count, copy, copy });
}

/* Goes through the tensors in the order of the file: reals, then bytes. */
static const struct tensor_out *next_tensor(const struct tensors_out *t, size_t *i)
{
    for (; *i < 2 * t->count; ++*i) {
        const struct tensor_out *one = &t->list[*i % t->count];
        if (one->is_reals == (*i < t->count)) {
            ++*i;
            return one;
        }
    }
    return NULL;
}

static json_t *describe(const struct tensor_out *one, size_t begin)
{
    const char *type = !one->is_reals ? "U8" : sizeof(real) == 4 ? "F32" : "F64";
    json_t *shape = one->is_reals ? json_pack("[i, i]", one->rows, one->cols)
                                  : json_pack("[I]", (json_int_t)one->size);
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", type, "shape", shape, "data_offsets",
                     (json_int_t)begin, (json_int_t)(begin + one->size));
}

/* Its length and the JSON header, blanks behind it so that the first array stands at a multiple of
 * ALIGNMENT. */
static void make_header(const struct tensors_out *t, struct str *out)
{
    json_t *header = json_object();
    const struct tensor_out *one;
    uint64_t length = 0;
    size_t begin = 0;
    json_object_set(header, "__metadata__", t->meta);
    for (size_t i = 0; (one = next_tensor(t, &i)) != NULL; begin += one->size) {
        assert(!json_object_get(header, one->name));
        json_object_set_new(header, one->name, describe(one, begin));
    }
    char *text = json_dumps(header, JSON_COMPACT);
    assert(text);
    str_bytes(out, (const char *)&length, sizeof length);
    str_add(out, text);
    while (out->length % ALIGNMENT) str_byte(out, ' ');
    length = out->length - sizeof length;
    memcpy(out->at, &length, sizeof length);
    free(text); /* jansson's */
    json_decref(header);
}

bool tensors_save(struct tensors_out *t, const char *path, struct rns_error *err)
{
    struct save s;
    struct str header = { 0 };
    const struct tensor_out *one;
    if (!save_open(&s, path, err)) return false;
    make_header(t, &header);
    bool ok = save_write(&s, header.at, header.length, err);
    for (size_t i = 0; ok && (one = next_tensor(t, &i)) != NULL;)
        ok = save_write(&s, one->at, one->size, err);
    str_free(&header);
    if (ok) return save_commit(&s, err);
    save_cancel(&s);
    return false;
}
