#define _DEFAULT_SOURCE /* madvise */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

enum { CHUNK = 1 << 16, LONGEST = 1 << 30 };

enum kind { UNKNOWN, PLAIN, ZIPPED };

/* Bytes go from the descriptor to raw, unzipped or as they are to text, and from there line by
 * line to the caller. */
struct file {
    char *name;
    int descriptor;
    bool pipe;
    enum kind kind;
    unsigned char raw[CHUNK];
    size_t raw_at, raw_end;
    bool raw_over; /* the descriptor has no more */
    int broken;    /* errno of the read that failed, which a socket tells once */
    z_stream zip;
    bool in_member; /* gzip data are a row of members: inside one? */
    struct str text;
    size_t at, searched; /* text before `at` was handed on; up to `searched` there is no line end */
    bool over;           /* text holds all that will come */
    long number;
    struct file_quirks quirks;
};

/* -1 with errno for what cannot be read. */
static int open_descriptor(const char *path, struct stat *about)
{
    const int descriptor = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (descriptor < 0) return -1;
    int why = fstat(descriptor, about) ? errno : 0;
    if (!why && S_ISDIR(about->st_mode)) why = EISDIR;
    if (!why) return descriptor;
    if (descriptor != STDIN_FILENO) close(descriptor);
    errno = why;
    return -1;
}

static const char *name_of(const char *path) { return strcmp(path, "-") ? path : "standard input"; }

struct file *file_open(const char *path, struct rns_error *err)
{
    struct stat about;
    const int descriptor = open_descriptor(path, &about);
    if (descriptor < 0) {
        fail_errno(err, "%s: cannot open", name_of(path));
        return NULL;
    }
    struct file *f = memory_new(1, sizeof *f);
    f->name = memory_copy(name_of(path));
    f->descriptor = descriptor;
    f->pipe = !S_ISREG(about.st_mode);
    return f;
}

void file_close(struct file *f)
{
    if (!f) return;
    if (f->kind == ZIPPED) inflateEnd(&f->zip);
    if (f->descriptor != STDIN_FILENO) close(f->descriptor);
    str_free(&f->text);
    memory_free(f->name);
    memory_free(f);
}

bool file_is_pipe(const struct file *f) { return f->pipe; }
long file_number(const struct file *f) { return f->number; }
const char *file_name(const struct file *f) { return f->name; }
struct file_quirks file_quirks(const struct file *f) { return f->quirks; }

/* One read of what is there. */
static bool read_raw(struct file *f, struct rns_error *err)
{
    if (f->raw_at == f->raw_end) f->raw_at = f->raw_end = 0;
    ssize_t count = 0;
    while (!f->broken && (count = read(f->descriptor, f->raw + f->raw_end, CHUNK - f->raw_end)) < 0)
        f->broken = errno == EINTR ? 0 : errno;
    if (f->broken) {
        errno = f->broken;
        return fail_errno(err, "%s: cannot read", f->name);
    }
    f->raw_end += count;
    f->raw_over = count == 0;
    return true;
}

/* gzip data begin with 1F 8B; one byte settles it for nearly every other file. */
static bool find_kind(struct file *f, struct rns_error *err)
{
    while (f->raw_end < 2 && !f->raw_over && (!f->raw_end || f->raw[0] == 0x1F))
        if (!read_raw(f, err)) return false;
    f->kind = PLAIN;
    if (f->raw_end < 2 || f->raw[0] != 0x1F || f->raw[1] != 0x8B) return true;
    f->kind = ZIPPED;
    f->in_member = true;
    if (inflateInit2(&f->zip, 16 + MAX_WBITS) == Z_OK) return true;
    f->kind = PLAIN;
    return fail(err, RNS_FAILED, "%s: zlib cannot start", f->name);
}

/* Unzips all that raw holds; zeros between and after members are padding. */
static bool unzip(struct file *f, struct rns_error *err)
{
    unsigned char out[CHUNK];
    while (f->raw_at < f->raw_end) {
        if (!f->in_member && f->raw[f->raw_at] == 0) {
            f->raw_at++;
            continue;
        }
        if (!f->in_member) inflateReset(&f->zip);
        f->zip.next_in = f->raw + f->raw_at;
        f->zip.avail_in = (uInt)(f->raw_end - f->raw_at);
        f->zip.next_out = out;
        f->zip.avail_out = CHUNK;
        const int result = inflate(&f->zip, Z_SYNC_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END)
            return fail(err, RNS_BAD_DATA, "%s: damaged gzip data (%s)", f->name,
                        f->zip.msg ? f->zip.msg : "unknown format");
        f->in_member = result != Z_STREAM_END;
        f->raw_at = f->raw_end - f->zip.avail_in;
        str_bytes(&f->text, (const char *)out, CHUNK - f->zip.avail_out);
    }
    return true;
}

