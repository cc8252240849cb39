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
    int every; /* of so many training pairs one is read; 0: all are */
    struct segmenter source_segmenter, target_segmenter;
    struct vocab *source_vocab, *target_vocab;
    struct bitext *train, *valid; /* valid is NULL when the config names none */
    struct lines valid_lines;
};

/* Subwords, where the config asks for them, are learned from the training text each time: the same
 * text gives the same ones. */
bool corpora_load(struct corpora *, const struct rns_config *, struct rns_error *);
/* The same of a sample of the training text, a pair of so many. */
bool corpora_sample(struct corpora *, const struct rns_config *, int every, struct rns_error *);
/* A fresh model of their vocabularies and subwords, which are its own from then on. */
struct rns_model *corpora_model(struct corpora *, const struct rns_config *);
void corpora_free(struct corpora *);

#endif
