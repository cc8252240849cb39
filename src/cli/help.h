/* help.h -- what --help says, made from the tables. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stddef.h>

#include "cli/command.h"

extern const char exit_statuses[]; /* one to a line, "N  meaning" */

void help_program(void);
void help_command(const struct command *);
/* Names as a table lists them, "a|b|c", as a sentence does: "a, b or c". */
void help_names(const char *list, char *text, size_t room);
/* The default of an option as text; "" where there is nothing to say. */
void option_initial(const struct option *, char *text, size_t room);

#endif
