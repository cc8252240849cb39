/* report_chart.h -- line charts as inline SVG: axes, grid, labels, one or more series.
 * Both axes begin at 0 unless there is less. */
#ifndef TASK_REPORT_CHART_H
#define TASK_REPORT_CHART_H

#include <stdbool.h>

#include "base/str.h"

struct point {
    double x, y; /* a y that is not finite leaves the point out */
};

struct series {
    const char *label;
    struct point *at;
    int count;
    int color; /* the classes s0, s1 of the page's style */
    bool dots; /* each point marked, with its numbers as a tooltip */
};

/* Adds a <figure>.  At most 400 points of each series are drawn, evenly chosen, the last always.
 * Title and labels are written as they are: HTML, not text.
 * data-x and data-y of the svg hold the ranges, for a script to read numbers off the curves. */
void chart_draw(struct str *html, const char *title, const struct series *, int count);

#endif
