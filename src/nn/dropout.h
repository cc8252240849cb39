/* dropout.h -- inverted dropout whose mask is a function of its key [Srivastava et al. 2014].
 *
 *     y = m ∘ x / (1 − rate),  m_i = 0 with probability rate
 *
 * The mask is never stored: backward asks for the same key again.  Variational dropout [Gal and
 * Ghahramani 2016] gives a sequence one mask, the same at every step.
 */
#ifndef NN_DROPOUT_H
#define NN_DROPOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/mat.h"

struct dropout {
    double rate; /* 0: nothing happens */
    uint64_t key;
    const struct packed *over; /* the rows of x: a mask a column of it; NULL: a mask a row */
};

/* In place; forward on x, backward on dy.  x must not be a view of columns. */
void dropout_apply(struct dropout, struct mat x);
/* Is thing number i left out as a whole? */
bool dropout_drops(struct dropout, int i);

#endif
