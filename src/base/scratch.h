/* scratch.h -- what need not fit into memory: written once, piece behind piece, to a file without a
 * name, then read in any order.
 *
 * The file is in $TMPDIR; where that is not set, in the folder given, or in /tmp when there is no
 * such folder.  It goes when the process does, however that ends.  It is read as mapped: the system
 * keeps in its cache what it has room for, and of that at most about SCRATCH_KEPT bytes are part of
 * the process at any time.
 */
#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { SCRATCH_KEPT = 16 << 20 };

struct scratch;

struct scratch *scratch_new(const char *folder, struct rns_error *); /* folder may be NULL */
/* One that is small enough for memory after all; nothing fails. */
struct scratch *scratch_in_memory(void);
bool scratch_write(struct scratch *, const void *bytes, size_t count, struct rns_error *);
size_t scratch_size(const struct scratch *); /* bytes written so far */
/* All is written and can be read. */
bool scratch_finish(struct scratch *, struct rns_error *);
/* What was written from byte `from` on; good as long as the scratch is. */
const void *scratch_at(struct scratch *, size_t from);
void scratch_free(struct scratch *); /* NULL is fine */

#endif
