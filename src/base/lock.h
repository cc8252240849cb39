/* lock.h -- one writer a folder. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/error.h"

/* Locks a folder until lock_release or the end of the process, however it ends; leaves no file.
 * -1 with err when another process holds it. */
int lock_folder(const char *path, struct rns_error *);
void lock_release(int lock); /* -1 is fine */

#endif
