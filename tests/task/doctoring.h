/* doctoring.h -- a corpus made to be wrong in one way, and what rns_check says of it. */
#ifndef TESTS_TASK_DOCTORING_H
#define TESTS_TASK_DOCTORING_H

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/str.h"
#include "unit.h"

static struct rns_config *config;
static struct rns_check_plan plan;
static struct rns_check check;
static struct rns_error err;
static char folder[256];
static struct rng rng;

static inline const char *in_folder(const char *name)
{
    static char path[4][400];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static inline void write_bytes(const char *name, const char *bytes, size_t length)
{
    FILE *f = fopen(in_folder(name), "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, length, f), length);
    fclose(f);
}

static inline void write_text(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static inline void set(const char *name, const char *value)
{
    ck_assert_msg(rns_config_set(config, name, value, &err), "%s", err.message);
}

static inline void doctoring_begin(const char *name)
{
    snprintf(folder, sizeof folder, "%s", unit_folder(name));
    err = (struct rns_error){ 0 };
    plan = (struct rns_check_plan){ 0 };
    rng_seed(&rng, 1);
    config = rns_config_new();
    set("text.tokenizer", "space");
    set("train.threads", "1");
    set("data.source", in_folder("source"));
    set("data.target", in_folder("target"));
}

static inline void doctoring_end(void)
{
    rns_check_free(&check);
    rns_config_free(config);
}

static inline void examine(void)
{
    rns_check_free(&check);
    ck_assert_msg(rns_check(config, &plan, &check, &err), "%s", err.message);
}

static inline void examine_texts(const char *source, const char *target)
{
    write_text("source", source);
    write_text("target", target);
    examine();
}

/* The first finding of a kind; NULL when there is none. */
static inline const struct rns_finding *find(const char *kind)
{
    for (int i = 0; i < check.findings; i++)
        if (!strcmp(check.finding[i].kind, kind)) return &check.finding[i];
    return NULL;
}

/* There is one of this kind, in this file: where, how often, how bad. */
static inline const struct rns_finding *expect(const char *kind, const char *name, long line,
                                               long count, enum rns_severity severity)
{
    const struct rns_finding *f = find(kind);
    ck_assert_msg(f, "no finding '%s'", kind);
    if (name) ck_assert_str_eq(f->file, in_folder(name));
    else ck_assert_ptr_null(f->file);
    ck_assert_msg(f->line == line && f->count == count && f->severity == severity,
                  "line %ld, count %ld, severity %d: %s", f->line, f->count, f->severity, f->text);
    return f;
}

static inline void expect_none(const char *kind)
{
    const struct rns_finding *f = find(kind);
    ck_assert_msg(!f, "%s", f ? f->text : "");
}

/* So many words "first0" to "first9" at random. */
static inline void add_words(struct str *s, const char *first, int count)
{
    for (int i = 0; i < count; i++)
        str_print(s, "%s%s%d", i ? " " : "", first, (int)rng_below(&rng, 10));
    str_byte(s, '\n');
}

/* Pairs whose lengths go together, but for a word more or less. */
static inline void add_pairs(struct str *source, struct str *target, int pairs)
{
    for (int k = 0; k < pairs; k++) {
        const int words = 3 + (int)rng_below(&rng, 20);
        add_words(source, "word", words);
        add_words(target, "mot", words - 1 + (int)rng_below(&rng, 3));
    }
}

#endif
