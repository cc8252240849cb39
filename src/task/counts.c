/* How often a source word and a target word stand for each other, told by the attention:
 *
 *     c(s, t) = Σ over pairs, over i with y_i = t, over j with x_j = s  of α_ij
 *     p(t | s) = c(s, t) / Σ_t' c(s, t')
 *
 * Weights below WEIGHT_LEAST are noise that would make nearly every word meet every other one.
 * </s> is a source word like the others; </s> and <unk> of the target are in every shortlist and
 * not counted. */
#include "rnnsearch.h"

#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/str.h"
#include "model/model.h"
#include "task/lexicon.h"
#include "task/score.h"

static const double WEIGHT_LEAST = 0.01, P_LEAST = 0.0003;
enum { TRANSLATIONS_MOST = 400 }; /* of a source word in a lexicon */

struct rns_counts {
    const struct rns_model *model;
    struct map met; /* source and target, as bytes -> place in count */
    double *count;  /* [met.count] */
    size_t room;
};

struct rns_counts *rns_counts_new(const struct rns_model *model, struct rns_error *err)
{
    if (model->network.sizes.decoder == DECODER_ENCDEC) {
        fail(err, RNS_USAGE,
             "a model without attention (model.decoder = encdec) does not tell which words "
             "translate which");
        return NULL;
    }
    struct rns_counts *c = memory_new(1, sizeof *c);
    c->model = model;
    return c;
}

void rns_counts_free(struct rns_counts *c)
{
    if (!c) return;
    map_free(&c->met);
    memory_free(c->count);
    memory_free(c);
}

/* --- counting --------------------------------------------------------------------------------- */

static void add_weight(struct rns_counts *c, int source, int target, double weight)
{
    const int pair[2] = { source, target };
    const int next = c->met.count;
    const int i = *map_put(&c->met, (const char *)pair, sizeof pair, next);
    if (i == next) {
        c->count = memory_grow(c->count, (size_t)next, &c->room, sizeof *c->count);
        c->count[i] = 0;
    }
    c->count[i] += weight;
}

/* As vocab_encode has it: what reads "</s>" in a text is unknown. */
static int id_of(const struct vocab *vocab, const char *word)
{
    const int id = vocab_id(vocab, word, strlen(word));
    return id == VOCAB_EOS ? VOCAB_UNK : id;
}

static void add_pair(struct rns_counts *c, const struct rns_pair *p)
{
    int *source = memory_new((size_t)p->S + 1, sizeof *source);
    for (int j = 0; j < p->S; j++) source[j] = id_of(c->model->source_vocab, p->source[j]);
    source[p->S] = VOCAB_EOS;
    for (int i = 0; i < p->T; i++) {
        const int target = id_of(c->model->target_vocab, p->target[i]);
        const double *row = p->align + (size_t)i * ((size_t)p->S + 1);
        for (int j = 0; j <= p->S && target >= VOCAB_SPECIAL; j++)
            if (row[j] >= WEIGHT_LEAST) add_weight(c, source[j], target, row[j]);
    }
    memory_free(source);
}

bool rns_counts_add(struct rns_counts *c, const char *const *source, const char *const *target,
                    int n, struct rns_error *err)
{
    struct rns_pair *pair = memory_new((size_t)n, sizeof *pair);
    const bool ok = align_pieces(c->model, source, target, n, pair, err);
    for (int i = 0; i < n && ok; i++) {
        if (pair[i].align) add_pair(c, &pair[i]);
        rns_pair_free(&pair[i]);
    }
    memory_free(pair);
    return ok;
}

/* --- a lexicon -------------------------------------------------------------------------------- */

static struct translation *sort_counts(const struct rns_counts *c)
{
    struct translation *all = memory_new((size_t)c->met.count, sizeof *all);
    for (int i = 0; i < c->met.count; i++) {
        int pair[2];
        memcpy(pair, map_key(&c->met, i, NULL), sizeof pair);
        all[i] = (struct translation){ pair[0], pair[1], c->count[i] };
    }
    translations_sort(all, (size_t)c->met.count);
    return all;
}

/* A word with a tab inside would be two to whoever reads the table. */
static bool is_column(const char *word) { return *word && !strpbrk(word, " \t"); }

/* The lines of one source word. */
static void write_word(const struct rns_model *m, const struct translation *of, int count,
                       struct str *out)
{
    double sum = 0;
    for (int k = 0; k < count; k++) sum += of[k].weight;
    for (int k = 0; k < count && k < TRANSLATIONS_MOST; k++) {
        const double p = of[k].weight / sum;
        char number[32];
        if (p < P_LEAST) break;
        if (!is_column(m->target_vocab->word[of[k].target]) ||
            !is_column(m->source_vocab->word[of[k].source]))
            continue;
        number_write(number, sizeof number, "%.6f", p);
        str_print(out, "%s %s %s\n", m->target_vocab->word[of[k].target],
                  m->source_vocab->word[of[k].source], number);
    }
}

char *rns_counts_lexicon(const struct rns_counts *c)
{
    struct translation *all = sort_counts(c);
    struct str out = { 0 };
    for (int from = 0, to; from < c->met.count; from = to) {
        for (to = from + 1; to < c->met.count && all[to].source == all[from].source;) to++;
        write_word(c->model, all + from, to - from, &out);
    }
    memory_free(all);
    return str_take(&out);
}
