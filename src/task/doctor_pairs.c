#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "task/doctor.h"

/* Bins of a quarter of an octave, the middle one for equal lengths. */
enum { BINS_AN_OCTAVE = 4, MIDDLE = RATIO_BINS / 2 };
/* More than four times what is usual, in a line of more than 20 characters, is lopsided. */
enum { LOPSIDED_BINS = 2 * BINS_AN_OCTAVE, LEAST_CHARACTERS = 20 };

static void count(long *counter, long *line, long number)
{
    if (!(*counter)++) *line = number;
}

static int ratio_bin(const struct inspection in[2])
{
    const double octaves = log2((double)in[1].characters / in[0].characters);
    const int bin = MIDDLE + (int)lround(BINS_AN_OCTAVE * octaves);
    return bin < 0 ? 0 : bin >= RATIO_BINS ? RATIO_BINS - 1 : bin;
}

static bool same_text(const struct raw_pair *p)
{
    return p->line[0]->length == p->line[1]->length &&
           !memcmp(str_text(p->line[0]), str_text(p->line[1]), p->line[0]->length);
}

void pair_tally_add(struct pair_tally *t, const struct raw_pair *p, const struct inspection in[2])
{
    t->pairs++;
    if (!in[0].words && !in[1].words) t->both_blank++;
    else if (!in[0].words) count(&t->blank[0], &t->blank_line[0], p->number);
    else if (!in[1].words) count(&t->blank[1], &t->blank_line[1], p->number);
    if (!in[0].words || !in[1].words) return;
    if (same_text(p)) count(&t->equal, &t->equal_line, p->number);
    if (in[0].characters <= LEAST_CHARACTERS && in[1].characters <= LEAST_CHARACTERS) return;
    const int bin = ratio_bin(in);
    count(&t->ratio[bin], &t->ratio_line[bin], p->number);
}

static void tell_blank(const struct pair_tally *t, const struct twofold *w, struct findings *f)
{
    for (int i = 0; i < 2; i++)
        if (t->blank[i])
            findings_add(f,
                         &(struct rns_finding){ RNS_WARNING, "blank-side", w->path[i],
                                                t->blank_line[i], 0, t->blank[i], NULL },
                         "blank where %s is not; %ld such pair%s, which training leaves out",
                         w->path[!i], t->blank[i], t->blank[i] == 1 ? "" : "s");
    if (t->both_blank)
        findings_add(
            f, &(struct rns_finding){ RNS_NOTE, "blank", w->path[0], 0, 0, t->both_blank, NULL },
            "%ld line%s blank here and in %s, which training leaves out", t->both_blank,
            t->both_blank == 1 ? " is" : "s are", w->path[1]);
}

static void tell_equal(const struct pair_tally *t, const struct twofold *w, struct findings *f)
{
    if (!t->equal) return;
    const bool many = 100 * t->equal > t->pairs;
    findings_add(f,
                 &(struct rns_finding){ many ? RNS_WARNING : RNS_NOTE, "equal-sides", w->path[0],
                                        t->equal_line, 0, t->equal, NULL },
                 "the same text as in %s; %ld such pair%s, %.2f %%%s", w->path[1], t->equal,
                 t->equal == 1 ? "" : "s", 100.0 * (double)t->equal / (double)t->pairs,
                 many ? ": a model learns to copy from so many; leave them out" : "");
}

static int median_bin(const struct pair_tally *t)
{
    long all = 0, below = 0;
    int bin = 0;
    for (int b = 0; b < RATIO_BINS; b++) all += t->ratio[b];
    while (bin < RATIO_BINS - 1 && 2 * (below += t->ratio[bin]) < all) bin++;
    return bin;
}

static void tell_ratio(const struct pair_tally *t, const struct twofold *w, struct findings *f)
{
    const int usual = median_bin(t);
    long out = 0, line = 0;
    for (int b = 0; b < RATIO_BINS; b++) {
        if (abs(b - usual) <= LOPSIDED_BINS || !t->ratio[b]) continue;
        out += t->ratio[b];
        if (!line || t->ratio_line[b] < line) line = t->ratio_line[b];
    }
    if (!out) return;
    findings_add(f,
                 &(struct rns_finding){ 200 * out > t->pairs ? RNS_WARNING : RNS_NOTE,
                                        "length-ratio", w->path[0], line, 0, out, NULL },
                 "one side is more than four times as long as the other usually makes it; %ld such "
                 "pair%s, %.2f %%: look whether they are translations",
                 out, out == 1 ? "" : "s", 100.0 * (double)out / (double)t->pairs);
}

void pair_tally_tell(const struct pair_tally *t, const struct twofold *w, struct findings *f)
{
    tell_blank(t, w, f);
    tell_equal(t, w, f);
    tell_ratio(t, w, f);
}
