#include "nn/layer_norm.h"

#include <stdio.h>

#include "nn/vec.h"

static void add_part(struct param *p, struct params *t, const char *name, enum param_role role,
                     int n)
{
    char full[sizeof p->name];
    snprintf(full, sizeof full, "%s.%s", name, role == PARAM_GAIN ? "gain" : "bias");
    params_add(t, p, full, role, 1, n);
}

void layer_norm_add(struct layer_norm *l, struct params *t, const char *name, int H)
{
    add_part(&l->gain, t, name, PARAM_GAIN, 3 * H);
    add_part(&l->bias, t, name, PARAM_BIAS, 3 * H);
}

struct layer_norm_tape layer_norm_tape_new(const struct layer_norm *l, int N, struct arena *mem)
{
    const int n = l->gain.w.cols;
    if (n == 0) return (struct layer_norm_tape){ 0 };
    return (struct layer_norm_tape){ mat_new(mem, N, n), mat_new(mem, N, 2), mat_new(mem, N, n) };
}

struct layer_norm_tape layer_norm_tape_rows(const struct layer_norm_tape *t, int from, int count)
{
    if (!t->x.at) return *t;
    return (struct layer_norm_tape){ mat_rows(t->x, from, count), mat_rows(t->inverse, from, count),
                                     mat_rows(t->dx, from, count) };
}

struct mat layer_norm_in(struct layer_norm_tape t, struct mat y) { return t.x.at ? t.x : y; }

struct mat layer_norm_out(struct layer_norm_tape t, struct mat dy) { return t.x.at ? t.dx : dy; }

struct mat layer_norm_columns(struct mat m, enum norm_part part)
{
    const int H = m.cols / 3;
    return part == NORM_GATES ? mat_cols(m, 0, 2 * H) : mat_cols(m, 2 * H, H);
}

void layer_norm_forward_part(const struct layer_norm *l, enum norm_part part,
                             struct layer_norm_tape t, struct mat y)
{
    if (!t.x.at) return;
    const struct mat x = layer_norm_columns(t.x, part), to = layer_norm_columns(y, part);
    const real *g = layer_norm_columns(l->gain.w, part).at;
    const real *b = layer_norm_columns(l->bias.w, part).at;
#pragma omp parallel for schedule(static) if (mat_worth(x))
    for (int i = 0; i < x.rows; i++)
        row(t.inverse, i)[part] = vec_layer_norm(row(x, i), g, b, row(to, i), x.cols);
}

void layer_norm_backward_part(const struct layer_norm *l, enum norm_part part,
                              struct layer_norm_tape t, struct mat dy)
{
    if (!t.x.at) return;
    const struct mat x = layer_norm_columns(t.x, part), d = layer_norm_columns(dy, part);
    const struct mat dx = layer_norm_columns(t.dx, part);
    const real *g = layer_norm_columns(l->gain.w, part).at;
#pragma omp parallel for schedule(static) if (mat_worth(x))
    for (int i = 0; i < x.rows; i++) {
        const struct normed n = { row(x, i), g, row(t.inverse, i)[part] };
        vec_layer_norm_backward(n, row(d, i), row(dx, i), x.cols);
    }
}

void layer_norm_forward(const struct layer_norm *l, struct layer_norm_tape t, struct mat y)
{
    layer_norm_forward_part(l, NORM_GATES, t, y);
    layer_norm_forward_part(l, NORM_CANDIDATE, t, y);
}

void layer_norm_backward(const struct layer_norm *l, struct layer_norm_tape t, struct mat dy)
{
    layer_norm_backward_part(l, NORM_GATES, t, dy);
    layer_norm_backward_part(l, NORM_CANDIDATE, t, dy);
}

/* Each column's sum runs down the rows; the threads share out columns. */
void layer_norm_gradient(struct layer_norm *l, struct layer_norm_tape t, struct mat dy)
{
    enum { WIDE = 256 };
    if (!t.x.at) return;
    add_rows(dy, l->bias.dw);
#pragma omp parallel for schedule(static) if (mat_worth(dy))
    for (int j = 0; j < dy.cols; j += WIDE) {
        const int wide = dy.cols - j < WIDE ? dy.cols - j : WIDE;
        for (int i = 0; i < dy.rows; i++)
            vec_add_product(row(dy, i) + j, row(t.x, i) + j, l->gain.dw.at + j, wide);
    }
}
