#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int lock_folder(const char *path, struct rns_error *err)
{
    const int lock = open(path, O_RDONLY | O_CLOEXEC);
    if (lock < 0) {
        fail_errno(err, "%s: cannot open", path);
        return -1;
    }
    /* A file system that knows no locks is no reason to refuse. */
    if (flock(lock, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
        fail(err, RNS_FAILED,
             "%s: another training is writing there; wait for it to end or choose "
             "another run.dir",
             path);
        close(lock);
        return -1;
    }
    return lock;
}

void lock_release(int lock)
{
    if (lock >= 0) close(lock);
}
