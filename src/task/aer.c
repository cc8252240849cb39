/* Alignment error rate [Och and Ney 2003]: A the links, S the sure and P the possible gold links,
 * S within P.
 *
 *     precision = |A ∩ P| / |A|     recall = |A ∩ S| / |S|
 *     F = 2 precision recall / (precision + recall)
 *     AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|)
 *
 * Where there is nothing to be wrong about (0/0), precision and recall are 1.
 */
#include "rnnsearch.h"

#include "base/error.h"
#include "text/links.h"

static bool read_line(struct links *links, const char *line, enum links_kind kind, int base,
                      int number, struct rns_error *err)
{
    struct rns_error inner = { 0 };
    if (links_parse(links, line, kind, base, &inner)) return true;
    return fail(err, inner.status, "%s line %d: %s", kind == LINKS_GOLD ? "gold" : "alignment",
                number, inner.message);
}

static void compare_line(const struct links *links, const struct links *gold, struct rns_aer *total)
{
    total->links += links->count;
    total->possible += gold->count;
    for (int k = 0; k < gold->count; k++) total->sure += gold->at[k].sure;
    for (int k = 0; k < links->count; k++) {
        const struct link *found = links_find(gold, links->at[k].source, links->at[k].target);
        if (!found) continue;
        total->agreed_possible++;
        total->agreed_sure += found->sure;
    }
}

static double ratio(long part, long whole) { return whole ? (double)part / (double)whole : 1; }

static double harmonic_mean(double a, double b) { return a + b > 0 ? 2 * a * b / (a + b) : 0; }

bool rns_aer(const char *const *links, const char *const *gold, int n, int gold_base,
             struct rns_aer *total, struct rns_error *err)
{
    *total = (struct rns_aer){ 0 };
    for (int k = 0; k < n; k++) {
        struct links ours = { 0 }, theirs = { 0 };
        const bool ok = read_line(&ours, links[k], LINKS_PLAIN, 0, k + 1, err) &&
                        read_line(&theirs, gold[k], LINKS_GOLD, gold_base, k + 1, err);
        if (ok) compare_line(&ours, &theirs, total);
        links_free(&ours);
        links_free(&theirs);
        if (!ok) return false;
    }
    total->precision = ratio(total->agreed_possible, total->links);
    total->recall = ratio(total->agreed_sure, total->sure);
    total->f = harmonic_mean(total->precision, total->recall);
    total->aer = 1 - ratio(total->agreed_sure + total->agreed_possible, total->links + total->sure);
    return true;
}

enum { LINES_ENOUGH = 10 };

int rns_gold_base(const char *const *gold, int n, int *lines)
{
    int linked = 0;
    for (int k = 0; k < n; k++) {
        struct links links;
        bool zero = false;
        if (!links_parse(&links, gold[k], LINKS_GOLD, 0, NULL)) continue;
        for (int l = 0; l < links.count; l++)
            zero = zero || links.at[l].source == 0 || links.at[l].target == 0;
        linked += links.count > 0;
        links_free(&links);
        if (!zero) continue;
        if (lines) *lines = k + 1;
        return 0;
    }
    if (lines) *lines = linked;
    return linked >= LINES_ENOUGH ? 1 : linked ? -1 : 0;
}
