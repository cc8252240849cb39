/* Matrices in files: NumPy's .npy (one or two dimensions, <f4 or <f8, C order), or numbers with
 * tabs or blanks between, a line a row. */
#include "rnnsearch.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/number.h"

static const char magic[] = "\x93NUMPY";
enum { MAGIC = 6, MULTIPLE = 64 };

/* --- .npy ------------------------------------------------------------------------------------- */

static uint64_t little_endian(const char *at, int bytes)
{
    uint64_t x = 0;
    for (int k = bytes; k-- > 0;) x = x << 8 | (unsigned char)at[k];
    return x;
}

/* What stands behind a key of the header, a Python dictionary. */
static const char *value_of(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    if (!at) return "";
    at += strlen(key);
    return at + strspn(at, " :");
}

/* "(3, 2)" or "(2,)", which is a row. */
static bool read_shape(const char *text, struct rns_matrix *m)
{
    long size[2];
    int count = 0;
    if (*text++ != '(') return false;
    while (*text && *text != ')') {
        char *end;
        if (count == 2) return false;
        size[count] = strtol(text, &end, 10);
        if (end == text || size[count] < 0 || size[count] > INT_MAX) return false;
        count++;
        text = end + strspn(end, ", ");
    }
    if (*text != ')' || !count) return false;
    m->rows = count == 2 ? (int)size[0] : 1;
    m->cols = (int)size[count - 1];
    return true;
}

static double read_real(const char *at, int bytes)
{
    const uint64_t bits = little_endian(at, bytes);
    const uint32_t half = (uint32_t)bits;
    float x;
    double y;
    memcpy(&x, &half, sizeof x);
    memcpy(&y, &bits, sizeof y);
    return bytes == 4 ? (double)x : y;
}

static bool read_npy(const char *path, const struct str *content, struct rns_matrix *m,
                     struct rns_error *err)
{
    const char *text = str_text(content);
    const int bytes = content->length > 12 && text[MAGIC] > 1 ? 4 : 2;
    const size_t start = MAGIC + 2 + (size_t)bytes;
    const size_t length = content->length < start ? 0 : little_endian(text + MAGIC + 2, bytes);
    if (content->length < start || length > content->length - start)
        return fail(err, RNS_BAD_DATA, "%s: the .npy file is cut off", path);

    struct str header = { 0 };
    str_bytes(&header, text + start, length);
    const char *kind = value_of(str_text(&header), "'descr'");
    const int each = !strncmp(kind, "'<f4'", 5) ? 4 : !strncmp(kind, "'<f8'", 5) ? 8 : 0;
    const bool plain = !strncmp(value_of(str_text(&header), "'fortran_order'"), "False", 5);
    const bool shaped = read_shape(value_of(str_text(&header), "'shape'"), m);
    str_free(&header);
    if (!each || !plain || !shaped)
        return fail(err, RNS_BAD_DATA,
                    "%s: not an array of one or two dimensions of float32 or float64 in C order; "
                    "save numpy.ascontiguousarray(x, dtype='<f8')",
                    path);
    const size_t count = (size_t)m->rows * (size_t)m->cols, left = content->length - start - length;
    if (left / (size_t)each < count)
        return fail(err, RNS_BAD_DATA, "%s: the .npy file is cut off", path);
    if (left > count * (size_t)each)
        return fail(err, RNS_BAD_DATA, "%s: %zu bytes follow the array; save one array to a file",
                    path, left - count * (size_t)each);
    m->at = memory_new(count + 1, sizeof *m->at);
    for (size_t i = 0; i < count; i++)
        m->at[i] = read_real(text + start + length + i * (size_t)each, each);
    return true;
}

static void add_little_endian(struct str *out, uint64_t x, int bytes)
{
    for (int k = 0; k < bytes; k++) str_byte(out, (char)(x >> 8 * k & 0xff));
}

