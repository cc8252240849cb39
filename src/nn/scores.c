#include "nn/scores.h"

const struct score *score_of(const struct attention_kind *kind)
{
    static const struct score *const table[] = {
        [SCORE_ADDITIVE] = &score_additive,     [SCORE_DOT] = &score_dot,
        [SCORE_SCALED_DOT] = &score_scaled_dot, [SCORE_GENERAL] = &score_general,
        [SCORE_LOCATION] = &score_location,
    };
    return kind->coverage ? &score_covered : table[kind->score];
}

struct attention_shape attention_shape(const struct attention_kind *kind, int H, int A)
{
    return score_of(kind)->shape(kind, H, A);
}
