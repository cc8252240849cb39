#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

/* --- files under way, which no end of the program may leave behind ---------------------------- */

enum { MOST = 4 };

static const char *volatile under_way[MOST];

static void remove_all(void)
{
    for (int i = 0; i < MOST; i++)
        if (under_way[i]) unlink(under_way[i]);
}

static void remove_and_die(int number)
{
    remove_all();
    signal(number, SIG_DFL);
    raise(number);
}

static void watch_ends(void)
{
    static bool watching;
    const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remove_and_die }, before;
    if (watching) return;
    watching = true;
    for (int i = 0; i < 3; i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(signals[i], &action, NULL);
    atexit(remove_all);
}

/* From one name to another: NULL is none. */
static void replace(const char *from, const char *to)
{
    for (int i = 0; i < MOST; i++) {
        if (under_way[i] != from) continue;
        under_way[i] = to;
        return;
    }
}

static bool same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

static bool is_under_way(const char *path)
{
    for (int i = 0; i < MOST; i++)
        if (under_way[i] && same_file(under_way[i], path)) return true;
    return false;
}

/* --- one output ------------------------------------------------------------------------------- */

bool output_is_plain(const char *path)
{
    struct stat s;
    return lstat(path, &s) != 0 || S_ISREG(s.st_mode);
}

/* A file of this name may be left from a process that was killed, and then it goes; or it is under
 * way here by another way of writing its name. */
static FILE *open_beside(const char *temporary)
{
    watch_ends();
    if (!is_under_way(temporary)) unlink(temporary);
    replace(NULL, temporary);
    FILE *file = fopen(temporary, "wbx");
    if (!file) replace(temporary, NULL);
    return file;
}

bool output_open(struct output *o, const char *path, struct rns_error *err)
{
    *o = (struct output){ .file = stdout };
    if (!path || strcmp(path, "-") == 0) return true;
    o->path = path;
    const bool beside = output_is_plain(path);
    const int length =
        snprintf(o->temporary, sizeof o->temporary, "%s.%ld.tmp", path, (long)getpid());
    if (length >= (int)sizeof o->temporary) {
        *o = (struct output){ .file = NULL };
        return complain(err, RNS_USAGE, "the name of the output file is too long");
    }
    if (!beside) o->temporary[0] = '\0';
    o->file = beside ? open_beside(o->temporary) : fopen(path, "wb");
    return o->file || complain(err, RNS_FAILED, "cannot write %s: %s", beside ? o->temporary : path,
                               strerror(errno));
}

bool output_check(FILE *file, const char *name, struct rns_error *err)
{
    errno = 0;
    if (fflush(file) == 0 && !ferror(file)) return true;
    /* A write before failed, and why has gone: the next fails for the same. */
    if (errno == 0 && write(fileno(file), "\n", 1) == 1) errno = EIO;
    if (errno == EPIPE) return complain(err, RNS_FAILED, "%s", "");
    return complain(err, RNS_FAILED, "cannot write %s: %s", name, strerror(errno));
}

bool output_flush(struct output *o, struct rns_error *err)
{
    return output_check(o->file, o->path ? o->path : "standard output", err);
}

/* Some file systems cannot sync and say EINVAL: nothing more can be done there. */
static bool reach_disk(const struct output *o, struct rns_error *err)
{
    return fsync(fileno(o->file)) == 0 || errno == EINVAL ||
           complain(err, RNS_FAILED, "cannot write %s: %s", o->path, strerror(errno));
}

bool output_close(struct output *o, bool ok, struct rns_error *err)
{
    if (!o->file || !o->path) return ok && (!o->file || output_flush(o, err));
    ok = ok && output_flush(o, err) && (o->temporary[0] == '\0' || reach_disk(o, err));
    if (fclose(o->file) != 0 && ok)
        ok = complain(err, RNS_FAILED, "cannot write %s: %s", o->path, strerror(errno));
    o->file = NULL;
    if (o->temporary[0] == '\0') return ok;
    if (ok && rename(o->temporary, o->path) != 0)
        ok = complain(err, RNS_FAILED, "cannot replace %s: %s", o->path, strerror(errno));
    if (!ok) unlink(o->temporary);
    replace(o->temporary, NULL);
    return ok;
}
