#include "model/posterior.h"

#include <math.h>

#include "base/memory.h"

/* log √p without its denominator: ½ w · maxout(a + b) */
static double worth(const real *w, const real *a, const real *b, int M)
{
    double sum = 0;
    for (int k = 0; k < M; k++) {
        const real even = a[2 * k] + b[2 * k], odd = a[2 * k + 1] + b[2 * k + 1];
        sum += (double)(w[k] * (even > odd ? even : odd));
    }
    return sum / 2;
}

/* α_j ← α_j exp e_j / Σ_k α_k exp e_k */
static void weigh(real *alpha, const real *e, int S)
{
    double most = -INFINITY, sum = 0;
    for (int j = 0; j < S; j++) most = fmax(most, (double)e[j]);
    for (int j = 0; j < S; j++) sum += alpha[j] * exp(e[j] - most);
    for (int j = 0; sum > 0 && j < S; j++) alpha[j] = (real)(alpha[j] * exp(e[j] - most) / sum);
}

struct mat posterior(const struct decoder *d, const struct memory *m, const struct decoder_run *run,
                     struct arena *mem)
{
    const struct decoder_tape *all = &run->all;
    const struct packed *source = m->source.words;
    const struct mat of_row = mat_take(mem, all->s.rows, 2 * d->M);
    const struct mat of_annotation = mat_new(mem, m->source.h.rows, 2 * d->M);
    linear_forward(&d->read_state, all->s, of_row); /* U_o s_i + V_o y_{i−1} + b */
    linear_forward(&d->read_word, all->x, of_row);
    weight_forward(&d->read_context.weight, m->source.h, of_annotation); /* C_o h_j */

    const struct mat alpha = mat_take(mem, all->alpha.rows, all->alpha.cols);
    const struct mat e = mat_take(mem, alpha.rows, alpha.cols);
    mat_copy(all->alpha, alpha);
#pragma omp parallel for schedule(static)
    for (int r = 0; r < alpha.rows; r++) {
        const int b = all->column[r], S = source->length[b];
        const real *w = row(d->out.weight.of->w, run->words->id[r]);
        for (int j = 0; j < S; j++)
            row(e, r)[j] =
                (real)worth(w, row(of_row, r), row(of_annotation, packed_row(source, j, b)), d->M);
        weigh(row(alpha, r), row(e, r), S);
    }
    return alpha;
}
