/* NumPy's own format, version 1.0: an array [rows][columns] a sentence, one behind the other, as
 * numpy.save writes several to one open file and numpy.load reads them from it one by one.  A file
 * of one sentence is an ordinary .npy file.
 *
 *     "\x93NUMPY" 1 0, the length of the header in two bytes, the header: a Python dictionary,
 *     filled up with blanks to a multiple of 64 bytes in all; then the weights, four bytes each
 *
 * All numbers are little-endian.
 */
#include "task/format.h"

#include <stdint.h>
#include <string.h>

enum { BEFORE_HEADER = 10, MULTIPLE = 64 };

static void add_little_endian(struct str *out, uint32_t x, int bytes)
{
    for (int k = 0; k < bytes; k++) str_byte(out, (char)(x >> 8 * k & 0xff));
}

static void add_header(struct str *out, int rows, int columns)
{
    struct str header = { 0 };
    str_print(&header, "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", rows,
              columns);
    while ((BEFORE_HEADER + header.length + 1) % MULTIPLE) str_byte(&header, ' ');
    str_byte(&header, '\n');
    str_bytes(out, "\x93NUMPY\1\0", 8);
    add_little_endian(out, (uint32_t)header.length, 2);
    str_bytes(out, str_text(&header), header.length);
    str_free(&header);
}

static void add_float(struct str *out, float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    add_little_endian(out, bits, 4);
}

/* Without align: an array of shape (0, 0), so that array n is always sentence n. */
void format_npy(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    (void)id;
    const int rows = f->weight ? format_rows(f, pair) : 0;
    const int columns = f->weight ? format_columns(f, pair) : 0;
    add_header(out, rows, columns);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) add_float(out, (float)format_weight(f, pair, i, j));
}