static void write_npy(const struct rns_matrix *m, struct str *out)
{
    struct str header = { 0 };
    str_print(&header, "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", m->rows,
              m->cols);
    while ((MAGIC + 4 + header.length + 1) % MULTIPLE) str_byte(&header, ' ');
    str_byte(&header, '\n');
    str_bytes(out, "\x93NUMPY\1\0", 8);
    add_little_endian(out, header.length, 2);
    str_bytes(out, str_text(&header), header.length);
    str_free(&header);
    for (long i = 0; i < (long)m->rows * m->cols; i++) {
        uint64_t bits;
        memcpy(&bits, &m->at[i], sizeof bits);
        add_little_endian(out, bits, 8);
    }
}

/* --- numbers in lines ------------------------------------------------------------------------- */

static bool read_row(const char *path, const char *line, size_t *room, struct rns_matrix *m,
                     struct rns_error *err)
{
    int cols = 0;
    line += strspn(line, " \t\r");
    while (*line) {
        const size_t count = (size_t)m->rows * (size_t)m->cols + (size_t)cols;
        char *end;
        m->at = memory_grow(m->at, count, room, sizeof *m->at);
        m->at[count] = number_read(line, &end);
        if (end == line || (*end && !strchr(" \t\r", *end)))
            return fail(err, RNS_BAD_DATA, "%s:%d: '%.30s' is not a number", path, m->rows + 1,
                        line);
        cols++;
        line = end + strspn(end, " \t\r");
    }
    if (!cols) return fail(err, RNS_BAD_DATA, "%s:%d: a blank line", path, m->rows + 1);
    if (m->rows && cols != m->cols)
        return fail(err, RNS_BAD_DATA, "%s:%d: %d numbers where the first row has %d", path,
                    m->rows + 1, cols, m->cols);
    m->cols = cols;
    m->rows++;
    return true;
}

static bool read_lines(const char *path, struct str *content, struct rns_matrix *m,
                       struct rns_error *err)
{
    size_t room = 0;
    bool ok = strlen(str_text(content)) == content->length ||
              fail(err, RNS_BAD_DATA, "%s: NUL byte; is it a text file?", path);
    char *line = str_take(content), *next;
    for (char *at = line; ok && at && *at; at = next) {
        next = strchr(at, '\n');
        if (next) *next++ = '\0';
        ok = read_row(path, at, &room, m, err);
    }
    memory_free(line);
    return ok && (m->rows > 0 || fail(err, RNS_BAD_DATA, "%s: no numbers", path));
}

static void write_lines(const struct rns_matrix *m, struct str *out)
{
    char number[40];
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->cols; j++) {
            number_write(number, sizeof number, "%.10g", m->at[(long)i * m->cols + j]);
            str_print(out, "%s%c", number, j + 1 < m->cols ? '\t' : '\n');
        }
}

/* --- both ------------------------------------------------------------------------------------- */

static bool check_finite(const struct rns_matrix *m, const char *path, struct rns_error *err)
{
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->cols; j++)
            if (!isfinite(m->at[(long)i * m->cols + j]))
                return fail(err, RNS_BAD_DATA, "%s: row %d, column %d is no finite number", path,
                            i + 1, j + 1);
    return true;
}

bool rns_matrix_read(struct rns_matrix *m, const char *path, struct rns_error *err)
{
    struct str content = { 0 };
    *m = (struct rns_matrix){ 0 };
    bool ok = file_read(path, &content, err);
    if (ok && content.length >= MAGIC && !memcmp(str_text(&content), magic, MAGIC))
        ok = read_npy(path, &content, m, err);
    else if (ok) ok = read_lines(path, &content, m, err);
    str_free(&content);
    ok = ok && check_finite(m, path, err);
    if (!ok) rns_matrix_free(m);
    return ok;
}

char *rns_matrix_write(const struct rns_matrix *m, bool npy, size_t *length)
{
    struct str out = { 0 };
    (npy ? write_npy : write_lines)(m, &out);
    *length = out.length;
    return str_take(&out);
}

struct rns_matrix rns_matrix_new(int rows, int cols)
{
    return (struct rns_matrix){ rows, cols,
                                memory_new((size_t)rows * (size_t)cols + 1, sizeof(double)) };
}

void rns_matrix_free(struct rns_matrix *m)
{
    memory_free(m->at);
    *m = (struct rns_matrix){ 0 };
}
