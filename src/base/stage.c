#include "base/stage.h"

#include <omp.h>
#include <string.h>
#include <time.h>

static double spent[STAGE_COUNT], entered;
static enum stage now = STAGE_OTHER;

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum stage stage_enter(enum stage stage)
{
    if (omp_get_thread_num() > 0) return STAGE_OTHER;
    const enum stage left = now;
    const double t = seconds_now();
    spent[left] += t - entered;
    entered = t;
    now = stage;
    return left;
}

double stage_seconds(enum stage stage) { return spent[stage]; }

void stage_reset(void)
{
    memset(spent, 0, sizeof spent);
    entered = seconds_now();
}
