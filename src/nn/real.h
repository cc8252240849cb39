/* real.h -- the number type, and the one door to BLAS.
 *
 * `real` is float; with REAL_IS_DOUBLE the same sources are built in double, for the gradient
 * checks.  This is the one #ifdef of the numbers.
 */
#ifndef NN_REAL_H
#define NN_REAL_H

#include <cblas.h>

#ifdef REAL_IS_DOUBLE
typedef double real;
#define blas(name) cblas_d##name
#else
typedef float real;
#define blas(name) cblas_s##name
#endif

#endif
