#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"

int unit_run_case(const char *name, TCase *group)
{
    tcase_set_timeout(group, 120);
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, group);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int unit_run(const char *name, const TTest *const *tests, void (*setup)(void),
             void (*teardown)(void))
{
    TCase *group = tcase_create(name);
    if (setup || teardown) tcase_add_checked_fixture(group, setup, teardown);
    for (; *tests; tests++) tcase_add_test(group, *tests);
    return unit_run_case(name, group);
}

/* ∂loss/∂x by five points: the error is of the order of step^4, so that the step can be large
 * enough for the loss's own rounding. */
static double difference(double (*loss)(void), real *x, double step)
{
    const real kept = *x;
    double at[4];
    for (int k = 0; k < 4; k++) {
        *x = kept + (k < 2 ? k - 2 : k - 1) * step; /* -2 -1 +1 +2 */
        at[k] = loss();
    }
    *x = kept;
    return (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * step);
}

static double disagreement(double (*loss)(void), real *x, double dx, double step)
{
    const double a = difference(loss, x, step);
    return fabs(a - dx) / fmax(1e-4, fabs(a) + fabs(dx));
}

/* Where the larger of a maxout's two pieces changes, or a word comes into a window, the loss has an
 * edge and the difference across it is none of the derivative: a smaller step stays clear of it. */
static double disagreement_beside_edges(double (*loss)(void), real *x, double dx)
{
    const double wide = disagreement(loss, x, dx, 3e-4);
    if (wide < 1e-6) return wide;
    const double narrow = disagreement(loss, x, dx, 2e-5);
    return narrow < wide ? narrow : wide;
}

double gradcheck(double (*loss)(void), struct mat w, struct mat dw)
{
    double worst = 0;
    for (int i = 0; i < w.rows; i++)
        for (int j = 0; j < w.cols; j++) {
            const double error = disagreement_beside_edges(loss, row(w, i) + j, row(dw, i)[j]);
            if (isnan(error) || error > worst) worst = error;
        }
    return worst;
}

void unit_fill(struct mat m, double scale)
{
    static struct rng rng;
    if (!rng.word[0]) rng_seed(&rng, 1);
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++) row(m, i)[j] = (2 * rng_uniform(&rng) - 1) * scale;
}

const char *unit_folder(const char *name)
{
    static char path[256];
    char command[600];
    snprintf(path, sizeof path, "build/tmp/%s", name);
    snprintf(command, sizeof command, "rm -rf '%s' && mkdir -p '%s'", path, path);
    if (system(command)) abort();
    return path;
}
