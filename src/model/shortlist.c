#include "model/shortlist.h"

#include <string.h>

#include "base/memory.h"

/* The words of any sentence, and from now on their places among them instead of their numbers. */
static void unite(struct shortlist *l, int B, int V, struct arena *mem)
{
    int *place = arena_zero(mem, (size_t)V, sizeof *place);
    l->word = arena_take(mem, (size_t)V, sizeof *l->word);
    for (int b = 0; b < B; b++)
        for (int k = 0; k < l->own[b].count; k++) place[l->own[b].at[k]] = 1;
    for (int v = 0; v < V; v++) {
        if (!place[v]) continue;
        place[v] = l->count;
        l->word[l->count++] = v;
    }
    for (int b = 0; b < B; b++)
        for (int k = 0; k < l->own[b].count; k++) l->own[b].at[k] = place[l->own[b].at[k]];
}

static void lay_out(struct shortlist *l, const struct linear *out, struct arena *mem)
{
    const int M = out->weight.in;
    l->W = panels_take(mem, M, l->count);
    l->W.bf16 = out->weight.forward.bf16;
    l->b = arena_take(mem, (size_t)l->count, sizeof *l->b);
    const struct arena_mark mark = arena_mark(mem);
    const struct mat rows = mat_take(mem, l->count, M);
    for (int i = 0; i < l->count; i++) {
        memcpy(row(rows, i), row(out->weight.of->w, l->word[i]), (size_t)M * sizeof(real));
        l->b[i] = row(out->b.w, 0)[l->word[i]];
    }
    panels_fill_transposed(l->W, rows);
    arena_release(mem, mark);
}

struct shortlist shortlist_new(const struct linear *out, struct word_set *own, int B,
                               struct arena *mem)
{
    struct shortlist l = { .own = own };
    unite(&l, B, out->weight.out, mem);
    lay_out(&l, out, mem);
    return l;
}

void shortlist_forward(const struct shortlist *l, struct mat t, struct mat logits)
{
    for (int i = 0; i < logits.rows; i++)
        memcpy(row(logits, i), l->b, (size_t)l->count * sizeof(real));
    mul_panels(t, l->W, logits);
}

/* Places rise, so none is overwritten before it is read: at[k] >= k. */
int shortlist_pick(const struct shortlist *l, int column, real *logit)
{
    const struct word_set own = l->own[column];
    for (int k = 0; k < own.count; k++) logit[k] = logit[own.at[k]];
    return own.count;
}

int shortlist_word(const struct shortlist *l, int column, int k)
{
    return l->word[l->own[column].at[k]];
}

int shortlist_place(const struct shortlist *l, int column, int word)
{
    int low = 0, high = l->own[column].count;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (shortlist_word(l, column, middle) < word) low = middle + 1;
        else high = middle;
    }
    return low < l->own[column].count && shortlist_word(l, column, low) == word ? low : -1;
}
