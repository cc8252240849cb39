/* Two alignments become one [Koehn, Och and Marcu 2003].  Everything happens on the points of the
 * union, sorted by source word, then target word: each says who has it and whether it is taken.
 * Order matters, since a point taken changes what may be taken after it: passes go through the
 * points as they are sorted, and a point counts from the moment it is taken. */
#include "rnnsearch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "text/links.h"

enum side { FORWARD = 1, REVERSE = 2, BOTH = FORWARD | REVERSE };

struct point {
    long source, target;
    int sides;       /* who has it */
    int row, column; /* of the two words among those that have points */
    bool taken;
};

struct points {
    struct point *at;
    int count;
    bool *row_taken, *column_taken; /* [count] has the word a link yet? */
};

/* --- the union -------------------------------------------------------------------------------- */

static int sides_of(const struct links *forward, const struct links *reverse, const struct link *l)
{
    return (links_find(forward, l->source, l->target) ? FORWARD : 0) |
           (links_find(reverse, l->source, l->target) ? REVERSE : 0);
}

static int by_column(const void *left, const void *right)
{
    const struct point *a = *(struct point *const *)left, *b = *(struct point *const *)right;
    return (a->target > b->target) - (a->target < b->target);
}

/* Words are numbered by those that occur: a link 0-1000000000 costs no more than another. */
static void number_words(struct points *p)
{
    struct point **order = memory_new((size_t)p->count + 1, sizeof(struct point *));
    for (int k = 0; k < p->count; k++) {
        order[k] = &p->at[k];
        if (k > 0) p->at[k].row = p->at[k - 1].row + (p->at[k].source != p->at[k - 1].source);
    }
    if (p->count) qsort(order, (size_t)p->count, sizeof *order, by_column);
    for (int k = 1; k < p->count; k++)
        order[k]->column = order[k - 1]->column + (order[k]->target != order[k - 1]->target);
    memory_free(order);
}

static struct points points_new(const struct links *forward, const struct links *reverse)
{
    struct links all = { 0 };
    for (int k = 0; k < forward->count; k++) links_add(&all, forward->at[k]);
    for (int k = 0; k < reverse->count; k++) links_add(&all, reverse->at[k]);
    links_sort(&all);
    const size_t room = (size_t)all.count + 1;
    struct points p = { memory_new(room, sizeof *p.at), all.count, memory_new(room, 1),
                        memory_new(room, 1) };
    for (int k = 0; k < all.count; k++)
        p.at[k] = (struct point){ .source = all.at[k].source,
                                  .target = all.at[k].target,
                                  .sides = sides_of(forward, reverse, &all.at[k]) };
    number_words(&p);
    links_free(&all);
    return p;
}

static void points_free(struct points *p)
{
    memory_free(p->at);
    memory_free(p->row_taken);
    memory_free(p->column_taken);
}

/* --- what may be taken ------------------------------------------------------------------------ */

static void take(struct points *p, struct point *point)
{
    point->taken = p->row_taken[point->row] = p->column_taken[point->column] = true;
}

static bool joins_a_free_word(const struct points *p, const struct point *point)
{
    return !p->row_taken[point->row] || !p->column_taken[point->column];
}

static bool joins_two_free_words(const struct points *p, const struct point *point)
{
    return !p->row_taken[point->row] && !p->column_taken[point->column];
}

static int by_place(const void *left, const void *right)
{
    const struct point *a = left, *b = right;
    return a->source != b->source ? (a->source > b->source) - (a->source < b->source)
                                  : (a->target > b->target) - (a->target < b->target);
}

/* Is one of the eight around it taken? */
static bool touches(const struct points *p, const struct point *point)
{
    for (int k = 0; k < 9; k++) {
        const struct point place = { .source = point->source + k / 3 - 1,
                                     .target = point->target + k % 3 - 1 };
        const struct point *found =
            bsearch(&place, p->at, (size_t)p->count, sizeof place, by_place);
        if (found && found->taken) return true;
    }
    return false;
}

