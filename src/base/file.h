/* file.h -- lines in, whole files out.
 *
 * Reading: plain or .gz (told by the first bytes, not by the name), "-" for standard input.  A
 * line ends at byte 0x0A; one trailing 0x0D goes; nothing else breaks a line.  A byte order mark
 * at the start of the file is skipped.  A pipe is read as it comes: a line is handed on as soon as
 * its end has arrived.
 *
 * Writing: a file is replaced only by write, fsync, rename, so that what stood there before stays
 * until the new one is whole.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"

struct file; /* a text file open for reading */

struct file *file_open(const char *path, struct rns_error *);
/* 1: a line is in *line, without its end; 0: no more lines; -1: failed, err says why. */
int file_line(struct file *, struct str *line, struct rns_error *);
bool file_waiting(struct file *); /* would the next file_line return without waiting for anyone? */
bool file_is_pipe(const struct file *); /* not a regular file: it can be read only once */
long file_number(const struct file *);  /* of the line last read, from 1 */
const char *file_name(const struct file *);

/* What was passed over so far: a byte order mark; carriage returns at line ends; whether the line
 * read last lacked its '\n'. */
struct file_quirks {
    bool mark, unended;
    long returns;
};
struct file_quirks file_quirks(const struct file *);
void file_close(struct file *); /* NULL is fine */

/* Everything at once, unzipped; for configs and small files. */
bool file_read(const char *path, struct str *content, struct rns_error *);

bool file_exists(const char *path);

/* A file being replaced.  save_open writes to PATH.tmp beside it. */
struct save {
    FILE *out;
    char *path, *temporary;
};
/* fsync; some file systems cannot and say EINVAL: nothing more can be done there. */
bool sync_descriptor(int descriptor);
bool save_open(struct save *, const char *path, struct rns_error *);
bool save_write(struct save *, const void *bytes, size_t count, struct rns_error *);
bool save_commit(struct save *, struct rns_error *); /* flush, fsync, rename, fsync the folder */
void save_cancel(struct save *);                     /* the old file stays */

/* A whole file mapped for reading. */
struct mapping {
    const unsigned char *at;
    size_t size;
};
bool mapping_open(struct mapping *, const char *path, struct rns_error *);
/* Gives the pages back to the system, which reads those again that are used again. */
void mapping_rest(const struct mapping *);
void mapping_close(struct mapping *);

bool folder_make(const char *path, struct rns_error *); /* with its parents; may be there */
/* `path` as seen from the folder of `from`: absolute and "-" paths stay; the caller frees. */
char *path_beside(const char *from, const char *path);

#endif
