/* safetensors.h -- named arrays in one file that any Python reads, and no stranger's file harms.
 *
 * u64 header length, JSON header, then the arrays, little-endian and row-major without holes.
 * Reading checks every length, offset, shape, type and name before it is used; RNS_BAD_MODEL.
 */
#ifndef MODEL_SAFETENSORS_H
#define MODEL_SAFETENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "nn/real.h"

/* --- writing: declare everything, then write it in one go, replacing PATH whole --------------- */

/* The file is a function of what was declared: reals first, so that they stand aligned, then bytes,
 * each in the order they came. */

struct tensors_out;
struct tensors_out *tensors_new(void);
void tensors_meta(struct tensors_out *, const char *key, const char *value);
/* The numbers must stay until tensors_save; bytes are copied. */
void tensors_reals(struct tensors_out *, const char *name, int rows, int cols, const real *);
void tensors_bytes(struct tensors_out *, const char *name, size_t count, const void *);
bool tensors_save(struct tensors_out *, const char *path, struct rns_error *);
void tensors_out_free(struct tensors_out *); /* NULL is fine */

/* --- reading: the file stays mapped until tensors_close --------------------------------------- */

struct tensors;
struct tensors *tensors_open(const char *path, struct rns_error *);
void tensors_rest(const struct tensors *); /* most of it will not be read for long */
void tensors_close(struct tensors *);      /* NULL is fine */
const char *tensors_path(const struct tensors *);
const char *tensors_meta_get(const struct tensors *, const char *key); /* NULL when there is none */
bool tensors_has(const struct tensors *, const char *name);
/* Where the numbers stand in the map; NULL with err when the name, type or shape is another.  In a
 * build of double, or from a file of doubles, they are converted into memory that tensors_close
 * frees. */
const real *tensors_reals_get(struct tensors *, const char *name, int rows, int cols,
                              struct rns_error *);
const unsigned char *tensors_bytes_get(struct tensors *, const char *name, size_t *count,
                                       struct rns_error *);

#endif
