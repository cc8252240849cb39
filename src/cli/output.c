#include "cli/output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

static bool is_replaceable(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0 ? S_ISREG(s.st_mode) : errno == ENOENT;
}

bool output_open(struct output *o, const char *path, struct rns_error *err)
{
    *o = (struct output){ .file = stdout };
    if (!path || strcmp(path, "-") == 0) return true;
    o->path = path;
    const bool beside = is_replaceable(path);
    const int length =
        snprintf(o->temporary, sizeof o->temporary, "%s.%ld.tmp", path, (long)getpid());
    if (length >= (int)sizeof o->temporary)
        return complain(err, RNS_USAGE, "the name of the output file is too long");
    if (!beside) o->temporary[0] = '\0';
    o->file = fopen(beside ? o->temporary : path, "wb");
    return o->file || complain(err, RNS_FAILED, "cannot write %s: %s", path, strerror(errno));
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

bool output_close(struct output *o, bool ok, struct rns_error *err)
{
    if (!o->file || !o->path) return ok && (!o->file || output_flush(o, err));
    ok = ok && output_flush(o, err);
    if (fclose(o->file) != 0 && ok)
        ok = complain(err, RNS_FAILED, "cannot write %s: %s", o->path, strerror(errno));
    o->file = NULL;
    if (o->temporary[0] == '\0') return ok;
    if (ok && rename(o->temporary, o->path) != 0)
        ok = complain(err, RNS_FAILED, "cannot replace %s: %s", o->path, strerror(errno));
    if (!ok) unlink(o->temporary);
    return ok;
}
