/* decoder.h -- the decoder that attends: one word at a time for search, a whole sentence for
 * training; both run the same step.
 *
 * A step is "go on by the previous word, look, read out":
 *
 *     rnnsearch     s_i = gru(W y_{i−1} + C c_{i−1}, s_{i−1})  (the first step has no previous word
 *                   and stays at s_0);  look with q = s_i;  read out s_i, y_{i−1}, c_i
 *                   -- [B15]'s own order, look, generate, update, counted from the look
 *     conditional   s' = gru1(W y_{i−1}, s_{i−1});  look with q = s';  s_i = gru2(C c_i, s');
 *                   read out s_i, y_{i−1}, c_i                          -- the cGRU of Nematus
 *     encdec        as rnnsearch, with the fixed vector c_i = [→h_S ; ←h_1] in place of the look
 *
 * Under layer normalisation LN(W y + b) and LN(C c), each by itself, stand for W y + b and C c.
 *
 *     s_0 = tanh(W_s ←h_1 + b)                                            [B15, A.2.2]
 *     t_i = maxout(U_o s + V_o y_{i−1} + C_o c_i + b)       p(y_i) = softmax(W_o t_i + b)
 */
#ifndef MODEL_DECODER_H
#define MODEL_DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/packed.h"
#include "nn/attention.h"
#include "nn/gru.h"
#include "nn/inputs.h"

struct shortlist;

enum decoder_kind { DECODER_RNNSEARCH, DECODER_CONDITIONAL, DECODER_ENCDEC };

struct decoder {
    enum decoder_kind kind;
    int E, H, M;
    struct embed embed;
    struct linear start;                  /* W_s                              */
    struct linear into, context_into;     /* W [3H][E] with b, C [3H][2H]     */
    struct layer_norm norm, context_norm; /* of both                       */
    struct gru gru, second;               /* `second` of conditional only     */
    struct attention attention;
    struct linear read_state, read_word, read_context; /* U_o with b, V_o, C_o  [2M][..] */
    struct linear out;                                 /* W_o [V][M] with b; tied: E [V][E] */
};

/* What the decoder looks at: the encoded source sentences. */
struct memory {
    struct source source; /* annotations and their keys; no keys for encdec */
    struct mat fixed;     /* [B][2H] the fixed vectors of encdec            */
};

/* The layers behind the look are linear, so they can go before it:
 *
 *     C c_i = Σ_j α_ij (C h_j)        C_o c_i = Σ_j α_ij (C_o h_j)
 *
 * decoder_look_through puts [C h_j ; C_o h_j], 3H + 2M numbers, in the place of each h_j, and of
 * each fixed vector; a context is from then on of that width.  The biases stay behind, for the α of
 * local-p do not sum to 1; keys that are h itself are kept.  Search wins by it: the hypotheses of a
 * sentence take many more steps than it has words. */

struct decoder_sizes {
    int V, E, H, A, M; /* words, embedding, state, alignment, maxout units */
    bool tied;         /* W_o is E; then M = E                             */
    bool layer_norm;
    const struct embed *embed; /* whose E is ours, too; NULL: our own */
    struct attention_kind attention;
};
void decoder_add(struct decoder *, struct params *, enum decoder_kind,
                 const struct decoder_sizes *);

/* One step, or all of them, as rows: what forward leaves behind for backward. */
struct decoder_tape {
    const int *column;      /* [n]     the source column each row looks at             */
    struct mat x;           /* [n][E]  the previous word, embedded                     */
    struct mat c_before;    /* as c: the previous step's (not conditional)             */
    struct gru_tape gru;    /* rnnsearch: to s; conditional: to s'                     */
    struct gru_tape second; /* conditional: from s' to s                               */
    struct layer_norm_tape norm, context_norm; /* of W y + b, C c                       */
    struct mat query, alpha; /* [n][Q], [n][S]                                          */
    struct look_more more;   /* (nn/attention.h)                                        */
    struct mat c;            /* [n][2H], or [n][3H+2M] after decoder_look_through       */
    struct mat s;            /* [n][H]  the state that is read out                      */
    struct mat u, t;         /* [n][2M], [n][M] the readout                             */
};

