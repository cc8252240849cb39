#include "task/report_chart.h"

#include <math.h>

enum { WIDTH = 640, HEIGHT = 300, LEFT = 58, RIGHT = 14, TOP = 14, BOTTOM = 42, POINTS = 400 };

struct range {
    double from, to, step; /* step between two ticks: 1, 2 or 5 times a power of ten */
};

/* Widened to whole steps, about `ticks` of them. */
static struct range make_range(double low, double high, int ticks)
{
    if (!(low <= high)) low = 0, high = 1;
    if (low == high) high = low + (low != 0 ? fabs(low) : 1);
    const double raw = (high - low) / ticks, unit = pow(10, floor(log10(raw)));
    const double step = unit * (raw > 5 * unit ? 10 : raw > 2 * unit ? 5 : raw > unit ? 2 : 1);
    return (struct range){ floor(low / step) * step, ceil(high / step) * step, step };
}

static double place_x(struct range r, double x)
{
    return LEFT + (x - r.from) / (r.to - r.from) * (WIDTH - LEFT - RIGHT);
}

static double place_y(struct range r, double y)
{
    return HEIGHT - BOTTOM - (y - r.from) / (r.to - r.from) * (HEIGHT - TOP - BOTTOM);
}

static void find_ranges(const struct series *s, int count, struct range *x, struct range *y)
{
    double low[2] = { 0, 0 }, high[2] = { -INFINITY, -INFINITY };
    for (int k = 0; k < count; k++)
        for (int i = 0; i < s[k].count; i++) {
            const struct point p = s[k].at[i];
            if (!isfinite(p.y) || !isfinite(p.x)) continue;
            low[0] = fmin(low[0], p.x), high[0] = fmax(high[0], p.x);
            low[1] = fmin(low[1], p.y), high[1] = fmax(high[1], p.y);
        }
    *x = make_range(low[0], high[0], 6);
    if (low[0] < high[0]) x->to = high[0];
    *y = make_range(low[1], high[1], 5);
}

static void draw_axes(struct str *html, struct range x, struct range y)
{
    const double right = WIDTH - RIGHT, bottom = HEIGHT - BOTTOM;
    for (int i = 0; y.from + i * y.step <= y.to + y.step / 2; i++) {
        const double v = y.from + i * y.step, at = place_y(y, v);
        str_print(html, "<path class=\"grid\" d=\"M%d %.1fH%.0f\"/>", LEFT, at, right);
        str_print(html,
                  "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.6g</text>\n",
                  LEFT - 8, at + 4, fabs(v) < y.step / 2 ? 0 : v);
    }
    for (int i = 0; x.from + i * x.step <= x.to + x.step / 1e6; i++) {
        const double v = x.from + i * x.step, at = place_x(x, v);
        str_print(html, "<path class=\"grid\" d=\"M%.1f %.0fv5\"/>", at, bottom);
        str_print(html,
                  "<text class=\"tick\" x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%.7g"
                  "</text>\n",
                  at, bottom + 18, v);
    }
    str_print(html, "<path class=\"axis\" d=\"M%d %.0fH%.0f\"/>", LEFT, bottom, right);
    str_print(html, "<text class=\"tick\" x=\"%.0f\" y=\"%d\" text-anchor=\"end\">update</text>\n",
              right, HEIGHT - 6);
}

static bool is_drawn(const struct series *s, int i)
{
    const int stride = (s->count + POINTS - 1) / POINTS;
    return (s->count - 1 - i) % stride == 0 && isfinite(s->at[i].x) && isfinite(s->at[i].y);
}

static void draw_series(struct str *html, const struct series *s, struct range x, struct range y)
{
    str_print(html, "<polyline class=\"s%d\" data-label=\"%s\" points=\"", s->color, s->label);
    for (int i = 0; i < s->count; i++)
        if (is_drawn(s, i))
            str_print(html, "%.2f,%.2f ", place_x(x, s->at[i].x), place_y(y, s->at[i].y));
    str_add(html, "\"/>\n");
    for (int i = 0; s->dots && i < s->count; i++) {
        if (!is_drawn(s, i)) continue;
        const struct point p = s->at[i];
        str_print(html,
                  "<circle class=\"s%d\" cx=\"%.2f\" cy=\"%.2f\" r=\"2.5\">"
                  "<title>update %.0f: %s %.4g</title></circle>\n",
                  s->color, place_x(x, p.x), place_y(y, p.y), p.x, s->label, p.y);
    }
}

void chart_draw(struct str *html, const char *title, const struct series *s, int count)
{
    struct range x, y;
    find_ranges(s, count, &x, &y);
    str_print(html, "<figure class=\"card\">\n<figcaption><b>%s</b>", title);
    for (int k = 0; k < count && count > 1; k++)
        str_print(html, "<span class=\"key s%d\">%s</span>", s[k].color, s[k].label);
    str_print(html,
              "</figcaption>\n<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" "
              "aria-label=\"%s\" data-x=\"%d %d %.9g %.9g\" data-y=\"%d %d %.9g %.9g\">\n",
              WIDTH, HEIGHT, title, LEFT, WIDTH - RIGHT, x.from, x.to, HEIGHT - BOTTOM, TOP, y.from,
              y.to);
    draw_axes(html, x, y);
    for (int k = 0; k < count; k++) draw_series(html, &s[k], x, y);
    str_add(html, "</svg>\n</figure>\n");
}
