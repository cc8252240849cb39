/* What gcc calls for OpenMP, made of POSIX threads alone: for ThreadSanitizer, which does not see
 * how libgomp's threads wait for each other and takes what they share for races.  Here every
 * parallel region creates its threads and joins them, which it does see.  As with libgomp, a region
 * inside another has one thread.  scripts/test-as sees to it that no function is left to libgomp.
 */
#include <omp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 64 };

struct team {
    void (*body)(void *);
    void *data;
    int count;
    pthread_mutex_t lock; /* of the loop that it shares out */
    bool begun;
    long next, end, step, chunk;
};

struct member {
    struct team *team;
    int number;
};

static int most;
static _Thread_local struct member me;

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
bool GOMP_loop_nonmonotonic_dynamic_start(long start, long end, long step, long chunk, long *from,
                                          long *to);
bool GOMP_loop_nonmonotonic_dynamic_next(long *from, long *to);
void GOMP_loop_end_nowait(void);

int omp_get_num_procs(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
int omp_get_num_threads(void) { return me.team ? me.team->count : 1; }
int omp_get_thread_num(void) { return me.number; }
void omp_set_num_threads(int count) { most = count < MOST ? count : MOST; }

int omp_get_max_threads(void)
{
    const char *asked = getenv("OMP_NUM_THREADS");
    if (!most) omp_set_num_threads(asked ? atoi(asked) : omp_get_num_procs());
    return most;
}

static void *join_in(void *self)
{
    const struct member before = me;
    me = *(struct member *)self;
    me.team->body(me.team->data);
    me = before;
    return NULL;
}

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags)
{
    const int count = me.team ? 1 : threads ? (int)threads : omp_get_max_threads();
    struct team team = { .body = body, .data = data, .count = count };
    struct member member[MOST];
    pthread_t thread[MOST];
    (void)flags;
    pthread_mutex_init(&team.lock, NULL);
    for (int k = 0; k < count; k++) member[k] = (struct member){ &team, k };
    for (int k = 1; k < count; k++)
        if (pthread_create(&thread[k], NULL, join_in, &member[k])) abort();
    join_in(&member[0]);
    for (int k = 1; k < count; k++) pthread_join(thread[k], NULL);
    pthread_mutex_destroy(&team.lock);
}

/* A region has one such loop. */
bool GOMP_loop_nonmonotonic_dynamic_start(long start, long end, long step, long chunk, long *from,
                                          long *to)
{
    struct team *t = me.team;
    pthread_mutex_lock(&t->lock);
    if (!t->begun) t->next = start, t->end = end, t->step = step, t->chunk = chunk;
    t->begun = true;
    pthread_mutex_unlock(&t->lock);
    return GOMP_loop_nonmonotonic_dynamic_next(from, to);
}

bool GOMP_loop_nonmonotonic_dynamic_next(long *from, long *to)
{
    struct team *t = me.team;
    pthread_mutex_lock(&t->lock);
    *from = t->next;
    *to = t->next + t->chunk * t->step < t->end ? t->next + t->chunk * t->step : t->end;
    t->next = *to;
    pthread_mutex_unlock(&t->lock);
    return *from < *to;
}

void GOMP_loop_end_nowait(void) {}
