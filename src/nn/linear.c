#include "nn/linear.h"

#include <stdio.h>
#include <string.h>

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
    weight_add(&l->weight, t, &l->W);
}

void linear_add_biased(struct linear *l, struct params *t, const char *name, int out, int in)
{
    linear_add(l, t, name, out, in);
    l->biased = true;
    add_part(&l->b, t, name, "b", 1, out);
}

void linear_add_tied(struct linear *l, struct params *t, const char *name, const struct param *W)
{
    *l = (struct linear){ .biased = true };
    weight_add(&l->weight, t, W);
    add_part(&l->b, t, name, "b", 1, l->weight.out);
}

static void repeat_row(const real *b, struct mat y)
{
#pragma omp parallel for schedule(static) if (mat_worth(y))
    for (int i = 0; i < y.rows; i++) memcpy(row(y, i), b, (size_t)y.cols * sizeof(real));
}

void linear_begin(const struct linear *l, struct mat y)
{
    if (l->biased) repeat_row(l->b.w.at, y);
}

void linear_forward(const struct linear *l, struct mat x, struct mat y)
{
    linear_begin(l, y);
    weight_forward(&l->weight, x, y);
}

void linear_backward(struct linear *l, struct mat x, struct mat dy, struct mat dx,
                     struct arena *mem)
{
    weight_gradient(&l->weight, dy, x, mem);
    if (l->biased) add_rows(dy, l->b.dw);
    if (dx.at) weight_backward(&l->weight, dy, dx);
}
