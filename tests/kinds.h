/* kinds.h -- the kinds of attention that every check of the network goes through. */
#ifndef TESTS_KINDS_H
#define TESTS_KINDS_H

#include "nn/attention.h"

enum { KINDS_POSITIONS = 5 };

static const struct attention_kind kinds[] = {
    { .score = SCORE_ADDITIVE },
    { .score = SCORE_DOT },
    { .score = SCORE_SCALED_DOT },
    { .score = SCORE_GENERAL },
    { .score = SCORE_LOCATION, .positions = KINDS_POSITIONS },
    { .score = SCORE_ADDITIVE, .window = WINDOW_LOCAL_M, .width = 1 },
    { .score = SCORE_ADDITIVE, .window = WINDOW_LOCAL_P, .width = 2 },
    { .score = SCORE_GENERAL, .window = WINDOW_LOCAL_P, .width = 1 },
    { .score = SCORE_LOCATION, .positions = 2, .window = WINDOW_LOCAL_M, .width = 1 },
    { .score = SCORE_LOCATION, .positions = 2, .window = WINDOW_LOCAL_P, .width = 1 },
    { .coverage = true },
    { .coverage = true, .window = WINDOW_LOCAL_P, .width = 2 },
    { .context = CONTEXT_HARD, .entropy = 0.1 },
    { .context = CONTEXT_HARD, .entropy = 0.1, .coverage = true },
    { .score = SCORE_SCALED_DOT,
      .context = CONTEXT_HARD,
      .entropy = 0.3,
      .window = WINDOW_LOCAL_M,
      .width = 1 },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

#endif