/* Adds to text what one read brings, or notices that there is no more. */
static bool fill(struct file *f, struct rns_error *err)
{
    if (f->kind == UNKNOWN && !find_kind(f, err)) return false;
    if (f->raw_at == f->raw_end && !f->raw_over && !read_raw(f, err)) return false;
    if (f->raw_at == f->raw_end && f->in_member)
        return fail(err, RNS_BAD_DATA, "%s: the gzip data end too early; the file was cut off",
                    f->name);
    if (f->raw_at == f->raw_end) {
        f->over = true;
        return true;
    }
    if (f->kind == ZIPPED) return unzip(f, err);
    str_bytes(&f->text, (const char *)f->raw + f->raw_at, f->raw_end - f->raw_at);
    f->raw_at = f->raw_end;
    return true;
}

static void drop_handed_on(struct file *f)
{
    if (!f->at) return;
    f->text.length -= f->at;
    memmove(f->text.at, f->text.at + f->at, f->text.length);
    f->searched -= f->at;
    f->at = 0;
}

/* The end of the line that begins at text.at + at; NULL when it has not come yet. */
static const char *line_end(struct file *f)
{
    const char *end = NULL;
    if (f->searched < f->text.length)
        end = memchr(f->text.at + f->searched, '\n', f->text.length - f->searched);
    f->searched = end ? (size_t)(end - f->text.at) : f->text.length;
    return end;
}

static bool starts_with_mark(const char *at, size_t length)
{
    return length >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3);
}

/* Hands on what stands from `at` to `end`; the last line of a file may lack its '\n'. */
static int hand_on(struct file *f, size_t end, bool ended, struct str *line)
{
    const char *from = str_text(&f->text) + f->at;
    size_t length = end - f->at;
    if (f->number == 0 && starts_with_mark(from, length)) {
        f->quirks.mark = true;
        from += 3, length -= 3;
    }
    str_clear(line);
    f->at = f->searched = end + ended;
    if (!ended && length == 0) return 0;
    f->quirks.unended = !ended;
    if (length && from[length - 1] == '\r') {
        f->quirks.returns++;
        length--;
    }
    str_bytes(line, from, length);
    f->number++;
    return 1;
}

int file_line(struct file *f, struct str *line, struct rns_error *err)
{
    const char *end;
    while (!(end = line_end(f)) && !f->over) {
        drop_handed_on(f);
        if (f->text.length > LONGEST) {
            fail(err, RNS_BAD_DATA, "%s:%ld: this line is longer than 1 GiB; is it a text file?",
                 f->name, f->number + 1);
            return -1;
        }
        if (!fill(f, err)) return -1;
    }
    return hand_on(f, end ? (size_t)(end - f->text.at) : f->text.length, end, line);
}

bool file_waiting(struct file *f)
{
    struct pollfd ready = { .fd = f->descriptor, .events = POLLIN };
    while (f->pipe && !f->over && !line_end(f) && f->text.length - f->at <= LONGEST) {
        if (poll(&ready, 1, 0) <= 0) return false;
        drop_handed_on(f);
        if (!fill(f, NULL)) break; /* file_line will say what is wrong */
    }
    return true;
}

bool file_read(const char *path, struct str *content, struct rns_error *err)
{
    struct file *f = file_open(path, err);
    bool ok = f;
    while (ok && !f->over) {
        ok = fill(f, err);
        if (ok && f->text.length > LONGEST)
            ok = fail(err, RNS_BAD_DATA, "%s: the file is larger than 1 GiB", f->name);
    }
    if (ok) {
        const size_t mark = starts_with_mark(str_text(&f->text), f->text.length) ? 3 : 0;
        str_clear(content);
        str_bytes(content, str_text(&f->text) + mark, f->text.length - mark);
    }
    file_close(f);
    return ok;
}

bool file_exists(const char *path) { return !access(path, F_OK); }

