/* error.h -- what the world does wrong, told in one sentence.
 *
 * A function that can fail on what it is given takes `struct rns_error *err` last and returns
 * false (or NULL).  The first message wins: what is said first is nearest to the cause.  What we
 * do wrong ourselves is an assert, kept in release.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

#include "rnnsearch.h"

/* Writes the sentence, control characters as '?', and the exit status it asks for, unless err
 * already holds one or is NULL.  Always false, so that `return fail(err, ...)` reads as what it
 * does. */
bool fail(struct rns_error *err, enum rns_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the system's word for errno at the end; RNS_FAILED. */
bool fail_errno(struct rns_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
