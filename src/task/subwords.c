#include "rnnsearch.h"

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/rng.h"
#include "text/bpe.h"
#include "text/bpe_learn.h"
#include "text/utf8.h"
#include "text/vocab.h"

struct rns_bpe {
    struct bpe *bpe;
    struct rng rng;
};

/* Each line is composed only to know that it is text: the words are counted as they are. */
static bool count_line(const struct file *f, const struct str *line, struct vocab *words,
                       struct rns_error *err)
{
    struct str composed = { 0 };
    struct rns_error why = { 0 };
    const bool ok =
        utf8_normalize(str_text(line), line->length, &composed, &why) ||
        fail(err, RNS_BAD_DATA, "%s:%ld: %s", file_name(f), file_number(f), why.message);
    str_free(&composed);
    if (ok) vocab_count(words, str_text(line));
    return ok;
}

static bool count_file(const char *path, struct vocab *words, struct rns_error *err)
{
    struct file *f = file_open(path, err);
    struct str line = { 0 };
    int got = f ? 1 : -1;
    while (got > 0 && (got = file_line(f, &line, err)) > 0)
        if (!count_line(f, &line, words, err)) got = -1;
    str_free(&line);
    file_close(f);
    return got == 0;
}

char *rns_bpe_learn(const char *const *path, int paths, int merges, int min_frequency,
                    struct rns_error *err)
{
    struct vocab *words = vocab_new();
    struct str codes = { 0 };
    bool ok = (merges >= 0 && min_frequency >= 1) ||
              fail(err, RNS_USAGE, "%d merges of pairs seen %d times cannot be learned", merges,
                   min_frequency);
    for (int i = 0; i < paths && ok; i++) ok = count_file(path[i], words, err);
    if (ok) bpe_learn(&(const struct map *){ &words->map }, 1, merges, min_frequency, &codes);
    vocab_free(words);
    return ok ? str_take(&codes) : NULL;
}

struct rns_bpe *rns_bpe_read(const char *path, struct rns_error *err)
{
    struct str text = { 0 };
    struct bpe *bpe = NULL;
    if (file_read(path, &text, err)) bpe = bpe_parse(str_text(&text), text.length, path, err);
    str_free(&text);
    if (!bpe) return NULL;
    struct rns_bpe *b = memory_new(1, sizeof *b);
    b->bpe = bpe;
    return b;
}

void rns_bpe_free(struct rns_bpe *b)
{
    if (!b) return;
    bpe_free(b->bpe);
    memory_free(b);
}

bool rns_bpe_restrict(struct rns_bpe *b, const char *path, int threshold, struct rns_error *err)
{
    struct str text = { 0 };
    const bool ok = file_read(path, &text, err) &&
                    bpe_restrict(b->bpe, str_text(&text), text.length, threshold, path, err);
    str_free(&text);
    return ok;
}

void rns_bpe_drop(struct rns_bpe *b, double probability, unsigned long long seed)
{
    rng_seed(&b->rng, seed);
    bpe_drop(b->bpe, probability, &b->rng);
}

static char *take(struct str *line) { return line->at ? str_take(line) : memory_copy(""); }

char *rns_bpe_apply(struct rns_bpe *b, const char *line)
{
    struct str pieces = { 0 };
    bpe_apply(b->bpe, line, &pieces);
    return take(&pieces);
}

char *rns_bpe_undo(const char *line)
{
    struct str words = { 0 };
    bpe_undo(line, &words);
    return take(&words);
}
