/* A library to preload: makes one use of a system call, or of memory, fail.
 *
 *     FAULT=write:3:ENOSPC    the third write fails; `3+`: and all that follow
 *     FAULT=write:3:SHORT     the third write or read does one byte only
 *     FAULT_HIT=FILE          is made when that has happened
 *     LD_PRELOAD=build/test/faults.so build/rnnsearch ...
 *
 * The calls are counted from main on.  System calls are trapped by a seccomp filter, so that those
 * that the C library makes for itself are met too: the trap's handler makes the call in its turn,
 * with a cookie as sixth argument that the filter lets pass.  What goes to standard error is not
 * counted.  malloc and its like fail as functions.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARGUMENT(u, i) ((u)->uc_mcontext.gregs[(int[]){ REG_RDI, REG_RSI, REG_RDX, REG_R10 }[i]])
#define RESULT(u) ((u)->uc_mcontext.gregs[REG_RAX])
#else
#define ARGUMENT(u, i) ((u)->uc_mcontext.regs[i])
#define RESULT(u) ((u)->uc_mcontext.regs[0])
#endif

enum { COOKIE = 0x0fa17, SHORT = -1, NONE = 0, MOST_CALLS = 6 };

/* The system calls behind a name; -1 where the machine has none. */
struct call {
    const char *name;
    long number[MOST_CALLS];
    int count;
};

#ifdef SYS_open
#define OLD(name) SYS_##name
#else
#define OLD(name) -1
#endif

static const struct call calls[] = {
    { "open", { SYS_openat, OLD(open) }, 2 },
    { "read", { SYS_read }, 1 },
    { "write", { SYS_write, SYS_writev }, 2 },
    { "stat", { SYS_fstat, SYS_newfstatat, OLD(stat), OLD(lstat) }, 4 },
    { "seek", { SYS_lseek }, 1 },
    { "sync", { SYS_fsync, SYS_fdatasync }, 2 },
    { "close", { SYS_close }, 1 },
    { "rename", { SYS_renameat2, SYS_renameat, OLD(rename) }, 3 },
    { "unlink", { SYS_unlinkat, OLD(unlink) }, 2 },
    { "mkdir", { SYS_mkdirat, OLD(mkdir) }, 2 },
    { "truncate", { SYS_ftruncate }, 1 },
    { "list", { SYS_getdents64 }, 1 },
    { "lock", { SYS_flock }, 1 },
    { "memory", { 0 }, 0 }, /* malloc, calloc, realloc, aligned_alloc */
    { "map", { 0 }, 0 },    /* mmap as a function: of files */
    { "clock", { 0 }, 0 },  /* time: it is 1970 again */
};

static const struct {
    const char *name;
    int number;
} errors[] = {
    { "ENOSPC", ENOSPC }, { "EIO", EIO },       { "EINTR", EINTR },   { "ENOMEM", ENOMEM },
    { "EACCES", EACCES }, { "EMFILE", EMFILE }, { "ENOENT", ENOENT }, { "EDQUOT", EDQUOT },
    { "EROFS", EROFS },   { "SHORT", SHORT },
};

static const struct call *chosen;
static const char *mark;
static long at, uses;
static bool stays;
static int error = NONE;

static long really(long number, const ucontext_t *u)
{
    const long result = syscall(number, ARGUMENT(u, 0), ARGUMENT(u, 1), ARGUMENT(u, 2),
                                ARGUMENT(u, 3), 0L, (long)COOKIE);
    return result < 0 ? -errno : result;
}

static void leave_mark(void)
{
    const long file =
        syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0666, 0L, (long)COOKIE);
    if (file >= 0) syscall(SYS_close, file, 0L, 0L, 0L, 0L, (long)COOKIE);
}

/* Is this use the one? */
static bool strikes(void)
{
    const long now = __atomic_add_fetch(&uses, 1, __ATOMIC_RELAXED);
    if (now != at && !(stays && now > at)) return false;
    if (mark && now == at) leave_mark();
    return true;
}

static void trapped(int signal, siginfo_t *about, void *context)
{
    (void)signal;
    ucontext_t *u = context;
    const int kept = errno;
    const long number = about->si_syscall;
    const bool to_error = (number == SYS_write || number == SYS_writev) && ARGUMENT(u, 0) == 2;
    if (to_error || !strikes()) {
        RESULT(u) = really(number, u);
    } else if (error == SHORT) {
        if (ARGUMENT(u, 2) > 1) ARGUMENT(u, 2) = 1;
        RESULT(u) = really(number, u);
    } else {
        if (number == SYS_close) really(number, u); /* a close that fails has closed */
        RESULT(u) = -error;
    }
    errno = kept;
}

static bool set_traps(void)
{
    const struct sigaction action = { .sa_sigaction = trapped,
                                      .sa_flags = SA_SIGINFO | SA_NODEFER };
    struct sock_filter program[2 * MOST_CALLS + 4];
    unsigned short n = 0;
    program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                offsetof(struct seccomp_data, args[5]));
    program[n++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, COOKIE, chosen->count + 1, 0);
    program[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < chosen->count; i++)
        program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, chosen->number[i],
                                                    chosen->count - i, 0);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    const struct sock_fprog filter = { n, program };
    return !sigaction(SIGSYS, &action, NULL) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
           !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

static bool read_fault(const char *text)
{
    const char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL;
    if (!second) return false;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strlen(calls[i].name) == (size_t)(first - text) &&
            !strncmp(calls[i].name, text, first - text))
            chosen = &calls[i];
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (!strcmp(errors[i].name, second + 1)) error = errors[i].number;
    stays = second[-1] == '+';
    at = atol(first + 1);
    return chosen && error && at > 0;
}

static void complain(const char *what)
{
    if (write(STDERR_FILENO, what, strlen(what)) < 0) _exit(99);
    _exit(98);
}

/* Preloaded libraries are set up after those of the program, so the uses are the program's own. */
__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FAULT");
    if (!text) return;
    mark = getenv("FAULT_HIT");
    if (!read_fault(text)) complain("FAULT=call:n:error\n");
    if (chosen->count && !set_traps()) complain("no seccomp here\n");
    uses = 0;
}

/* --- functions -------------------------------------------------------------------------------- */

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static bool function_fails(const char *name)
{
    if (!chosen || strcmp(chosen->name, name) != 0 || !strikes()) return false;
    errno = error;
    return true;
}

void *malloc(size_t size) { return function_fails("memory") ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size)
{
    return function_fails("memory") ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return function_fails("memory") ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return function_fails("memory") ? NULL : __libc_memalign(alignment, size);
}

void *mmap(void *where, size_t size, int protection, int flags, int file, off_t from)
{
    if (function_fails("map")) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, where, size, protection, flags, file, from);
}

time_t time(time_t *now)
{
    struct timespec t = { 0 };
    if (!function_fails("clock")) clock_gettime(CLOCK_REALTIME, &t);
    if (now) *now = t.tv_sec;
    return t.tv_sec;
}
