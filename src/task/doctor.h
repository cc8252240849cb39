/* doctor.h -- the parts of the data doctor.  Each looks at the pairs as they come by and tells at
 * the end what it found.
 *
 *     doctor.c            reads the files and calls the others
 *     doctor_lines.c      bytes and characters of each file
 *     doctor_pairing.c    do line k of one file and line k of the other belong together?
 *     doctor_pairs.c      blank, equal and lopsided pairs
 *     doctor_overlap.c    pairs that come again, and held-out pairs in the training text
 *     doctor_language.c   lines in the language of the other side
 *     doctor_training.c   vocabularies, memory and time of the training
 */
#ifndef TASK_DOCTOR_H
#define TASK_DOCTOR_H

#include "base/file.h"
#include "base/hashes.h"
#include "model/config.h"
#include "task/findings.h"
#include "text/inspect.h"

/* --- doctor.c: pairs of lines ----------------------------------------------------------------- */

/* Two files read in step; [0] is the source, [1] the target. */
struct twofold {
    const char *path[2];
    long lines[2];
    struct file_quirks quirks[2];
};

/* Line `number` of both; a side is NULL where its file has ended. */
struct raw_pair {
    long number;
    const struct str *line[2];
};

/* Visits every pair of which the number divides `every`, and the lines that have none. */
bool twofold_read(struct twofold *, long every, void (*visit)(void *, const struct raw_pair *),
                  void *self, struct rns_error *);

/* The cheap checks of the training and validation text, before training begins.  The errors are
 * left to training's own reader but for those of pairing, of which it says less: then false. */
bool doctor_glance(const struct rns_config *, struct findings *, struct rns_error *);

/* --- doctor_lines.c --------------------------------------------------------------------------- */

struct line_tally {
    struct encoding encoding;
    struct {
        long count, lines, line; /* in all, in so many lines, the first of them */
        int column;
        uint32_t what;
    } odd[ODD_COUNT];
    long lines;
};

void line_tally_add(struct line_tally *, long number, const struct str *line,
                    const struct inspection *);
void line_tally_tell(const struct line_tally *, const char *path, const struct file_quirks *,
                     struct findings *);

/* --- doctor_pairing.c ------------------------------------------------------------------------- */

enum { PAIRING_WINDOW = 200, PAIRING_REACH = 10 };

/* Log lengths of the last two windows and of what is beyond them within reach, and how often a
 * window's fit better shifted. */
struct pairing {
    float length[2][2 * PAIRING_WINDOW + 2 * PAIRING_REACH];
    int held;                    /* lines in it */
    long first;                  /* the number of the first */
    long windows, shifted, line; /* so many, of which so many; about where it begins */
    int shift;                   /* there: source line k belongs to target line k + shift */
    double was, is;              /* the correlations of lengths as they are, and shifted */
    double n, sum[2], square[2], product; /* of all pairs */
};

void pairing_add(struct pairing *, long number, const int characters[2]);
void pairing_tell(struct pairing *, const struct twofold *, struct findings *);

/* --- doctor_pairs.c --------------------------------------------------------------------------- */

enum { RATIO_BINS = 65 };

struct pair_tally {
    long blank[2], blank_line[2]; /* on this side alone: so many, the first */
    long both_blank;
    long equal, equal_line;
    long ratio[RATIO_BINS], ratio_line[RATIO_BINS]; /* by log2 of target / source characters */
    long pairs;
};

void pair_tally_add(struct pair_tally *, const struct raw_pair *, const struct inspection[2]);
void pair_tally_tell(const struct pair_tally *, const struct twofold *, struct findings *);

/* --- doctor_overlap.c ------------------------------------------------------------------------- */

/* How many were met, the first of them in its own files and in the training text. */
struct encounter {
    long count, line, training;
};

/* A held-out text and what of it is in the training text. */
struct held_out {
    struct twofold files;
    const char *name;           /* "validation", "test" */
    struct hashes pair, source; /* -> its line; a bit is added when it was met */
    long pairs;
    struct encounter met_pair, met_source;
};

void held_out_add(struct held_out *, const struct raw_pair *);  /* while it is read */
void held_out_meet(struct held_out *, const struct raw_pair *); /* while the training text is */
void held_out_tell(const struct held_out *, const char *training, struct findings *);
void held_out_free(struct held_out *);

struct duplicates {
    struct hashes seen;           /* -> the line */
    long pairs, looked_at, count; /* all; those whose hash is not left out; of these come again */
    long line, first;             /* the first one that does, and what it repeats */
};

struct duplicates duplicates_new(void);
void duplicates_add(struct duplicates *, const struct raw_pair *);
void duplicates_tell(const struct duplicates *, const struct twofold *, struct findings *);
void duplicates_free(struct duplicates *);

/* --- doctor_language.c ------------------------------------------------------------------------ */

/* Reads the files, already read once, twice more: every `every`-th pair. */
bool language_check(const struct rns_config *, struct twofold *, long every, struct findings *,
                    struct rns_error *);

/* --- doctor_training.c ------------------------------------------------------------------------ */

/* Fills in what rns_check says of the training, by every sample-th pair; `sizes`: of memory and
 * time, too.  False when the system failed; what text or config are to blame for are findings. */
bool training_check(const struct rns_config *, bool sizes, struct rns_check *, struct findings *,
                    struct rns_error *);

#endif
