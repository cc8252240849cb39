#include "task/keep.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static char *path_of(const char *folder, long update)
{
    struct str path = { 0 };
    str_print(&path, "%s/model.%ld.safetensors", folder, update);
    return str_take(&path);
}

/* The update in the name of a kept model; -1 for any other file. */
static long update_of(const char *name)
{
    long update = -1;
    char same[60];
    if (sscanf(name, "model.%ld.", &update) != 1) return -1;
    snprintf(same, sizeof same, "model.%ld.safetensors", update);
    return strcmp(name, same) ? -1 : update;
}

struct updates {
    long *at;
    size_t count, room;
};

static bool list(struct updates *u, const char *folder, struct rns_error *err)
{
    DIR *d = opendir(folder);
    if (!d) return fail_errno(err, "%s: cannot list", folder);
    for (const struct dirent *e; errno = 0, (e = readdir(d));) {
        const long update = update_of(e->d_name);
        if (update < 0) continue;
        u->at = memory_grow(u->at, u->count, &u->room, sizeof *u->at);
        u->at[u->count++] = update;
    }
    const bool ok = !errno || fail_errno(err, "%s: cannot list", folder);
    closedir(d);
    return ok;
}

static int compare_falling(const void *a, const void *b)
{
    const long x = *(const long *)a, y = *(const long *)b;
    return (x < y) - (x > y);
}

static bool remove_older(const char *folder, long update, int count, struct rns_error *err)
{
    struct updates u = { 0 };
    bool ok = list(&u, folder, err);
    if (u.count) qsort(u.at, u.count, sizeof *u.at, compare_falling);
    for (size_t i = 0; i < u.count && ok; i++) {
        if (u.at[i] > update || count-- > 0) continue;
        char *path = path_of(folder, u.at[i]);
        ok = unlink(path) == 0 || errno == ENOENT || fail_errno(err, "%s: cannot remove", path);
        memory_free(path);
    }
    memory_free(u.at);
    return ok;
}

bool keep_model(const struct rns_model *m, const struct rns_config *c, long update,
                struct rns_error *err)
{
    if (!c->run.keep) return true;
    char *path = path_of(c->run.dir, update);
    const bool saved = model_save(m, path, err);
    memory_free(path);
    return saved && remove_older(c->run.dir, update, c->run.keep, err);
}

int keep_count(const char *folder)
{
    struct updates u = { 0 };
    list(&u, folder, NULL);
    memory_free(u.at);
    return (int)u.count;
}
