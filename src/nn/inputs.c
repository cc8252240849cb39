#include "nn/inputs.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "nn/vec.h"

/* A row for each distinct word, in the order of their first occurrence; word -1 is one, too. */
static int number_distinct(const int *word, int N, int V, int *distinct, int *row, int *seen)
{
    int count = 0;
    memset(seen, 0, ((size_t)V + 1) * sizeof *seen);
    for (int i = 0; i < N; i++) {
        int *first = &seen[word[i] + 1];
        if (*first == 0) {
            distinct[count] = word[i];
            *first = ++count;
        }
        row[i] = *first - 1;
    }
    return count;
}

static const int *drop_words(struct dropout dropout, const int *word, int N, struct arena *mem)
{
    if (dropout.rate <= 0) return word;
    int *kept = arena_take(mem, (size_t)N, sizeof *kept);
    for (int i = 0; i < N; i++) kept[i] = dropout_drops(dropout, i) ? -1 : word[i];
    return kept;
}

static void scale_words(struct dropout dropout, struct mat x)
{
    if (dropout.rate > 0) mat_scale((real)(1 / (1 - dropout.rate)), x);
}

struct inputs inputs_new(const struct embed *e, const int *word, int N,
                         struct inputs_dropout dropout, struct arena *mem)
{
    const int V = e->of->w.rows;
    struct inputs in = { .word = drop_words(dropout.word, word, N, mem), .dropout = dropout };
    int count = N;
    if (dropout.x.rate <= 0) {
        int *distinct = arena_take(mem, (size_t)N, sizeof(int));
        int *row = arena_take(mem, (size_t)N, sizeof(int));
        int *seen = arena_take(mem, (size_t)V + 1, sizeof(int));
        count = number_distinct(in.word, N, V, distinct, row, seen);
        in.word = distinct;
        in.row = row;
    }
    in.x = mat_take(mem, count, e->of->w.cols);
    embed_forward(e, in.word, in.x);
    scale_words(dropout.word, in.x);
    dropout_apply(dropout.x, in.x);
    return in;
}

static void repeat(const struct inputs *in, struct mat each, struct mat all)
{
#pragma omp parallel for schedule(static) if (mat_worth(all))
    for (int i = 0; i < all.rows; i++)
        memcpy(row(all, i), row(each, in->row ? in->row[i] : i), (size_t)all.cols * sizeof(real));
}

/* forward: repeat; a word may occur many times, so the threads share out columns. */
static void unrepeat(const struct inputs *in, struct mat dall, struct mat deach)
{
    enum { WIDE = 128 };
#pragma omp parallel for schedule(static) if (mat_worth(dall))
    for (int j = 0; j < dall.cols; j += WIDE) {
        const int wide = dall.cols - j < WIDE ? dall.cols - j : WIDE;
        for (int i = 0; i < dall.rows; i++)
            vec_axpy(1, row(dall, i) + j, row(deach, in->row ? in->row[i] : i) + j, wide);
    }
}

void inputs_forward(const struct inputs *in, const struct linear *l, struct mat y,
                    struct arena *mem)
{
    assert(l->biased);
    if (!in->row) {
        linear_forward(l, in->x, y);
        return;
    }
    const struct arena_mark mark = arena_mark(mem);
    const struct mat each = mat_take(mem, in->x.rows, y.cols);
    linear_forward(l, in->x, each);
    repeat(in, each, y);
    arena_release(mem, mark);
}

void inputs_backward(const struct inputs *in, struct linear *l, struct mat dy, struct mat dx,
                     struct arena *mem)
{
    if (!in->row) {
        linear_backward(l, in->x, dy, dx, mem);
        return;
    }
    const struct arena_mark mark = arena_mark(mem);
    const struct mat deach = mat_new(mem, in->x.rows, dy.cols);
    unrepeat(in, dy, deach);
    linear_backward(l, in->x, deach, dx, mem);
    arena_release(mem, mark);
}

void inputs_rows(const struct inputs *in, struct mat all) { repeat(in, in->x, all); }

void inputs_rows_backward(const struct inputs *in, struct mat dall, struct mat dx)
{
    unrepeat(in, dall, dx);
}

void inputs_embed_backward(const struct inputs *in, struct embed *e, struct mat dx)
{
    dropout_apply(in->dropout.x, dx);
    scale_words(in->dropout.word, dx);
    embed_backward(e, in->word, dx);
}
