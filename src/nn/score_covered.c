/* e_ij = vᵀ tanh(W q_i + U h_j + C γ_ij),  γ_ij = Σ_{k<i} α_kj: additive, with what was covered. */
#include "nn/scores.h"
#include "nn/vec.h"

static struct attention_shape shape(const struct attention_kind *kind, int H, int A)
{
    (void)kind, (void)H;
    return (struct attention_shape){ .query = A, .key = A, .energy = A };
}

static struct covered_energy pair(const struct attention *a, const struct source *s,
                                  const struct look *l, struct glance g, int j)
{
    return (struct covered_energy){ row(l->query, g.row),
                                    row(s->keys, packed_row(s->words, j, g.column)), a->v.w.at,
                                    a->C.w.at, row(l->more.coverage, g.row)[j] };
}

static void energies(const struct attention *a, const struct source *s, const struct look *l,
                     struct glance g, real *e)
{
    for (int j = g.from; j < g.to; j++)
        e[j] = vec_energy_covered(pair(a, s, l, g, j), a->shape.energy);
}

static void backward(const struct attention *a, const struct source *s, const struct look *l,
                     const struct look_gradient *d, struct glance g)
{
    const real *de = row(d->de, g.row);
    real *dcoverage = row(d->more.dcoverage, g.row);
    for (int j = g.from; j < g.to; j++)
        dcoverage[j] += vec_energy_covered_backward(
            pair(a, s, l, g, j), de[j],
            (struct energy_gradient){ row(d->dquery, g.row),
                                      row(d->dkeys, packed_row(s->words, j, g.column)),
                                      row(d->dv, g.column), row(d->more.dC, g.column) },
            a->shape.energy);
}

const struct score score_covered = { shape, energies, backward };
