#include "nn/embed.h"

#include <assert.h>
#include <string.h>

#include "nn/vec.h"

void embed_add(struct embed *e, struct params *t, const char *name, int V, int m)
{
    params_add(t, &e->E, name, PARAM_INPUT, V, m);
}

void embed_forward(const struct embed *e, const int *word, struct mat x)
{
    for (int i = 0; i < x.rows; i++) {
        assert(word[i] < e->E.w.rows);
        if (word[i] < 0) memset(row(x, i), 0, (size_t)x.cols * sizeof(real));
        else memcpy(row(x, i), row(e->E.w, word[i]), (size_t)x.cols * sizeof(real));
    }
}

void embed_backward(struct embed *e, const int *word, struct mat dx)
{
    for (int i = 0; i < dx.rows; i++)
        if (word[i] >= 0) vec_axpy(1, row(dx, i), row(e->E.dw, word[i]), dx.cols);
}
