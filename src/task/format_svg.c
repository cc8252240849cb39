/* The paper's figure 3: grey cells, black for 0 and white for 1, the source words along the top and
 * the target words down the side.  One drawing for all entries, one below the other; its size
 * stands at its head, so everything is written by the end. */
#include "task/format.h"

#include <string.h>

#include "text/utf8.h"

enum { CELL = 24, LETTER = 9, GAP = 6, BASELINE = 17 };

static void add_text(struct str *out, const char *text)
{
    struct str shown = { 0 };
    format_visible(&shown, text);
    for (const char *c = str_text(&shown); *c; c++) {
        if (*c == '&') str_add(out, "&amp;");
        else if (*c == '<') str_add(out, "&lt;");
        else if (*c == '>') str_add(out, "&gt;");
        else str_byte(out, *c);
    }
    str_free(&shown);
}

static int room_for(const char *word)
{
    struct str shown = { 0 };
    format_visible(&shown, word);
    const int room = LETTER * utf8_width(str_text(&shown)) + 2 * GAP;
    str_free(&shown);
    return room;
}

static int margin(const struct rns_pair *pair, int count,
                  const char *(*word)(const struct rns_pair *, int))
{
    int most = 0;
    for (int k = 0; k < count; k++) {
        const int room = room_for(word(pair, k));
        if (room > most) most = room;
    }
    return most;
}

static void add_words(struct rns_format *f, const struct rns_pair *pair, int left, int top)
{
    struct str *out = &f->kept;
    for (int j = 0; j < format_columns(f, pair); j++) {
        str_print(out, "<text transform=\"translate(%d %d) rotate(-90)\">",
                  left + CELL * j + BASELINE, top - GAP);
        add_text(out, format_source(pair, j));
        str_add(out, "</text>\n");
    }
    for (int i = 0; i < format_rows(f, pair); i++) {
        str_print(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", left - GAP,
                  top + CELL * i + BASELINE);
        add_text(out, format_target(pair, i));
        str_add(out, "</text>\n");
    }
}

static int grey_of(double weight)
{
    if (!(weight > 0)) return 0;
    return weight < 1 ? (int)(255 * weight + 0.5) : 255;
}

/* Every cell says what it is when pointed at. */
static void add_cells(struct rns_format *f, const struct rns_pair *pair, int left, int top)
{
    struct str *out = &f->kept;
    for (int i = 0; i < format_rows(f, pair); i++)
        for (int j = 0; j < format_columns(f, pair); j++) {
            const double weight = format_weight(f, pair, i, j);
            const int grey = grey_of(weight);
            str_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", left + CELL * j,
                      top + CELL * i, CELL, CELL);
            str_print(out, " fill=\"#%02x%02x%02x\"><title>", grey, grey, grey);
            add_text(out, format_target(pair, i));
            str_add(out, " - ");
            add_text(out, format_source(pair, j));
            str_add(out, ": ");
            format_number(out, weight);
            str_add(out, "</title></rect>\n");
        }
}

/* Without align: nothing is drawn. */
void format_svg(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    (void)id, (void)out;
    if (!pair->align) return;
    const int rows = format_rows(f, pair), columns = format_columns(f, pair);
    const int left = margin(pair, rows, format_target);
    const int top = margin(pair, columns, format_source);
    const int width = left + CELL * columns + 2 * GAP;
    const int height = top + CELL * rows + 2 * GAP;
    str_print(&f->kept, "<svg y=\"%d\" width=\"%d\" height=\"%d\">\n", f->height, width, height);
    add_words(f, pair, left, top);
    add_cells(f, pair, left, top);
    str_add(&f->kept, "</svg>\n");
    f->height += height;
    if (f->width < width) f->width = width;
}

void format_svg_end(struct rns_format *f, struct str *out)
{
    str_print(out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
              " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"15\""
              " shape-rendering=\"crispEdges\">\n"
              "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
              f->width, f->height, f->width, f->height);
    str_bytes(out, str_text(&f->kept), f->kept.length);
    str_add(out, "</svg>\n");
}
