/* dropout.h -- inverted dropout whose mask is a function of its key [Srivastava et al. 2014].
 *
 *     y = m ∘ x / (1 − rate),  m_i = 0 with probability rate
 *
 * The mask is never stored: backward asks for the same key again.
 */
#ifndef NN_DROPOUT_H
#define NN_DROPOUT_H

#include <stdint.h>

#include "nn/mat.h"

struct dropout {
    double rate; /* 0: nothing happens */
    uint64_t key;
};

/* In place; forward on x, backward on dy.  x must not be a view of columns. */
void dropout_apply(struct dropout, struct mat x);

#endif
