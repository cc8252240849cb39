#include "nn/weight.h"

#include "base/memory.h"

void weight_add_rows(struct weight *w, struct params *t, const struct param *of, int from, int out)
{
    *w = (struct weight){ .of = of, .from = from, .out = out, .in = of->w.cols };
    t->weights =
        memory_grow(t->weights, (size_t)t->weight_count, &t->weight_room, sizeof *t->weights);
    t->weights[t->weight_count++] = w;
}

void weight_add(struct weight *w, struct params *t, const struct param *of)
{
    weight_add_rows(w, t, of, 0, of->w.rows);
}

/* The weight's rows as they are now. */
static struct mat matrix(const struct weight *w) { return mat_rows(w->of->w, w->from, w->out); }

void weights_arrange(struct params *t, bool backward)
{
    for (int i = 0; i < t->weight_count; i++) {
        struct weight *w = t->weights[i];
        if (!w->forward.at) w->forward = panels_take(&t->arranged, w->in, w->out);
        w->forward.bf16 = backward && t->bf16;
        panels_fill_transposed(w->forward, matrix(w));
        if (!backward) continue;
        if (!w->backward.at) w->backward = panels_take(&t->arranged, w->out, w->in);
        w->backward.bf16 = t->bf16;
        panels_fill(w->backward, matrix(w));
    }
}

void weight_forward(const struct weight *w, struct mat x, struct mat y)
{
    mul_panels(x, w->forward, y);
}

void weight_backward(const struct weight *w, struct mat dy, struct mat dx)
{
    mul_panels(dy, w->backward, dx);
}

void weight_gradient(const struct weight *w, struct mat dy, struct mat x, struct arena *mem)
{
    mul_transposed(dy, x, mat_rows(w->of->dw, w->from, w->out), w->backward.bf16, mem);
}
