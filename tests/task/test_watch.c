#include "task/watch.h"

#include <math.h>

#include "unit.h"

static void update(struct watch *w, bool learned, double nll, long words)
{
    const struct update u = { .learned = learned, .loss = { .nll = nll, .words = words } };
    watch_update(w, &u, 0.5);
}

START_TEST(means_are_of_the_updates_that_learned_since_the_last_line)
{
    struct watch w = { 0 };
    update(&w, true, 10, 5);
    update(&w, false, NAN, 7);
    ck_assert_double_eq(w.last.cross_entropy, 2);
    ck_assert_double_eq(w.last.words_per_second, 10);
    watch_restart(&w);
    update(&w, false, NAN, 7);
    ck_assert(isnan(w.last.cross_entropy)); /* not that of the line before */
    update(&w, true, 9, 3);
    ck_assert_double_eq(w.last.cross_entropy, 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { means_are_of_the_updates_that_learned_since_the_last_line,
                                   NULL };
    return unit_run("task/watch", tests, NULL, NULL);
}
