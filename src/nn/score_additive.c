/* e_ij = vᵀ tanh(W q_i + U h_j), computed again in backward rather than kept for every (i, j). */
#include "nn/scores.h"
#include "nn/vec.h"

static struct attention_shape shape(const struct attention_kind *kind, int H, int A)
{
    (void)kind, (void)H;
    return (struct attention_shape){ .query = A, .key = A, .energy = A };
}

static void energies(const struct attention *a, const struct source *s, const struct look *l,
                     struct glance g, real *e)
{
    for (int j = g.from; j < g.to; j++)
        e[j] = vec_energy(row(l->query, g.row), row(s->keys, packed_row(s->words, j, g.column)),
                          a->v.w.at, a->shape.energy);
}

static void backward(const struct attention *a, const struct source *s, const struct look *l,
                     const struct look_gradient *d, struct glance g)
{
    const real *de = row(d->de, g.row);
    for (int j = g.from; j < g.to; j++) {
        const int at = packed_row(s->words, j, g.column);
        vec_energy_backward(row(l->query, g.row), row(s->keys, at), a->v.w.at, de[j],
                            (struct energy_gradient){ row(d->dquery, g.row), row(d->dkeys, at),
                                                      row(d->dv, g.column), NULL },
                            a->shape.energy);
    }
}

const struct score score_additive = { shape, energies, backward };