bool save_open(struct save *s, const char *path, struct rns_error *err)
{
    struct str temporary = { 0 };
    str_print(&temporary, "%s.tmp", path);
    *s = (struct save){ .temporary = str_take(&temporary) };
    s->out = fopen(s->temporary, "wb");
    if (s->out) {
        s->path = memory_copy(path);
        return true;
    }
    fail_errno(err, "%s: cannot write", s->temporary);
    memory_free(s->temporary);
    *s = (struct save){ 0 };
    return false;
}

bool save_write(struct save *s, const void *bytes, size_t count, struct rns_error *err)
{
    if (!count || fwrite(bytes, 1, count, s->out) == count) return true;
    return fail_errno(err, "%s: cannot write", s->temporary);
}

bool sync_descriptor(int descriptor) { return !fsync(descriptor) || errno == EINVAL; }

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str folder = { 0 };
    if (slash) str_bytes(&folder, path, slash + 1 - path);
    else str_add(&folder, ".");
    return str_take(&folder);
}

static bool sync_folder(const char *path)
{
    char *folder = folder_of(path);
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = descriptor >= 0 && sync_descriptor(descriptor);
    if (descriptor >= 0) close(descriptor);
    memory_free(folder);
    return ok;
}

static void forget(struct save *s)
{
    memory_free(s->path);
    memory_free(s->temporary);
    *s = (struct save){ 0 };
}

bool save_commit(struct save *s, struct rns_error *err)
{
    bool ok = !ferror(s->out) && !fflush(s->out) && sync_descriptor(fileno(s->out));
    if (!ok) {
        fail_errno(err, "%s: cannot write", s->temporary);
        save_cancel(s);
        return false;
    }
    ok = !fclose(s->out) && !rename(s->temporary, s->path);
    if (!ok) {
        fail_errno(err, "%s: cannot replace", s->path);
        unlink(s->temporary);
    } else if (!sync_folder(s->path)) {
        ok = fail_errno(err, "%s: cannot write its folder", s->path);
    }
    forget(s);
    return ok;
}

void save_cancel(struct save *s)
{
    if (!s->out) return;
    fclose(s->out);
    unlink(s->temporary);
    forget(s);
}

bool mapping_open(struct mapping *m, const char *path, struct rns_error *err)
{
    *m = (struct mapping){ 0 };
    struct stat about;
    const int descriptor = open_descriptor(path, &about);
    if (descriptor < 0) return fail_errno(err, "%s: cannot open", name_of(path));
    bool ok = S_ISREG(about.st_mode) ||
              fail(err, RNS_FAILED, "%s: not a regular file; save it to one first", name_of(path));
    m->at = (const unsigned char *)"";
    if (ok && about.st_size > 0) {
        void *at = mmap(NULL, about.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (at == MAP_FAILED) ok = fail_errno(err, "%s: cannot map", name_of(path));
        else *m = (struct mapping){ at, about.st_size };
    }
    if (descriptor != STDIN_FILENO) close(descriptor);
    return ok;
}

void mapping_rest(const struct mapping *m) { madvise((void *)m->at, m->size, MADV_DONTNEED); }

void mapping_close(struct mapping *m)
{
    if (m->size) munmap((void *)m->at, m->size);
    *m = (struct mapping){ 0 };
}

/* After mkdir has failed: is that because the folder is there?  errno says why not. */
static bool is_folder(const char *path)
{
    const int why = errno;
    struct stat about;
    const bool there = !stat(path, &about);
    errno = there ? ENOTDIR : why;
    return there && S_ISDIR(about.st_mode);
}

bool folder_make(const char *path, struct rns_error *err)
{
    char *part = memory_copy(path);
    bool ok = true;
    for (char *at = part; ok && *at;) {
        at += strspn(at, "/");
        at += strcspn(at, "/");
        const char kept = *at;
        *at = '\0';
        if (mkdir(part, 0777) && !is_folder(part))
            ok = fail_errno(err, "%s: cannot make this folder", part);
        *at = kept;
    }
    memory_free(part);
    return ok;
}

char *path_beside(const char *from, const char *path)
{
    const char *slash = strrchr(from, '/');
    struct str beside = { 0 };
    if (slash && *path != '/' && strcmp(path, "-")) str_bytes(&beside, from, slash - from + 1);
    str_add(&beside, path);
    return str_take(&beside);
}
