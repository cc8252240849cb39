#define _DEFAULT_SOURCE /* madvise */
#include "base/scratch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/str.h"

/* The system maps pages by such pieces, when they are in its cache. */
enum { PIECE = 1 << 16 };

struct scratch {
    char *folder;
    FILE *out; /* NULL: finished, or in memory */
    size_t size, room;
    char *at;             /* [size] mapped, when finished; [room] in memory, as written */
    size_t piece, pieces; /* the one read last; how many were read since none was kept */
};

static const char *choose_folder(const char *folder)
{
    const char *set = getenv("TMPDIR");
    if (set && *set) return set;
    return folder && file_exists(folder) ? folder : "/tmp";
}

/* A file that is open and has no name any more. */
static FILE *open_nameless(const char *folder)
{
    struct str name = { 0 };
    str_print(&name, "%s/rnnsearch.XXXXXX", folder);
    const int descriptor = mkstemp(name.at);
    if (descriptor >= 0) unlink(name.at);
    str_free(&name);
    if (descriptor < 0) return NULL;
    FILE *out = fdopen(descriptor, "wb");
    if (!out) close(descriptor);
    return out;
}

static bool tell(const struct scratch *s, struct rns_error *err)
{
    return fail_errno(err,
                      "%s: cannot write a temporary file there (%zu MB so far); make room or set "
                      "TMPDIR to another folder",
                      s->folder, s->size >> 20);
}

struct scratch *scratch_new(const char *folder, struct rns_error *err)
{
    struct scratch *s = memory_new(1, sizeof *s);
    s->folder = memory_copy(choose_folder(folder));
    s->out = open_nameless(s->folder);
    if (s->out) return s;
    tell(s, err);
    scratch_free(s);
    return NULL;
}

struct scratch *scratch_in_memory(void) { return memory_new(1, sizeof(struct scratch)); }

static bool is_in_memory(const struct scratch *s) { return !s->folder; }

static void keep(struct scratch *s, const void *bytes, size_t count)
{
    if (s->size + count > s->room) {
        s->room = 2 * (s->size + count);
        s->at = memory_resize(s->at, s->room, 1);
    }
    memcpy(s->at + s->size, bytes, count);
}

bool scratch_write(struct scratch *s, const void *bytes, size_t count, struct rns_error *err)
{
    if (count && is_in_memory(s)) keep(s, bytes, count);
    else if (count && fwrite(bytes, 1, count, s->out) != count) return tell(s, err);
    s->size += count;
    return true;
}

size_t scratch_size(const struct scratch *s) { return s->size; }

bool scratch_finish(struct scratch *s, struct rns_error *err)
{
    if (is_in_memory(s)) return true;
    assert(s->out && s->size);
    if (fflush(s->out)) return tell(s, err);
    void *at = mmap(NULL, s->size, PROT_READ, MAP_PRIVATE, fileno(s->out), 0);
    if (at == MAP_FAILED)
        return fail_errno(err, "%s: cannot map a temporary file; set TMPDIR to another folder",
                          s->folder);
    s->at = at;
    FILE *out = s->out;
    s->out = NULL;
    return !fclose(out) || tell(s, err);
}

const void *scratch_at(struct scratch *s, size_t from)
{
    assert(!s->out && from < s->size);
    if (is_in_memory(s)) return s->at + from;
    if (s->piece != from / PIECE && ++s->pieces == SCRATCH_KEPT / PIECE) {
        madvise(s->at, s->size, MADV_DONTNEED);
        s->pieces = 0;
    }
    s->piece = from / PIECE;
    return s->at + from;
}

void scratch_free(struct scratch *s)
{
    if (!s) return;
    if (s->out) fclose(s->out);
    if (is_in_memory(s)) memory_free(s->at);
    else if (s->at) munmap(s->at, s->size);
    memory_free(s->folder);
    memory_free(s);
}
