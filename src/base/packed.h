/* packed.h -- many sequences without padding: words on their way from text to numbers.
 *
 * The words of step 0 of every sequence, then those of step 1 of every sequence that has one, and
 * so on.  Sequences run from the longest to the shortest, so those that reach step t are the first
 * `packed_count(p, t)` columns, and a step is a slice of rows.  Example, lengths 3 2 1:
 *
 *     at      0     3   5 6
 *     rows    a b c a b a      step 0, step 1, step 2
 */
#ifndef BASE_PACKED_H
#define BASE_PACKED_H

struct packed {
    int B, T;    /* sequences; steps of the longest */
    int rows;    /* words in all */
    int *at;     /* [T+1]  first row of each step; at[T] = rows */
    int *id;     /* [rows] the words */
    int *length; /* [B]   of each column, falling */
    int *origin; /* [B]   which sequence, as given, each column is */
};

struct arena;

/* Packs B sequences; sequence b is id[b][0 .. length[b]).  Equal lengths keep their order. */
struct packed packed_new(struct arena *, int B, const int *const *id, const int *length);

static inline int packed_count(const struct packed *p, int t) { return p->at[t + 1] - p->at[t]; }
/* Some of the columns, for a thread of its own: [from, to). */
struct columns {
    int from, to;
};

/* How many of these columns reach step t. */
static inline int packed_reach(const struct packed *p, int t, struct columns c)
{
    const int to = c.to < packed_count(p, t) ? c.to : packed_count(p, t);
    return to > c.from ? to - c.from : 0;
}

static inline int packed_row(const struct packed *p, int t, int column)
{
    return p->at[t] + column;
}

#endif
