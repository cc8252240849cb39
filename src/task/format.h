/* format.h -- alignments as text: one row of a table a kind, up to three functions a row.
 *
 *     hard     format_plain.c     `0-0 1-2`: links, source-target (Pharaoh)
 *     soft     format_plain.c     `w,w,w w,w,w`: a group a target word, </s> too (Marian)
 *     tsv      format_plain.c     a line a weight, under a line of column names
 *     nematus  format_nematus.c   a heading and a matrix of weights a sentence
 *     json     format_json.c      an object a line
 *     npy      format_npy.c       a NumPy array a sentence
 *     text     format_text.c      a heat map for the terminal
 *     svg      format_svg.c       the paper's figure 3
 *     html     format_html.c      a page to look around in (task/view.h)
 *
 * A new kind is its functions, declared here, and its row in format.c.  A pair without align (a
 * blank line, a model without attention) is an entry too; each function says what it becomes.
 */
#ifndef TASK_FORMAT_H
#define TASK_FORMAT_H

#include "base/str.h"
#include "rnnsearch.h"

struct json_t;

struct rns_format {
    const struct format_kind *kind;
    struct rns_format_options options; /* eos and unit never USUAL */
    bool ends;                         /* has </s> its row and column? */
    const double *weight; /* of the entry being written, [rows][columns]; NULL without align */
    size_t length;        /* of what was given last */
    struct str kept;      /* svg: the entries so far ... */
    int width, height;    /* ... and the room they take */
};

void format_hard(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_soft(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_tsv_begin(struct rns_format *, struct str *out);
void format_tsv(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_nematus(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_json(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_npy(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_text(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_svg(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_svg_end(struct rns_format *, struct str *out);
void format_html_begin(struct rns_format *, struct str *out);
void format_html(struct rns_format *, long id, const struct rns_pair *, struct str *out);
void format_html_end(struct rns_format *, struct str *out);

/* The matrix as the options want it: T target words and S source words, or one more with </s>. */
int format_rows(const struct rns_format *, const struct rns_pair *);
int format_columns(const struct rns_format *, const struct rns_pair *);
/* From now on it is this pair's; memory_free what it gives when done. */
double *format_look(struct rns_format *, const struct rns_pair *);
/* Target i, source j; 0..1. */
double format_weight(const struct rns_format *, const struct rns_pair *, int i, int j);

/* What the kinds share. */
struct json_t *format_object(struct rns_format *, long id, const struct rns_pair *); /* of json */
void format_number(struct str *out, double x); /* six significant digits, '.' in every locale */
void format_visible(struct str *out, const char *word); /* valid UTF-8 without control characters */
void format_translation(struct str *out, const struct rns_pair *); /* its text, or its words */
const char *format_source(const struct rns_pair *, int j);         /* j = S is </s> */
const char *format_target(const struct rns_pair *, int i);         /* i = T is </s> */

#endif
