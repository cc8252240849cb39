#include "base/packed.h"

#include "base/memory.h"

/* longer[t]: how many sequences have more than t words, t from 0 to T. */
static int *count_longer(struct arena *mem, int B, int T, const int *length)
{
    int *longer = arena_zero(mem, (size_t)T + 2, sizeof *longer);
    for (int b = 0; b < B; b++) longer[length[b]]++;
    for (int t = T, above = 0; t >= 0; t--) {
        const int equal = longer[t];
        longer[t] = above;
        above += equal;
    }
    return longer;
}

static int longest(int B, const int *length)
{
    int T = 0;
    for (int b = 0; b < B; b++)
        if (length[b] > T) T = length[b];
    return T;
}

struct packed packed_new(struct arena *mem, int B, const int *const *id, const int *length)
{
    struct packed p = { .B = B, .T = longest(B, length) };
    int *longer = count_longer(mem, B, p.T, length);
    p.at = arena_zero(mem, (size_t)p.T + 1, sizeof *p.at);
    for (int t = 0; t < p.T; t++) p.at[t + 1] = p.at[t] + longer[t];
    p.rows = p.at[p.T];
    p.id = arena_take(mem, p.rows, sizeof *p.id);
    p.length = arena_take(mem, B, sizeof *p.length);
    p.origin = arena_take(mem, B, sizeof *p.origin);

    /* A sequence comes after all that are longer, and after those as long that came before it. */
    for (int b = 0; b < B; b++) {
        const int column = longer[length[b]]++;
        p.length[column] = length[b];
        p.origin[column] = b;
        for (int t = 0; t < length[b]; t++) p.id[packed_row(&p, t, column)] = id[b][t];
    }
    return p;
}
