#include "nn/linear.h"

#include <stdio.h>

#include "nn/vec.h"

static void add_part(struct param *p, struct params *t, const char *name, const char *part,
                     int rows, int cols)
{
    char full[sizeof p->name];
    snprintf(full, sizeof full, "%s.%s", name, part);
    params_add(t, p, full, *part == 'b' ? PARAM_BIAS : PARAM_INPUT, rows, cols);
}

void linear_add(struct linear *l, struct params *t, const char *name, int out, int in)
{
    *l = (struct linear){ .biased = false };
    add_part(&l->W, t, name, "W", out, in);
}

void linear_add_biased(struct linear *l, struct params *t, const char *name, int out, int in)
{
    linear_add(l, t, name, out, in);
    l->biased = true;
    add_part(&l->b, t, name, "b", 1, out);
}

void linear_forward(const struct linear *l, struct mat x, struct mat y)
{
    if (l->biased)
        for (int i = 0; i < y.rows; i++) vec_axpy(1, l->b.w.at, row(y, i), y.cols);
    mul_nt(x, l->W.w, y);
}

void linear_backward(struct linear *l, struct mat x, struct mat dy, struct mat dx)
{
    mul_tn(dy, x, l->W.dw);
    if (l->biased) bias_backward(&l->b, dy);
    if (dx.at) mul_nn(dy, l->W.w, dx);
}

void bias_backward(struct param *b, struct mat dy)
{
    for (int i = 0; i < dy.rows; i++) vec_axpy(1, row(dy, i), b->dw.at, dy.cols);
}
