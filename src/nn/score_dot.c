/* e_ij = scale · queryᵀ key_j: dot, scaled-dot and general differ in what query and key are. */
#include <math.h>

#include "nn/scores.h"
#include "nn/vec.h"

static struct attention_shape shape_dot(const struct attention_kind *kind, int H, int A)
{
    (void)kind, (void)H;
    return (struct attention_shape){ .query = A, .key = A, .scale = 1 };
}

static struct attention_shape shape_scaled(const struct attention_kind *kind, int H, int A)
{
    (void)kind, (void)H;
    return (struct attention_shape){ .query = A, .key = A, .scale = 1 / (real)sqrt(A) };
}

static struct attention_shape shape_general(const struct attention_kind *kind, int H, int A)
{
    (void)kind, (void)A;
    return (struct attention_shape){ .query = 2 * H, .scale = 1 };
}

static void energies(const struct attention *a, const struct source *s, const struct look *l,
                     struct glance g, real *e)
{
    for (int j = g.from; j < g.to; j++)
        e[j] = a->shape.scale * vec_dot(row(l->query, g.row),
                                        row(s->keys, packed_row(s->words, j, g.column)),
                                        a->shape.query);
}

static void backward(const struct attention *a, const struct source *s, const struct look *l,
                     const struct look_gradient *d, struct glance g)
{
    const real *de = row(d->de, g.row);
    for (int j = g.from; j < g.to; j++) {
        const int at = packed_row(s->words, j, g.column);
        vec_axpy(a->shape.scale * de[j], row(s->keys, at), row(d->dquery, g.row), a->shape.query);
        vec_axpy(a->shape.scale * de[j], row(l->query, g.row), row(d->dkeys, at), a->shape.query);
    }
}

const struct score score_dot = { shape_dot, energies, backward };
const struct score score_scaled_dot = { shape_scaled, energies, backward };
const struct score score_general = { shape_general, energies, backward };
