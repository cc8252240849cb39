/* number.h -- reals to text and back, with a point in every locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdarg.h>
#include <stddef.h>

double number_read(const char *text, char **end); /* as strtod */
/* As vsnprintf. */
int number_print(char *to, size_t room, const char *format, va_list);
/* As snprintf, for one double: "%g", "%a". */
void number_write(char *to, size_t room, const char *format, double x);

#endif
