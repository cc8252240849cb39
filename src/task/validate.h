/* validate.h -- how good a model is on held-out pairs: cross-entropy, BLEU, samples. */
#ifndef TASK_VALIDATE_H
#define TASK_VALIDATE_H

#include "model/model.h"
#include "task/corpora.h"
#include "task/log.h"

struct arena;

struct validation {
    double cross_entropy; /* natural logarithm, per target word */
    double bleu;
    struct log_sample *sample; /* the first sentences, and what the model makes of them now */
    int samples;
    struct rns_pairs *translation; /* [valid_lines.count] */
    int lines;
};

/* `batch` sentences at a time. */
bool validate(struct validation *, const struct rns_model *, const struct corpora *, int batch,
              struct arena *, struct rns_error *);
void validation_free(struct validation *);
/* What validation is judged by; larger is better. */
double validation_score(const struct validation *, const struct rns_config *);
/* The samples with their heat maps, for a terminal.  The caller frees. */
char *validation_show(const struct validation *);

/* Σ −log p over the pairs of a bitext; the same for any batch size. */
double bitext_nll(const struct rns_model *, const struct bitext *, int batch_size, struct arena *);

#endif
