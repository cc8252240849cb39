/* results.h -- the lines a command gives out, with or without alignments.
 *
 * Where the alignments go:
 *     hard, soft          behind the line:  line ||| 0-0 1-1
 *     the other kinds     instead of the lines
 *     any, with a file    to that file, and the lines as without
 *
 * How they look is what alignment_options say.
 */
#ifndef CLI_RESULTS_H
#define CLI_RESULTS_H

#include "cli/command.h"
#include "cli/output.h"

enum alignment_place { ALIGNMENT_NONE, ALIGNMENT_FIELD, ALIGNMENT_ALONE, ALIGNMENT_ASIDE };

struct results {
    struct output out, aside;
    struct rns_format *format;
    enum alignment_place place;
    enum rns_unit unit;
    int balance; /* for rns_pair_join */
};

/* What the user asked for; NULL where nothing. */
struct results_options {
    const char *output, *alignment, *alignment_output;
    bool alone;  /* there are no lines, alignments are all there is */
    bool joined; /* the weights will be those of rns_pair_join */
    bool at_prompt;
};

extern const struct option alignment_options[]; /* of every command with results */

/* As rns_model_load, for text that comes as the options say. */
struct rns_model *results_model(const char *path, struct rns_error *);

/* Whether one of them would do nothing. */
bool results_check(const struct results_options *, struct rns_error *);
bool results_open(struct results *, const struct results_options *, struct rns_error *);
/* The line of sentence id, as printf would (nothing where alignments stand instead of lines), and
 * the alignment of the pair that it is of; all of it or, where the pair has none, nothing. */
bool results_write(struct results *, long id, const struct rns_pair *, struct rns_error *,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
bool results_flush(struct results *, struct rns_error *);
bool results_close(struct results *, bool ok, struct rns_error *);

#endif
