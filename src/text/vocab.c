#include "text/vocab.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/utf8.h"

static const char *const SPECIAL[VOCAB_SPECIAL] = { "</s>", "<unk>" };

struct vocab *vocab_new(void) { return memory_new(1, sizeof(struct vocab)); }

void vocab_free(struct vocab *v)
{
    if (!v) return;
    map_free(&v->map);
    memory_free(v->word);
    memory_free(v);
}

void vocab_count(struct vocab *v, const char *sentence)
{
    struct token token;
    while (token_next(&sentence, &token)) {
        int *count = map_put(&v->map, token.at, token.length, 0);
        if (*count < INT_MAX) ++*count;
    }
}

static void add_counts(const struct map *from, struct map *to)
{
    size_t length;
    for (int i = 0; i < from->count; i++) {
        const char *word = map_key(from, i, &length);
        int *count = map_put(to, word, length, 0);
        const int more = map_value(from, i);
        *count = *count < INT_MAX - more ? *count + more : INT_MAX;
    }
}

void vocab_unite(struct vocab *a, struct vocab *b)
{
    add_counts(&a->map, &b->map);
    map_free(&a->map);
    add_counts(&b->map, &a->map);
}

struct candidate {
    const char *word;
    size_t length;
    int count;
};

/* Falling counts, then byte order. */
static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return strcmp(x->word, y->word);
}

/* The next number for this word; false when it has one already. */
static bool add_word(struct vocab *v, const char *word, size_t length)
{
    if (*map_put(&v->map, word, length, v->count) != v->count) return false;
    v->count++;
    return true;
}

static bool is_special(const char *word)
{
    return !strcmp(word, SPECIAL[VOCAB_EOS]) || !strcmp(word, SPECIAL[VOCAB_UNK]);
}

/* The words of the map's keys, once all have their numbers. */
static void list_words(struct vocab *v)
{
    v->word = memory_resize(v->word, v->count, sizeof *v->word);
    for (int i = 0; i < v->count; i++) v->word[i] = map_key(&v->map, i, NULL);
}

void vocab_cut(struct vocab *v, int size, int min_count)
{
    struct map counts = v->map;
    struct candidate *list = memory_new(counts.count, sizeof *list);
    int n = 0;
    for (int i = 0; i < counts.count; i++) {
        struct candidate c = { .count = map_value(&counts, i) };
        c.word = map_key(&counts, i, &c.length);
        if (c.count >= min_count && !is_special(c.word)) list[n++] = c;
    }
    qsort(list, n, sizeof *list, compare);

    v->map = (struct map){ 0 };
    v->count = 0;
    for (int i = 0; i < VOCAB_SPECIAL; i++) add_word(v, SPECIAL[i], strlen(SPECIAL[i]));
    for (int i = 0; i < n && v->count < size; i++) add_word(v, list[i].word, list[i].length);
    list_words(v);
    memory_free(list);
    map_free(&counts);
}

int vocab_id(const struct vocab *v, const char *word, size_t length)
{
    const int id = map_get(&v->map, word, length);
    return id < 0 ? VOCAB_UNK : id;
}

/* A token of the text that reads "</s>" does not end the sentence: it is a word nobody knows. */
int vocab_encode(const struct vocab *v, const char *sentence, int **id, size_t *room)
{
    struct token token;
    size_t count = 0;
    while (token_next(&sentence, &token)) {
        const int i = vocab_id(v, token.at, token.length);
        *id = memory_grow(*id, count, room, sizeof **id);
        (*id)[count++] = i == VOCAB_EOS ? VOCAB_UNK : i;
    }
    *id = memory_grow(*id, count, room, sizeof **id);
    (*id)[count++] = VOCAB_EOS;
    return (int)count;
}

void vocab_decode(const struct vocab *v, const int *id, int count, struct str *sentence)
{
    for (int i = 0; i < count && id[i] != VOCAB_EOS; i++) {
        assert(0 <= id[i] && id[i] < v->count);
        if (i) str_byte(sentence, ' ');
        str_add(sentence, v->word[id[i]]);
    }
}

void vocab_write(const struct vocab *v, struct str *out)
{
    for (int i = 0; i < v->count; i++) {
        str_add(out, v->word[i]);
        str_byte(out, '\n');
    }
}

/* One line of a vocabulary file; the words before it are in v. */
static bool parse_word(struct vocab *v, const char *word, size_t length, const char *name,
                       struct rns_error *err)
{
    const int line = v->count + 1;
    if (length == 0) return fail(err, RNS_BAD_MODEL, "%s:%d: blank line", name, line);
    if (memchr(word, ' ', length))
        return fail(err, RNS_BAD_MODEL, "%s:%d: blank inside a word; each line is one word", name,
                    line);
    if (v->count == INT_MAX / 2)
        return fail(err, RNS_BAD_MODEL, "%s:%d: too many words", name, line);
    if (!add_word(v, word, length))
        return fail(err, RNS_BAD_MODEL, "%s:%d: \"%.*s\" stands on line %d already", name, line,
                    length < 100 ? (int)length : 100, word, map_get(&v->map, word, length) + 1);
    if (line <= VOCAB_SPECIAL && strcmp(map_key(&v->map, line - 1, NULL), SPECIAL[line - 1]))
        return fail(err, RNS_BAD_MODEL, "%s:%d: the first two words must be </s> and <unk>", name,
                    line);
    return true;
}

static bool parse(struct vocab *v, const char *text, size_t size, const char *name,
                  struct rns_error *err)
{
    struct str composed = { 0 };
    bool ok = true;
    for (const char *end = text + size; ok && text < end;) {
        const char *stop = memchr(text, '\n', end - text);
        if (!stop) stop = end;
        struct rns_error why = { 0 };
        str_clear(&composed);
        ok = utf8_normalize(text, stop - text, &composed, &why) ||
             fail(err, RNS_BAD_MODEL, "%s:%d: %s", name, v->count + 1, why.message);
        ok = ok && parse_word(v, text, stop - text, name, err);
        text = stop + 1;
    }
    str_free(&composed);
    return ok && (v->count >= VOCAB_SPECIAL ||
                  fail(err, RNS_BAD_MODEL, "%s: no words; not a vocabulary", name));
}

struct vocab *vocab_parse(const char *text, size_t size, const char *name, struct rns_error *err)
{
    struct vocab *v = vocab_new();
    if (parse(v, text, size, name, err)) {
        list_words(v);
        return v;
    }
    vocab_free(v);
    return NULL;
}
