/* rnnsearch_attend.h -- attention by itself, for matrices: a part of rnnsearch.h. */
#ifndef RNNSEARCH_ATTEND_H
#define RNNSEARCH_ATTEND_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rns_error;

/* Row-major. */
struct rns_matrix {
    int rows, cols;
    double *at;
};
struct rns_matrix rns_matrix_new(int rows, int cols); /* zero */
void rns_matrix_free(struct rns_matrix *);            /* releases the contents and empties it */
/* A .npy file of one or two dimensions, float32 or float64 in C order, or numbers with tabs or
 * blanks between, a line a row.  Every number is finite. */
bool rns_matrix_read(struct rns_matrix *, const char *path, struct rns_error *);
/* The contents of such a file, float64 or ten digits; rns_text_free. */
char *rns_matrix_write(const struct rns_matrix *, bool npy, size_t *length);

/* Each of m queries looks at n keys for their values, in each head:
 *
 *     e_ij = score(q_i, k_j)      α_i = softmax(e_i)      o_i = Σ_j α_ij v_j
 *
 *     additive      pᵀ tanh(q + k)     p: `parameter` [1][d]; empty: ones
 *     dot           qᵀ k
 *     scaled-dot    qᵀ k / √d
 *     general       qᵀ P k             P: `parameter` [d][d of the keys / heads]; empty: identity
 *     location      q_j                at least n columns
 *
 * Heads share out the columns of query, keys and values evenly, d being a head's; `parameter` has
 * its columns (additive) or rows (general) for head after head.  Attention of [B15] is the additive
 * score with q = W s, k = U h, p = v and values h. */
struct rns_attention {
    const char *score; /* one of the names above */
    int heads;         /* at least 1 */
    struct rns_matrix query, key, value, parameter;
};
/* Fills weights [heads * m][n], head after head, and out [m][columns of value]. */
bool rns_attend(const struct rns_attention *, double *weights, double *out, struct rns_error *);

/* From ∂L/∂out the gradients of all that was read, which are added to matrices of those shapes. */
struct rns_attention_gradient {
    const double *weights, *out; /* as rns_attend filled them; ∂L/∂out */
    double *query, *key, *value;
    double *parameter; /* NULL where there is none, or nobody asks */
};
bool rns_attend_backward(const struct rns_attention *, const struct rns_attention_gradient *,
                         struct rns_error *);

#ifdef __cplusplus
}
#endif

#endif
