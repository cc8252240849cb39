/* param.h -- a parameter and its gradient, and the table of them.
 *
 * A layer declares each of its parameters by one line, params_add.  params_alloc then lays all
 * values in one block and all gradients in another, so that initialisation, clipping, optimisers,
 * saving and the gradient check are loops over the table or over a block.
 */
#ifndef NN_PARAM_H
#define NN_PARAM_H

#include <stddef.h>

#include "base/memory.h"
#include "nn/mat.h"

struct rng;

/* What a parameter is for; [B15, B.1] initialises each differently. */
enum param_role {
    PARAM_EMBEDDING, /* E: N(0, 0.01²)                            glorot: N(0, 0.1²) */
    PARAM_INPUT,     /* W, C: N(0, 0.01²)                         glorot: by fan-in and fan-out */
    PARAM_RECURRENT, /* U: each [H][H] block a random orthogonal matrix     glorot: likewise */
    PARAM_ALIGNMENT, /* W_a, U_a: N(0, 0.001²)                    glorot: by fan-in and fan-out */
    PARAM_ENERGY,    /* v_a: 0                                    glorot: by fan-in and fan-out */
    PARAM_GAIN,      /* g of a layer normalisation: 1                 glorot: 1 */
    PARAM_BIAS,      /* b: 0                                      glorot: 0 */
};

enum param_init { INIT_BAHDANAU, INIT_GLOROT };

struct param {
    char name[48]; /* "encoder.forward.U" */
    enum param_role role;
    struct mat w, dw; /* w is read-only while a mapped model is in use; dw is empty then */
};

struct params {
    struct param **list;
    int count;
    size_t room;
    size_t size;              /* reals in all */
    real *values, *gradients; /* [size], in the order of the list */
    struct weight **weights;  /* those that multiply, and their panels (nn/weight.h) */
    int weight_count;
    size_t weight_room;
    struct arena arranged;
    bool bf16; /* learning multiplies in bfloat16 (bf16_have) */
};

void params_add(struct params *, struct param *, const char *name, enum param_role, int rows,
                int cols);
void params_alloc(struct params *); /* both blocks, zero */
void params_init(struct params *, enum param_init, struct rng *);
/* w ← factor w, but for biases. */
void params_shrink(struct params *, double factor);
struct param *params_find(const struct params *, const char *name); /* NULL when there is none */
void params_free(struct params *);

#endif
