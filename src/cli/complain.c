#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>

bool complain(struct rns_error *err, enum rns_status status, const char *format, ...)
{
    if (err->status != RNS_OK) return false;
    va_list list;
    va_start(list, format);
    err->status = status;
    vsnprintf(err->message, sizeof err->message, format, list);
    va_end(list);
    rns_tame(err->message);
    return false;
}
