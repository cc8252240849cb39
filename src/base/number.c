#include "base/number.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* The caller's locale stays as it is: only this thread's is another for the moment. */
static locale_t enter_c_locale(void)
{
    static locale_t c;
    if (!c) c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return uselocale(c);
}

double number_read(const char *text, char **end)
{
    const locale_t before = enter_c_locale();
    const double x = strtod(text, end);
    uselocale(before);
    return x;
}

int number_print(char *to, size_t room, const char *format, va_list args)
{
    const locale_t before = enter_c_locale();
    const int length = vsnprintf(to, room, format, args);
    uselocale(before);
    return length;
}

void number_write(char *to, size_t room, const char *format, double x)
{
    const locale_t before = enter_c_locale();
    snprintf(to, room, format, x);
    uselocale(before);
}
