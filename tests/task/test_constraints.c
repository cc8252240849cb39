#include "task/constraints.h"

#include <math.h>

#include "unit.h"

enum { V = 5, DRAWS = 20000 };

/* Even steps of u draw each word as often as its probability says. */
START_TEST(words_are_drawn_as_often_as_they_are_likely)
{
    const double temperature[] = { 0.5, 1, 2 };
    for (int k = 0; k < 3; k++) {
        real logit[V] = { 1, -2, 0.5, (real)-INFINITY, 3 };
        const struct words_row w = { logit, V, 0 };
        double sum = 0;
        int drawn[V] = { 0 };
        for (int v = 0; v < V; v++) sum += exp(logit[v] / temperature[k]);
        for (int i = 0; i < DRAWS; i++) drawn[draw_word(w, temperature[k], (double)i / DRAWS)]++;
        for (int v = 0; v < V; v++)
            ck_assert_double_eq_tol((double)drawn[v] / DRAWS, exp(logit[v] / temperature[k]) / sum,
                                    2. / DRAWS);
    }
}
END_TEST

START_TEST(nothing_is_drawn_where_nothing_may_come)
{
    real logit[] = { (real)-INFINITY, (real)-INFINITY };
    ck_assert_int_eq(draw_word((struct words_row){ logit, 2, 0 }, 1, 0.5), -1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        words_are_drawn_as_often_as_they_are_likely,
        nothing_is_drawn_where_nothing_may_come,
        NULL,
    };
    return unit_run("task/constraints", tests, NULL, NULL);
}
