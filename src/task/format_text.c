/* A heat map for the terminal: a row a target word, a column of two places a source word, whose
 * letters stand above it.
 *
 *            c   <
 *          T a   /
 *          h t   s
 *          e s . >
 *       Le ▓▓░░· ·
 *     chat ░░██· ·
 *        . · ░░▓▓░░
 *     </s> · · ░░▓▓
 *
 * What does not fit the width goes on below, in further bands of columns.
 */
#include "task/format.h"

#include <string.h>

#include "base/memory.h"
#include "text/utf8.h"

enum { LONGEST_HEADING = 16, LONGEST_LABEL = 24, NARROWEST_LABEL = 4 };

struct heat_map {
    const struct rns_format *format;
    const struct rns_pair *pair;
    int rows, columns;
    char **source, **target; /* [columns], [rows], as they can be shown */
    int label;               /* places left of the cells, the blank between included */
    int first, count;        /* columns of this band */
};

static char *visible(struct arena *mem, const char *word)
{
    struct str shown = { 0 };
    format_visible(&shown, word);
    char *copy = arena_take(mem, shown.length + 1, 1);
    memcpy(copy, str_text(&shown), shown.length + 1);
    str_free(&shown);
    return copy;
}

static void set_words(struct heat_map *m, struct arena *mem)
{
    const struct rns_pair *pair = m->pair;
    m->source = arena_take(mem, (size_t)m->columns, sizeof *m->source);
    m->target = arena_take(mem, (size_t)m->rows, sizeof *m->target);
    for (int j = 0; j < m->columns; j++) m->source[j] = visible(mem, format_source(pair, j));
    for (int i = 0; i < m->rows; i++) m->target[i] = visible(mem, format_target(pair, i));
}

static int max(int a, int b) { return a > b ? a : b; }
static int min(int a, int b) { return a < b ? a : b; }

static void set_label(struct heat_map *m, int width)
{
    int longest = 0;
    for (int i = 0; i < m->rows; i++) longest = max(longest, utf8_width(m->target[i]));
    const int most = width ? min(LONGEST_LABEL, max(NARROWEST_LABEL, width / 3)) : LONGEST_LABEL;
    m->label = min(longest, most) + 1;
}

/* Of the one character at `at`; 0 at the end. */
static int width_at(const char *at)
{
    char character[8] = "";
    const char *end = at;
    if (!utf8_next(&end)) return 0;
    memcpy(character, at, (size_t)(end - at));
    return utf8_width(character);
}

/* The next letter of a word with the marks that combine with it; false at the end. */
static bool next_letter(const char **at, struct token *letter)
{
    const char *const begin = *at;
    if (!utf8_next(at)) return false;
    while (**at && width_at(*at) == 0) utf8_next(at);
    *letter = (struct token){ begin, (size_t)(*at - begin) };
    return true;
}

static int count_letters(const char *word)
{
    struct token letter;
    int count = 0;
    while (next_letter(&word, &letter)) count++;
    return count;
}

static void add_places(struct str *out, int count)
{
    for (int k = 0; k < count; k++) str_byte(out, ' ');
}

/* Letter k of a word in two places; nothing when it has none such. */
static void add_letter(struct str *out, const char *word, int k)
{
    struct token letter = { "", 0 };
    const bool cut = k == LONGEST_HEADING - 1 && count_letters(word) > LONGEST_HEADING;
    for (int n = 0; n <= k; n++)
        if (!next_letter(&word, &letter)) letter = (struct token){ "", 0 };
    if (cut) letter = (struct token){ "⋮", strlen("⋮") };
    str_bytes(out, letter.at, letter.length);
    add_places(out, 2 - width_at(letter.at));
}

static void trim(struct str *out)
{
    while (out->length && out->at[out->length - 1] == ' ') out->at[--out->length] = '\0';
}

