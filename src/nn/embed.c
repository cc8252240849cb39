#include "nn/embed.h"

#include <assert.h>
#include <string.h>

#include "nn/vec.h"

void embed_add(struct embed *e, struct params *t, const char *name, int V, int m)
{
    params_add(t, &e->E, name, PARAM_EMBEDDING, V, m);
    e->of = &e->E;
}

void embed_tie(struct embed *e, const struct embed *to) { e->of = to->of; }

void embed_forward(const struct embed *e, const int *word, struct mat x)
{
#pragma omp parallel for schedule(static) if (mat_worth(x))
    for (int i = 0; i < x.rows; i++) {
        assert(word[i] < e->of->w.rows);
        if (word[i] < 0) memset(row(x, i), 0, (size_t)x.cols * sizeof(real));
        else memcpy(row(x, i), row(e->of->w, word[i]), (size_t)x.cols * sizeof(real));
    }
}

/* A word may stand in many rows; the threads share out columns. */
void embed_backward(struct embed *e, const int *word, struct mat dx)
{
    enum { WIDE = 32 };
#pragma omp parallel for schedule(static) if (mat_worth(dx))
    for (int j = 0; j < dx.cols; j += WIDE) {
        const int wide = dx.cols - j < WIDE ? dx.cols - j : WIDE;
        for (int i = 0; i < dx.rows; i++)
            if (word[i] >= 0) vec_axpy(1, row(dx, i) + j, row(e->of->dw, word[i]) + j, wide);
    }
}
