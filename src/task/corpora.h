/* corpora.h -- the training and validation text of a config, read and numbered. */
#ifndef TASK_CORPORA_H
#define TASK_CORPORA_H

#include "model/config.h"
#include "text/bitext.h"
#include "text/vocab.h"

/* Raw lines of two files, blank ones too. */
struct lines {
    struct rns_lines *source_file, *target_file; /* what keeps them */
    int count;
    const char *const *source, *const *target;
};

struct corpora {
    struct segmenter source_segmenter, target_segmenter;
    struct vocab *source_vocab, *target_vocab;
    struct bitext *train, *valid; /* valid is NULL when the config names none */
    struct lines valid_lines;
};

bool corpora_load(struct corpora *, const struct rns_config *, struct rns_error *);
void corpora_free(struct corpora *); /* the vocabularies too, unless they were taken (NULL) */

#endif
