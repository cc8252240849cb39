/* attention.h -- the alignment model and the context it makes.
 *
 *     e_ij = score(q_i, h_j)          of the words j that q_i sees      (nn/scores.h, nn/window.h)
 *     α_ij = exp e_ij / Σ_k exp e_ik   over those words, real ones      [B15, eq. 6]
 *     c_i  = Σ_j α_ij h_j     or h_j of one word j (nn/hard.h)            [B15, eq. 5]
 *
 * [B15]'s own score, the default, is e_ij = vᵀ tanh(W q_i + U h_j) of all words.  Whatever the
 * score, it reads a query W q_i and a key of h_j.  Keys do not wait for the decoder:
 * attention_keys computes them once a sentence.
 *
 * Guided attention knows links A (base/guide.h) and adds to the loss  w Σ_ij −A_ij log α_ij, of
 * which ∂/∂e_ij = w (α_ij Σ_k A_ik − A_ij), sums over the words seen.  A link to a word that is not
 * seen has no part in either: no α_ij could follow it  [Chen et al. 2016; Liu et al. 2016].
 *
 * Shapes    q [n][H]    h [N][2H] and keys [N][K] of packed source words    α [n][S]    c [n][2H]
 *           queries [n][Q]    row r of q looks at source column column[r]
 *           Q and K are the score's: both A for the additive one
 */
#ifndef NN_ATTENTION_H
#define NN_ATTENTION_H

#include "base/guide.h"
#include "base/packed.h"
#include "nn/linear.h"

struct arena;

enum attention_score { SCORE_ADDITIVE, SCORE_DOT, SCORE_SCALED_DOT, SCORE_GENERAL, SCORE_LOCATION };
enum attention_window { WINDOW_GLOBAL, WINDOW_LOCAL_M, WINDOW_LOCAL_P };
enum attention_context { CONTEXT_SOFT, CONTEXT_HARD };

/* All zero is [B15]'s. */
struct attention_kind {
    enum attention_score score;
    enum attention_window window;
    int width;     /* D of a local window, at least 1                         */
    int positions; /* location: the source words it can weigh, from the first */
    bool coverage; /* additive reads what was looked at before                */
    enum attention_context context;
    double entropy; /* hard: λ, its weight in the loss */
};

/* How wide a score's query and key are. */
struct attention_shape {
    int query, key; /* Q, K; K = 0: there is no U           */
    int energy;     /* A, the length of v; 0: there is no v */
    real scale;     /* of a product of query and key        */
};
struct attention_shape attention_shape(const struct attention_kind *, int H, int A);

struct attention {
    struct attention_kind kind;
    const struct score *score;
    struct attention_shape shape;
    struct param W, U, v;     /* [Q][H]    [K][2H]    [1][A] */
    struct weight query, key; /* W and U as they multiply    */
    struct param W_p, v_p;    /* [A][H]    [1][A]    local-p */
    struct weight centre;     /* W_p as it multiplies        */
    struct param C;           /* [1][A] coverage             */
};

/* What is looked at. */
struct source {
    const struct packed *words;
    struct mat h, keys; /* keys are h itself where there is no U */
};

/* What some kinds of attention have besides, as views; empty for the others. */
struct look_more {
    const int *position; /* [n]    local-m: which target word it is, from 0                 */
    struct mat centre;   /* [n][A] local-p: tanh(W_p q), zero on the way in                 */
    struct mat coverage; /* [n][S] Σ α of the looks before                                  */
    const real *uniform; /* [n]    hard: what draws, from [0, 1); NULL: likeliest word taken */
};
struct look_more look_more_new(const struct attention *, int n, int S, struct arena *);
struct look_more look_more_rows(const struct look_more *, int from, int count);

/* One step, or any rows of looks, as views. */
struct look {
    const int *column;
    struct mat q;     /* [n][H]                                */
    struct mat query; /* [n][Q]  W q, zero on the way in       */
    struct mat alpha; /* [n][S]  zero beyond what the row sees */
    struct mat c;     /* [n][2H] zero on the way in            */
    struct look_more more;
};

/* One of its rows, and the words it sees: from .. to − 1 of its source column. */
struct glance {
    int row, column, from, to;
};

struct look_more_gradient {
    struct mat dcentre;    /* [n][A] local-p: out, before its tanh                        */
    struct mat ds;         /* [n][1] local-p: out, of s = v_pᵀ tanh(W_p q)                */
    struct mat dcoverage;  /* [n][S] in: of what is covered after the look; out: before   */
    struct mat dC;         /* [columns][A] adds                                           */
    const real *advantage; /* [n] hard, in: A_i (nn/hard.h), where words are drawn        */
    double entropy;        /* hard, in: λ, times the scale of the gradient                */
};
struct look_more_gradient look_more_gradient_new(const struct attention *, const struct source *,
                                                 int n, struct arena *);
struct look_more_gradient look_more_gradient_rows(const struct look_more_gradient *, int from,
                                                  int count);

/* Gradients of a look; rows of different sentences never meet. */
struct look_gradient {
    struct mat dc;        /* [n][2H] in                                       */
    struct mat dquery;    /* [n][Q]  out, zero on the way in                  */
    struct mat dq;        /* [n][H]  adds                                     */
    struct mat dh, dkeys; /* [N][2H], [N][K] add; dkeys is dh where keys is h */
    struct mat dv;        /* [columns][A] adds, a row for each source column  */
    struct mat de;        /* [n][S]  out, ∂L/∂e of the words it sees          */
    struct guide guide;   /* A of these rows                                  */
    real guide_weight;    /* w                                                */
    struct look_more_gradient more;
};

/* Multiply-adds of a forward pass for each source word, target word, pair of which one sees the
 * other. */
struct attention_flops {
    double source, target, pair;
};
struct attention_flops attention_flops(const struct attention_kind *, int H, int A);

void attention_add(struct attention *, struct params *, const char *name,
                   const struct attention_kind *, int H, int A);
struct mat attention_keys(const struct attention *, struct mat h, struct arena *);
/* The gradient of the keys, zero or, where keys are h, dh. */
struct mat attention_dkeys(const struct attention *, struct mat dh, struct arena *);
void attention_forward(const struct attention *, const struct source *, const struct look *);
/* Σ −A_ij log α_ij over the words seen, and how many rows have such links. */
struct guide_loss {
    double sum;
    long rows;
};
struct guide_loss attention_guide_loss(const struct attention *, const struct source *,
                                       const struct look *, struct guide);
/* The row of de, by log α_j: −w A_j to each word seen; returns the sum of these w A_j. */
real attention_guide_backward(const struct look_gradient *, struct glance);
/* The rows must be of different sentences. */
void attention_backward(const struct attention *, const struct source *, const struct look *,
                        const struct look_gradient *);
/* The gradients of the parameters of a whole sweep, and dh. */
void attention_gradient(struct attention *, const struct source *, const struct look *all,
                        const struct look_gradient *all_gradients, struct arena *);

#endif