static bool may_grow(const struct points *p, const struct point *point)
{
    return joins_a_free_word(p, point) && touches(p, point);
}

/* --- the methods ------------------------------------------------------------------------------ */

/* Takes what `may` of the points that one of the sides has, in one pass; was there any? */
static bool add(struct points *p, int sides,
                bool (*may)(const struct points *, const struct point *))
{
    bool any = false;
    for (int k = 0; k < p->count; k++) {
        struct point *point = &p->at[k];
        if (point->taken || !(point->sides & sides) || !may(p, point)) continue;
        take(p, point);
        any = true;
    }
    return any;
}

static void join_intersect(struct points *p)
{
    for (int k = 0; k < p->count; k++)
        if (p->at[k].sides == BOTH) take(p, &p->at[k]);
}

static void join_union(struct points *p)
{
    for (int k = 0; k < p->count; k++) take(p, &p->at[k]);
}

static void join_grow_diag(struct points *p)
{
    join_intersect(p);
    while (add(p, BOTH, may_grow)) continue;
}

static void join_grow_diag_final(struct points *p)
{
    join_grow_diag(p);
    add(p, FORWARD, joins_a_free_word);
    add(p, REVERSE, joins_a_free_word);
}

static void join_grow_diag_final_and(struct points *p)
{
    join_grow_diag(p);
    add(p, FORWARD, joins_two_free_words);
    add(p, REVERSE, joins_two_free_words);
}

static const struct method {
    const char *name;
    void (*join)(struct points *); /* NULL: invert */
} methods[] = {
    { "intersect", join_intersect },
    { "union", join_union },
    { "grow-diag", join_grow_diag },
    { "grow-diag-final", join_grow_diag_final },
    { "grow-diag-final-and", join_grow_diag_final_and },
    { "invert", NULL },
};

const char *rns_symmetrize_list(void)
{
    static _Thread_local char list[100];
    size_t length = 0;
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", k ? "|" : "",
                                   methods[k].name);
        assert(length < sizeof list);
    }
    return list;
}

static const struct method *find_method(const char *name, bool two, struct rns_error *err)
{
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
        if (strcmp(methods[k].name, name)) continue;
        if (two == (methods[k].join != NULL)) return &methods[k];
        fail(err, RNS_USAGE, "%s takes %s", name,
             two ? "one alignment, not two" : "two alignments, one of each direction");
        return NULL;
    }
    fail(err, RNS_USAGE, "there is no method '%s'; choose one of %s", name, rns_symmetrize_list());
    return NULL;
}

/* --- lines ------------------------------------------------------------------------------------ */

static bool read_side(struct links *links, const char *line, const char *side,
                      struct rns_error *err)
{
    struct rns_error inner = { 0 };
    return links_parse(links, line, LINKS_PLAIN, 0, &inner) ||
           fail(err, inner.status, "%s alignment: %s", side, inner.message);
}

static void invert(struct links *links)
{
    for (int k = 0; k < links->count; k++)
        links->at[k] = (struct link){ links->at[k].target, links->at[k].source, true };
    links_sort(links);
}

static void join(const struct method *method, struct links *forward, const struct links *reverse)
{
    struct points p = points_new(forward, reverse);
    method->join(&p);
    forward->count = 0;
    for (int k = 0; k < p.count; k++)
        if (p.at[k].taken)
            links_add(forward, (struct link){ (int)p.at[k].source, (int)p.at[k].target, true });
    points_free(&p);
}

char *rns_symmetrize(const char *method_name, const char *forward, const char *reverse,
                     struct rns_error *err)
{
    const struct method *method = find_method(method_name, reverse != NULL, err);
    struct links one = { 0 }, other = { 0 };
    struct str line = { 0 };
    const bool ok = method && read_side(&one, forward, reverse ? "forward" : "the", err) &&
                    (!reverse || read_side(&other, reverse, "reverse", err));
    if (ok && method->join) join(method, &one, &other);
    else if (ok) invert(&one);
    if (ok) links_write(&one, &line);
    links_free(&one);
    links_free(&other);
    return ok ? str_take(&line) : NULL;
}
