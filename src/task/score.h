/* score.h -- given translations in the model's own units: for a model of subwords, in pieces. */
#ifndef TASK_SCORE_H
#define TASK_SCORE_H

#include "rnnsearch.h"

/* As rns_score and rns_align. */
bool score_pieces(const struct rns_model *, const char *const *source, const char *const *target,
                  int n, struct rns_pair *result, struct rns_error *);
bool align_pieces(const struct rns_model *, const char *const *source, const char *const *target,
                  int n, struct rns_pair *result, struct rns_error *);
/* As score_pieces, but a translation of no words is one, too: log p is of its </s>. */
bool score_hypotheses(const struct rns_model *, const char *const *source,
                      const char *const *target, int n, struct rns_pair *result,
                      struct rns_error *);

#endif
