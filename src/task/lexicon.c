#include "task/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/packed.h"
#include "model/model.h"

struct rns_lexicon {
    const struct rns_model *model;
    size_t count, room;
    struct translation *at; /* [count] sorted */
    size_t *first;          /* [source words + 1] where each begins in `at` */
};

/* --- reading ---------------------------------------------------------------------------------- */

enum { FIELDS = 3 };

/* How many fields the line has; the first FIELDS of them. */
static int split(const char *line, struct token *field)
{
    static const char blank[] = " \t";
    int count = 0;
    for (line += strspn(line, blank); *line != '\0'; line += strspn(line, blank)) {
        const struct token token = { line, strcspn(line, blank) };
        if (count < FIELDS) field[count] = token;
        count++;
        line += token.length;
    }
    return count;
}

/* Adds the entry unless one of its words is not in the vocabulary. */
static void add_entry(struct rns_lexicon *l, const struct token *field, double p)
{
    const int target = map_get(&l->model->target_vocab->map, field[0].at, field[0].length);
    const int source = map_get(&l->model->source_vocab->map, field[1].at, field[1].length);
    if (target < 0 || source < 0) return;
    l->at = memory_grow(l->at, l->count, &l->room, sizeof *l->at);
    l->at[l->count++] = (struct translation){ source, target, p };
}

static bool read_line(struct rns_lexicon *l, const struct file *file, const struct str *line,
                      struct rns_error *err)
{
    struct token field[FIELDS];
    char *end;
    if (strlen(str_text(line)) < line->length)
        return fail(err, RNS_BAD_DATA, "%s:%ld: NUL byte; is it a text file?", file_name(file),
                    file_number(file));
    const int count = split(str_text(line), field);
    if (count != FIELDS)
        return fail(err, RNS_BAD_DATA,
                    "%s:%ld: three columns expected, target source probability, not %d",
                    file_name(file), file_number(file), count);
    const double p = number_read(field[2].at, &end);
    if (end != field[2].at + field[2].length || !(p >= 0 && p <= 1))
        return fail(err, RNS_BAD_DATA, "%s:%ld: '%.*s' is not a probability", file_name(file),
                    file_number(file), field[2].length < 60 ? (int)field[2].length : 60,
                    field[2].at);
    add_entry(l, field, p);
    return true;
}

static bool read_all(struct rns_lexicon *l, const char *path, struct rns_error *err)
{
    struct file *file = file_open(path, err);
    struct str line = { 0 };
    bool ok = file;
    int got = 0;
    while (ok && (got = file_line(file, &line, err)) > 0) ok = read_line(l, file, &line, err);
    ok = ok && got == 0;
    if (ok && l->count == 0)
        ok = fail(err, RNS_BAD_DATA,
                  "%s: no line has a word of each vocabulary of the model; is it of another "
                  "model, or of the other direction?",
                  path);
    file_close(file);
    str_free(&line);
    return ok;
}

static int by_source(const void *a, const void *b)
{
    const struct translation *x = a, *y = b;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

void translations_sort(struct translation *all, size_t count)
{
    qsort(all, count, sizeof *all, by_source);
}

static void arrange(struct rns_lexicon *l)
{
    const int V = l->model->source_vocab->count;
    translations_sort(l->at, l->count);
    l->first = memory_new((size_t)V + 1, sizeof *l->first);
    size_t i = 0;
    for (int s = 0; s <= V; s++) {
        while (i < l->count && l->at[i].source < s) i++;
        l->first[s] = i;
    }
}

struct rns_lexicon *rns_lexicon_read(const struct rns_model *model, const char *path,
                                     struct rns_error *err)
{
    struct rns_lexicon *l = memory_new(1, sizeof *l);
    l->model = model;
    if (read_all(l, path, err)) {
        arrange(l);
        return l;
    }
    rns_lexicon_free(l);
    return NULL;
}

void rns_lexicon_free(struct rns_lexicon *l)
{
    if (!l) return;
    memory_free(l->at);
    memory_free(l->first);
    memory_free(l);
}

/* --- the words of a sentence ------------------------------------------------------------------ */

bool lexicon_fits(const struct rns_lexicon *l, const struct rns_model *model)
{
    return l->model == model;
}

static void mark_translations(const struct rns_lexicon *l, int source, int best, bool *in)
{
    const size_t from = l->first[source];
    for (size_t i = from; i < l->first[source + 1] && i - from < (size_t)best; i++)
        in[l->at[i].target] = true;
}

/* The words marked among V, and none is marked any more. */
static struct word_set collect(bool *in, int V, struct arena *mem)
{
    struct word_set set = { 0 };
    for (int v = 0; v < V; v++) set.count += in[v];
    set.at = arena_take(mem, (size_t)set.count, sizeof *set.at);
    for (int v = 0, k = 0; v < V; v++)
        if (in[v]) set.at[k++] = v;
    memset(in, 0, (size_t)V * sizeof *in);
    return set;
}

struct word_set *lexicon_words(const struct rns_search *how, const struct packed *source,
                               struct arena *mem)
{
    const struct rns_lexicon *l = how->lexicon;
    const int V = l->model->target_vocab->count;
    const int first = how->shortlist_first > VOCAB_SPECIAL ? how->shortlist_first : VOCAB_SPECIAL;
    struct word_set *set = arena_take(mem, (size_t)source->B, sizeof *set);
    bool *in = memory_new((size_t)V, sizeof *in);
    for (int b = 0; b < source->B; b++) {
        for (int v = 0; v < V && v < first; v++) in[v] = true;
        for (int j = 0; j < source->length[b]; j++)
            mark_translations(l, source->id[packed_row(source, j, b)], how->shortlist_best, in);
        set[b] = collect(in, V, mem);
    }
    memory_free(in);
    return set;
}
