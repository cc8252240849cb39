#include "task/wording.h"

#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/str.h"
#include "task/search.h"
#include "task/sentence.h"
#include "text/vocab.h"

/* --- the dictionary --------------------------------------------------------------------------- */

struct rns_dictionary {
    struct map place; /* of a source word in target */
    char **target;
    size_t count, room;
};

static bool read_entry(struct rns_dictionary *d, const struct file *file, const struct str *line,
                       struct rns_error *err)
{
    const char *text = str_text(line), *tab = strchr(text, '\t');
    if (line->length == 0) return true;
    if (strlen(text) < line->length)
        return fail(err, RNS_BAD_DATA, "%s:%ld: NUL byte; is it a text file?", file_name(file),
                    file_number(file));
    if (!tab || tab == text || token_count(tab + 1) == 0 || strpbrk(tab + 1, "\t"))
        return fail(err, RNS_BAD_DATA, "%s:%ld: a word, a tab and its translation expected",
                    file_name(file), file_number(file));
    if (map_get(&d->place, text, (size_t)(tab - text)) >= 0) return true;
    map_put(&d->place, text, (size_t)(tab - text), (int)d->count);
    d->target = memory_grow(d->target, d->count, &d->room, sizeof *d->target);
    d->target[d->count++] = memory_copy(tab + 1);
    return true;
}

struct rns_dictionary *rns_dictionary_read(const char *path, struct rns_error *err)
{
    struct rns_dictionary *d = memory_new(1, sizeof *d);
    struct file *file = file_open(path, err);
    struct str line = { 0 };
    bool ok = file;
    int got = 0;
    while (ok && (got = file_line(file, &line, err)) > 0) ok = read_entry(d, file, &line, err);
    file_close(file);
    str_free(&line);
    if (ok && got == 0) return d;
    rns_dictionary_free(d);
    return NULL;
}

void rns_dictionary_free(struct rns_dictionary *d)
{
    if (!d) return;
    for (size_t i = 0; i < d->count; i++) memory_free(d->target[i]);
    memory_free(d->target);
    map_free(&d->place);
    memory_free(d);
}

/* --- words ------------------------------------------------------------------------------------ */

/* The source word that word i looked at most, </s> left out; the first of equals. */
static const char *seen_most(const struct wording *w, const struct hypothesis *h, int i)
{
    int best = 0;
    for (int j = 1; j < h->alpha.cols - 1; j++)
        if (row(h->alpha, i)[j] > row(h->alpha, i)[best]) best = j;
    return w->source[best];
}

static const char *translated(const struct rns_dictionary *d, const char *word)
{
    const int k = d ? map_get(&d->place, word, strlen(word)) : -1;
    return k >= 0 ? d->target[k] : word;
}

static const char *word_of(const struct wording *w, const struct hypothesis *h, int i)
{
    if (h->id[i] != VOCAB_UNK) return w->vocab->word[h->id[i]];
    if (w->prefix && i < w->prefix->count) return w->prefix->word[i];
    if (!w->how->replace_unk) return w->vocab->word[VOCAB_UNK];
    return translated(w->how->dictionary, seen_most(w, h, i));
}

void wording_write(const struct wording *w, const struct hypothesis *h, struct str *tokens,
                   int *words)
{
    for (int i = 0; i < h->T; i++) {
        const char *word = word_of(w, h, i);
        str_print(tokens, i ? " %s" : "%s", word);
        words[i] = token_count(word);
    }
}
