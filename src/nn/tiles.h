/* tiles.h -- the innermost product of bfloat16 in tiles, where the processor has them (AMX).
 *
 * A tile is 16 rows of 64 bytes.  One instruction adds the product of a tile of 16 · 32 numbers and
 * one of 32 · 16 to a tile of 16 · 16 sums.
 */
#ifndef NN_TILES_H
#define NN_TILES_H

#include <stdbool.h>

#include "nn/bf16.h"

/* Asks the system for them, too; the same answer each time. */
bool tiles_have(void);
void tiles_begin(void);
void tiles_end(void);
void tiles_multiply(struct kernel_rows, const uint32_t *B, int pairs); /* as bf16_multiply */

#endif
