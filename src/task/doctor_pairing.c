/* Translations of each other have lengths that go up and down together [Gale and Church 1993].
 * Where a line is missing on one side they do so only when one side is moved:
 *
 *     r_k = correlation of  log(1 + |source i|)  and  log(1 + |target i+k|)   over a window
 *     z   = (atanh r_k − atanh r_0) √((n − 3) / 2)                           [Fisher 1915]
 *
 * A window with z above 6 for some k within reach is shifted, which chance does not do in a corpus
 * of any size.  The first such window and the one before are then cut where the squared differences
 * of log lengths are least with the lines as they are before the cut and shifted behind it.
 */
#include <math.h>
#include <string.h>

#include "task/doctor.h"

enum {
    LEAST_LINES = 30,
    LEAST_Z = 6,
    LEAST_Z_AT_END = 3,
    FULL = 2 * PAIRING_WINDOW + 2 * PAIRING_REACH
};
/* The window looked at when the room is full ends where the reach begins. */
enum { WINDOW_END = FULL - PAIRING_REACH, WINDOW_BEGIN = WINDOW_END - PAIRING_WINDOW };

static double correlation(double n, double x, double y, double xx, double yy, double xy)
{
    const double sx = xx - x * x / n, sy = yy - y * y / n;
    if (n < 2 || sx <= 1e-9 * n || sy <= 1e-9 * n) return 0;
    return (xy - x * y / n) / sqrt(sx * sy);
}

static double shifted_correlation(const struct pairing *p, int from, int to, int shift)
{
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (int i = from; i < to; i++) {
        if (i + shift < 0 || i + shift >= p->held) continue;
        const double a = p->length[0][i], b = p->length[1][i + shift];
        n++;
        x += a, y += b;
        xx += a * a, yy += b * b, xy += a * b;
    }
    return n < LEAST_LINES ? 0 : correlation(n, x, y, xx, yy, xy);
}

static double fisher(double r) { return atanh(fmax(-0.999, fmin(0.999, r))); }

/* How badly the pair fits, in squared log lengths. */
static double misfit(const struct pairing *p, int i, int shift)
{
    if (i + shift < 0 || i + shift >= p->held) return 0;
    const double d = (double)p->length[0][i] - p->length[1][i + shift];
    const double mean = p->n > 0 ? (p->sum[0] - p->sum[1]) / p->n : 0;
    return (d - mean) * (d - mean);
}

/* Where lines begin to fit better shifted. */
static int find_cut(const struct pairing *p, int from, int to, int shift)
{
    double gain = 0, most = 0;
    int cut = from;
    for (int i = from; i < to; i++) {
        gain += misfit(p, i, shift) - misfit(p, i, 0);
        if (gain <= most) continue;
        most = gain;
        cut = i + 1;
    }
    return cut;
}

static void look_at_window(struct pairing *p, int from, int to, double least_z)
{
    const double was = shifted_correlation(p, from, to, 0);
    double is = was;
    int shift = 0;
    for (int k = -PAIRING_REACH; k <= PAIRING_REACH; k++) {
        const double r = shifted_correlation(p, from, to, k);
        if (r <= is) continue;
        is = r;
        shift = k;
    }
    p->windows++;
    const double z = (fisher(is) - fisher(was)) * sqrt((to - from - 3) / 2.0);
    if (z < least_z || is < 0.4) return;
    if (p->shifted++) return;
    p->shift = shift;
    p->was = was;
    p->is = is;
    const int before = from > PAIRING_WINDOW ? from - PAIRING_WINDOW : 0;
    p->line = p->first + find_cut(p, before, to, shift);
}

static void add_to_sums(struct pairing *p, double x, double y)
{
    p->n++;
    p->sum[0] += x, p->sum[1] += y;
    p->square[0] += x * x, p->square[1] += y * y;
    p->product += x * y;
}

void pairing_add(struct pairing *p, long number, const int characters[2])
{
    const double x = log1p(characters[0]), y = log1p(characters[1]);
    if (!p->held) p->first = number;
    p->length[0][p->held] = (float)x;
    p->length[1][p->held++] = (float)y;
    if (characters[0] && characters[1]) add_to_sums(p, x, y);
    if (p->held < FULL) return;
    if (p->first == 1) look_at_window(p, 0, WINDOW_BEGIN, LEAST_Z);
    look_at_window(p, WINDOW_BEGIN, WINDOW_END, LEAST_Z);
    p->held -= PAIRING_WINDOW;
    p->first += PAIRING_WINDOW;
    for (int i = 0; i < 2; i++)
        memmove(p->length[i], p->length[i] + PAIRING_WINDOW,
                (size_t)p->held * sizeof *p->length[i]);
}

static void look_at_rest(struct pairing *p)
{
    const int from = p->first == 1 ? 0 : WINDOW_BEGIN;
    if (p->held - from >= LEAST_LINES) look_at_window(p, from, p->held, LEAST_Z);
}

/* Where line counts differ something is missing somewhere, so less has to be seen to believe it. */
static void look_at_end(struct pairing *p)
{
    const int from = p->held > 2 * LEAST_LINES ? p->held - 2 * LEAST_LINES : 0;
    if (!p->shifted) look_at_window(p, from, p->held, LEAST_Z_AT_END);
}

static void tell_counts(struct pairing *p, const struct twofold *t, struct findings *f)
{
    struct str where = { 0 };
    look_at_end(p);
    if (p->shifted)
        str_print(&where, "; from about line %ld on, line k fits line k%+d of the other better",
                  p->line, p->shift);
    const struct rns_finding about = {
        RNS_ERROR, "line-counts", t->path[0], p->shifted ? p->line : 0, 0, 1, NULL
    };
    findings_add(f, &about,
                 "%ld lines here and %ld in %s; line k of one must translate line k of the other%s",
                 t->lines[0], t->lines[1], t->path[1], str_text(&where));
    str_free(&where);
}

static void tell_shift(const struct pairing *p, const struct twofold *t, struct findings *f)
{
    const bool much = 20 * p->shifted >= p->windows;
    const struct rns_finding about = {
        much ? RNS_ERROR : RNS_WARNING, "shifted", t->path[0], p->line, 0, p->shifted, NULL
    };
    findings_add(f, &about,
                 "from about here on, line k fits line k%+d of %s better (lengths correlate %.2f, "
                 "and %.2f as they are), in %ld of %ld windows; a line is missing or cut in two "
                 "on one side",
                 p->shift, t->path[1], p->is, p->was, p->shifted, p->windows);
}

void pairing_tell(struct pairing *p, const struct twofold *t, struct findings *f)
{
    look_at_rest(p);
    if (t->lines[0] != t->lines[1]) tell_counts(p, t, f);
    else if (p->shifted) tell_shift(p, t, f);
    const double r =
        correlation(p->n, p->sum[0], p->sum[1], p->square[0], p->square[1], p->product);
    const double spread = p->n > 0 ? p->square[0] / p->n - pow(p->sum[0] / p->n, 2) : 0;
    if (p->n < PAIRING_WINDOW || p->shifted || r > 0.3 || spread < 0.01) return;
    findings_add(
        f, &(struct rns_finding){ RNS_WARNING, "unrelated", t->path[0], 0, 0, 1, NULL },
        "the lengths of its lines hardly go with those of %s (correlation %.2f): are these "
        "translations of each other, in the same order?",
        t->path[1], r);
}
