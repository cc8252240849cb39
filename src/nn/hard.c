#include "nn/hard.h"

#include <float.h>
#include <math.h>

/* The first word up to which the weights add up to more than u, of those that have one. */
static int draw(const real *alpha, struct glance g, double u)
{
    int last = g.from;
    double sum = 0;
    for (int j = g.from; j < g.to && sum <= u; j++) {
        sum += alpha[j];
        if (alpha[j] > 0) last = j;
    }
    return last;
}

static int likeliest(const real *alpha, struct glance g)
{
    int best = g.from;
    for (int j = g.from; j < g.to; j++)
        if (alpha[j] > alpha[best]) best = j;
    return best;
}

int hard_choice(const struct look *l, struct glance g)
{
    const real *alpha = row(l->alpha, g.row);
    return l->more.uniform ? draw(alpha, g, l->more.uniform[g.row]) : likeliest(alpha, g);
}

void hard_backward(const struct look *l, const struct look_gradient *d, struct glance g)
{
    const real *alpha = row(l->alpha, g.row);
    real *de = row(d->de, g.row);
    const double entropy = l->more.uniform ? d->more.entropy : 0;
    for (int j = g.from; j < g.to; j++) de[j] = (real)(entropy * log(fmax(alpha[j], FLT_MIN)));
    if (!l->more.uniform) return;
    const int j = hard_choice(l, g);
    de[j] -= d->more.advantage[g.row] / alpha[j];
}
