/* unit.h -- what every unit test needs: each tests/<floor>/test_<file>.c is a Check program.
 *
 *     int main(void) { return unit_run("nn/gru", tests); }
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <check.h>
#undef fail /* ours is in base/error.h */

#include "nn/mat.h"
#include "rnnsearch.h"

/* The tests of a file, ended by NULL; setup and teardown run around each, or are NULL. */
int unit_run(const char *name, const TTest *const *tests, void (*setup)(void),
             void (*teardown)(void));

/* The same for a case put together by hand, with loop tests. */
int unit_run_case(const char *name, TCase *);

/* The largest relative difference between dw and the central difference of `loss` by each number
 * of w: |a − b| / max(1e-4, |a| + |b|); of the smaller step where two steps give two. */
double gradcheck(double (*loss)(void), struct mat w, struct mat dw);

/* Fills with uniform numbers from -scale to scale, the same every time. */
void unit_fill(struct mat m, double scale);

/* A folder of its own under build/, emptied first; static. */
const char *unit_folder(const char *name);

#endif
