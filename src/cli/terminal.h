/* terminal.h -- what a stream is able to show. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

bool terminal_live(FILE *);  /* a terminal whose lines can be written over */
bool terminal_color(FILE *); /* that, and NO_COLOR is not set */
bool terminal_ascii(void);   /* this locale writes no UTF-8 */
int terminal_width(FILE *);  /* in columns; 0 when it is no terminal */

#endif
