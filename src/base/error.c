#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool holds_a_message(const struct rns_error *err) { return !err || err->status != RNS_OK; }

void rns_tame(char *message)
{
    for (unsigned char *at = (unsigned char *)message; *at; at++) {
        if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0) at[1] = *at = '?';
        if (*at < ' ' || *at == 0x7F) *at = '?';
    }
}

bool fail(struct rns_error *err, enum rns_status status, const char *format, ...)
{
    if (holds_a_message(err)) return false;
    va_list args;
    va_start(args, format);
    err->status = status;
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    rns_tame(err->message);
    return false;
}

bool fail_errno(struct rns_error *err, const char *format, ...)
{
    const int number = errno;
    if (holds_a_message(err)) return false;
    va_list args;
    va_start(args, format);
    err->status = RNS_FAILED;
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    const size_t length = strlen(err->message);
    snprintf(err->message + length, sizeof err->message - length, ": %s", strerror(number));
    rns_tame(err->message);
    return false;
}