struct decoder_tape decoder_tape_new(const struct decoder *, const struct memory *, int n,
                                     struct arena *);
struct decoder_tape decoder_tape_rows(const struct decoder_tape *, int from, int count);
/* The recurrence of one step, x not yet read: gru.zrn holds W x + b and c_before the previous
 * context; goes on from s_before, or at the first step begins there, and looks. */
void decoder_advance(const struct decoder *, const struct memory *, const struct decoder_tape *,
                     struct mat s_before, bool first);
/* u = U_o s + V_o x + C_o c + b and t = maxout(u), any rows at once. */
void decoder_read_out(const struct decoder *, const struct decoder_tape *);

struct memory decoder_look_at(const struct decoder *, const struct packed *words, struct mat h,
                              struct arena *);
void decoder_look_through(const struct decoder *, struct memory *, struct arena *);
/* s_0 of each source column. */
struct mat decoder_start(const struct decoder *, const struct memory *, struct arena *);

/* --- training: every step of the given translations ------------------------------------------- */

struct decoder_run {
    const struct packed *words; /* the target side                                     */
    const int *column;          /* [B] of each target column: its source column        */
    struct mat s0;              /* [B of source][H]                                    */
    int *previous;              /* [N] the word before each word; -1 at the beginning  */
    int *source_column;         /* [N] column[], for each row                          */
    struct inputs_dropout dropout_x;
    struct dropout dropout_gru, dropout_second; /* of the states that go on              */
    struct dropout dropout_t;
    const real *uniform; /* [N] hard attention in training: what draws; else NULL       */
    struct guide guide;  /* where the rows should look, and what that                   */
    real guide_weight;   /* counts in the gradient                                      */
    struct inputs in;    /* `previous`, embedded                                */
    struct decoder_tape all;
    const real *advantage; /* [N] for backward, with `uniform`: A_i (nn/hard.h) ...     */
    double entropy;        /* ... and λ                                                 */
};

/* Fills run->all; the caller has set words, column, dropouts and uniform.  all.t is what the output
 * layer reads. */
void decoder_forward(const struct decoder *, const struct memory *, struct decoder_run *,
                     struct arena *);
/* dt [N][M] is ∂L/∂t; the caller has set the guide.  Adds to dh [source rows][2H] and to the
 * gradients of the parameters. */
void decoder_backward(struct decoder *, const struct memory *, const struct decoder_run *,
                      struct mat dt, struct mat dh, struct arena *);

/* What following the run's guide costs, after decoder_forward. */
struct guide_loss decoder_guide_loss(const struct decoder *, const struct memory *,
                                     const struct decoder_run *);

/* --- search ----------------------------------------------------------------------------------- */

/* What stays the same from word to word. */
struct decoding {
    const struct decoder *decoder;
    struct memory memory;
    const struct shortlist *list; /* the words there are; NULL: all */
};

/* n hypotheses: row r belongs to source column column[r]. */
struct decoder_state {
    int n, i;            /* hypotheses; target words so far, the same for all */
    int *column;         /* [n] */
    struct mat s;        /* [n][H]  */
    struct mat c;        /* the last look's context (not conditional, nor at the beginning) */
    struct mat coverage; /* [n][words->T] Σ α so far, with attention.coverage */
    struct mat t;        /* [n][M] what the output layer reads; filled by decoder_step     */
};

/* One hypothesis for each source column, at s_0. */
struct decoder_state decoder_begin(const struct decoding *, struct arena *);
/* Goes on by the words previous[n] (-1: there is none yet).  Fills alpha [n][words->T], zero beyond
 * each sentence's end; alpha.at may be NULL. */
struct decoder_state decoder_step(const struct decoding *, const struct decoder_state *,
                                  const int *previous, struct mat alpha, struct arena *);
/* Any rows of a state's t: fills logits [rows][V], or [rows][count] of the list. */
void decoder_words(const struct decoding *, struct mat t, struct mat logits);
/* The state made of rows from[0 .. n) of another: a beam's survivors. */
struct decoder_state decoder_select(const struct decoder_state *, const int *from, int n,
                                    struct arena *);

#endif
