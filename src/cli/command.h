/* command.h -- what a command of the program is.
 *
 * To add a command, write cmd_NAME.c with a `const struct command command_NAME`, declare it here
 * and name it in the table of main.c: --help and the manual page follow.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>

#include "rnnsearch.h"

enum option_kind { OPTION_FLAG, OPTION_INTEGER, OPTION_NUMBER, OPTION_TEXT, OPTION_LIST };

/* The values of an option that may be given several times. */
enum { LIST_MOST = 100 };
struct list {
    int count;
    const char *at[LIST_MOST];
};

/* One option: what drives both the parser and --help.  The default is what `place` holds before
 * the command line is read. */
struct option {
    const char *name; /* long, with '-' between words */
    char letter;      /* the short one, or 0 */
    enum option_kind kind;
    void *place;       /* bool, int, double, const char * or struct list */
    double least;      /* of a number */
    const char *value; /* what --help calls it: N, FILE; NULL for a flag */
    const char *help;
    const char *group; /* a heading that begins here, or NULL */
};

struct command {
    const char *name;
    const char *operands;         /* as the usage line says it */
    const char *brief;            /* one line; NULL: not listed */
    const char *more;             /* the rest of --help, or NULL */
    const struct option *options; /* ended by a row without a name; NULL: none of its own */
    const struct option *shared;  /* those that several commands have, or NULL */
    void (*prepare)(void);        /* sets the defaults that the library knows, or NULL */
    /* Takes --section.key VALUE; NULL for a command without config. */
    bool (*setting)(const char *name, const char *value, struct rns_error *);
    /* What is left after the options are its operands. */
    bool (*run)(int count, char **operand, struct rns_error *);
};

extern const struct command command_train, command_translate, command_align, command_score,
    command_symmetrize, command_view, command_lexicon, command_bpe, command_bleu, command_aer,
    command_info, command_average, command_attend, command_check, command_bench, command_manual;

extern const struct command *const all_commands[]; /* in the order of --help; NULL ends them */

/* Writes the sentence and the exit status unless err already holds one; always false. */
bool complain(struct rns_error *err, enum rns_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