/* The words stand on the cells: short ones begin further down. */
static void add_headings(struct str *out, const struct heat_map *m)
{
    int height = 0;
    for (int j = m->first; j < m->first + m->count; j++)
        height = max(height, min(LONGEST_HEADING, count_letters(m->source[j])));
    for (int line = 0; line < height; line++) {
        add_places(out, m->label);
        for (int j = m->first; j < m->first + m->count; j++) {
            const int above = height - min(LONGEST_HEADING, count_letters(m->source[j]));
            if (line < above) add_places(out, 2);
            else add_letter(out, m->source[j], line - above);
        }
        trim(out);
        str_byte(out, '\n');
    }
}

/* Flush right; what is too long loses its end. */
static void add_label(struct str *out, const char *word, int places)
{
    const int width = utf8_width(word);
    struct token letter;
    int left = width <= places ? places : places - 1;
    add_places(out, places - width);
    while (next_letter(&word, &letter)) {
        const int wide = width_at(letter.at);
        if (wide > left) break;
        str_bytes(out, letter.at, letter.length);
        left -= wide;
    }
    if (width > places) {
        str_add(out, "…");
        add_places(out, left);
    }
    str_byte(out, ' ');
}

static double clamp(double weight) { return weight > 0 ? (weight < 1 ? weight : 1) : 0; }

static void add_blocks(struct str *out, const struct heat_map *m, int i)
{
    static const char *const shades[][4] = { { "░░", "▒▒", "▓▓", "██" },
                                             { "::", "++", "##", "@@" } };
    const bool ascii = m->format->options.ascii;
    const char *const *shade = shades[ascii], *none = ascii ? ". " : "· ";
    for (int j = m->first; j < m->first + m->count; j++) {
        const double weight = clamp(format_weight(m->format, m->pair, i, j));
        str_add(out, weight < 0.05 ? none : shade[min(3, (int)(4 * weight))]);
    }
    trim(out);
}

/* The 24 greys of the 256 colours, black for 0 and white for 1. */
static void add_greys(struct str *out, const struct heat_map *m, int i)
{
    int current = -1;
    for (int j = m->first; j < m->first + m->count; j++) {
        const int grey = 232 + (int)(23 * clamp(format_weight(m->format, m->pair, i, j)) + 0.5);
        if (grey != current) str_print(out, "\033[48;5;%dm", grey);
        current = grey;
        str_add(out, "  ");
    }
    str_add(out, "\033[0m");
}

static void add_band(struct str *out, const struct heat_map *m)
{
    add_headings(out, m);
    for (int i = 0; i < m->rows; i++) {
        add_label(out, m->target[i], m->label - 1);
        if (m->format->options.color) add_greys(out, m, i);
        else add_blocks(out, m, i);
        str_byte(out, '\n');
    }
    str_byte(out, '\n');
}

static void add_heat_map(struct str *out, const struct rns_format *f, const struct rns_pair *pair)
{
    struct arena mem = { 0 };
    struct heat_map m = {
        .format = f, .pair = pair, .rows = format_rows(f, pair), .columns = format_columns(f, pair)
    };
    const int width = f->options.width, columns = m.columns;
    set_words(&m, &mem);
    set_label(&m, width);
    const int fit = width ? max(1, (width - m.label) / 2) : columns;
    const int bands = (columns + fit - 1) / fit, even = (columns + bands - 1) / bands;
    for (m.first = 0; m.first < columns; m.first += even) {
        m.count = min(even, columns - m.first);
        add_band(out, &m);
    }
    arena_free(&mem);
}

/* Every entry ends in an empty line.  Without align: the translation alone. */
void format_text(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    (void)id;
    if (pair->align && format_columns(f, pair) > 0) {
        add_heat_map(out, f, pair);
        return;
    }
    struct str text = { 0 };
    format_translation(&text, pair);
    format_visible(out, str_text(&text));
    str_add(out, text.length ? "\n\n" : "\n");
    str_free(&text);
}
