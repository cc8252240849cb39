/* options.h -- the command line, read by the tables of its command.
 *
 *     --beam-size 5   --beam_size=5   -b 5   -b5   --quiet   --no-quiet   --train.seed 3   --
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

/* Those of every command. */
extern const struct option common_options[];
extern int option_threads; /* negative: not told */
extern bool option_help;

/* Puts the options into their places and leaves the operands in argument[0 .. *count). */
bool options_read(const struct command *, int *count, char **argument, struct rns_error *);

#endif
