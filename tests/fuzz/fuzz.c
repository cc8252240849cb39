#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In memory where the system has such files. */
static int open_nameless(void)
{
    char shared[] = "/dev/shm/rnnsearch-XXXXXX", temporary[] = "/tmp/rnnsearch-XXXXXX";
    int descriptor = mkstemp(shared);
    if (descriptor >= 0) unlink(shared);
    else if ((descriptor = mkstemp(temporary)) >= 0) unlink(temporary);
    return descriptor;
}

const char *fuzz_file(int number, const void *bytes, size_t size)
{
    static char path[FUZZ_PARTS][40];
    static int descriptor[FUZZ_PARTS];
    if (!*path[number]) {
        descriptor[number] = open_nameless();
        snprintf(path[number], sizeof path[number], "/dev/fd/%d", descriptor[number]);
    }
    const bool written = !ftruncate(descriptor[number], 0) &&
                         pwrite(descriptor[number], bytes, size, 0) == (ssize_t)size;
    if (!written) abort();
    return path[number];
}

void fuzz_cut(const unsigned char *bytes, size_t size, struct str part[FUZZ_PARTS])
{
    const char *at = (const char *)bytes, *const end = at + size;
    for (int i = 0; i < FUZZ_PARTS; i++) {
        const char *stop = i + 1 < FUZZ_PARTS && at < end ? memchr(at, 0x1E, end - at) : NULL;
        part[i] = (struct str){ 0 };
        str_bytes(&part[i], at, (stop ? stop : end) - at);
        at = stop ? stop + 1 : end;
    }
}

void fuzz_free(struct str part[FUZZ_PARTS])
{
    for (int i = 0; i < FUZZ_PARTS; i++) str_free(&part[i]);
}

void fuzz_must(bool holds)
{
    if (!holds) abort();
}

bool fuzz_told(bool ok, struct rns_error *err)
{
    fuzz_must(ok == !*err->message && ok == (err->status == RNS_OK));
    for (const char *at = err->message; *at; at++)
        fuzz_must((unsigned char)*at >= ' ' && *at != 0x7F);
    *err = (struct rns_error){ 0 };
    return ok;
}

static struct vocab *make_vocab(void)
{
    struct vocab *v = vocab_new();
    vocab_count(v, "a a a a b b b c c d");
    vocab_cut(v, 100, 1);
    return v;
}

static void forget(void);
static struct rns_model *model;

const struct rns_model *fuzz_model(void)
{
    const char *const sizes[][2] = {
        { "model.embedding", "2" }, { "model.hidden", "2" },       { "model.alignment", "2" },
        { "model.maxout", "2" },    { "text.tokenizer", "space" },
    };
    if (model) return model;
    struct rns_config *c = rns_config_new();
    for (int i = 0; i < 5; i++) fuzz_must(rns_config_set(c, sizes[i][0], sizes[i][1], NULL));
    model = model_new(c, make_vocab(), make_vocab());
    weights_arrange(&model->network.params, false);
    rns_config_free(c);
    atexit(forget);
    return model;
}

static void forget(void) { rns_model_free(model); }
