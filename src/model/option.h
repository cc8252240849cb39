/* option.h -- every option once: the table, and one row's value as text.
 *
 * A row is section.key, kind, place in struct rns_config, default, range and help.  The config
 * file, the command line, --help, the manual page and the model file's header all come from it.
 */
#ifndef MODEL_OPTION_H
#define MODEL_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"
#include "model/config.h"

enum option_kind {
    OPTION_INTEGER, /* int */
    OPTION_SEED,    /* uint64_t */
    OPTION_NUMBER,  /* double */
    OPTION_YESNO,   /* bool */
    OPTION_CHOICE,  /* an enum; shown.kind lists the names in the order of its values */
    OPTION_NAME,    /* char *: letters, digits, '-' and '_' */
    OPTION_PATH,    /* char *: beside the config file that says it; NULL when empty */
    OPTION_FOLDER   /* char *: a path from the working directory, wherever it is said */
};

struct option {
    struct rns_option shown;
    enum option_kind kind;
    size_t offset;
    double least, most;
    bool of_model; /* goes into the model file, */
    bool if_set;   /* but not at its default: it came later, and older files do without it */
};

enum { OPTION_MOST = 80 }; /* rows there is room for */
extern const struct option option_table[];
extern const int option_count;

/* NULL when there is none such; '-' and '_' are alike. */
const struct option *option_find(const char *section, const char *key);
/* One sentence about a name that is not there, with the nearest one that is.  An empty section:
 * the name stood before any.  Always false. */
bool option_unknown(const char *section, const char *key, struct rns_error *);
bool option_has_section(const char *section);

/* option_value.c: sets a row from text; `from` is the config file it stands in, NULL for none. */
bool option_set(const struct option *, struct rns_config *, const char *value, const char *from,
                struct rns_error *);
void option_get(const struct option *, const struct rns_config *, struct str *value);
/* The string of a row that holds one, NULL for the other kinds. */
char **option_string(const struct option *, struct rns_config *);

#endif
