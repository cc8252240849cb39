/* real.h -- the number type.
 *
 * `real` is float; with REAL_IS_DOUBLE the same sources are built in double, for the gradient
 * checks.  This is the one #ifdef of the numbers.
 */
#ifndef NN_REAL_H
#define NN_REAL_H

#ifdef REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif
