/* Nematus' text blocks, a sentence each:
 *
 *     0 ||| le chat . ||| -0.625 ||| the cat ||| 3 4    id, target, score, source, columns, rows
 *     0.75 0.2 0.05                                     a line a row
 *     ...
 *                                                       an empty line
 *
 * </s> has its row and column but does not stand in the heading.
 */
#include "task/format.h"

#include <string.h>

/* A word that would read as the end of a field is written as Moses escapes it. */
static void add_words(struct str *out, char *const *word, int count)
{
    for (int k = 0; k < count; k++) {
        if (k) str_byte(out, ' ');
        if (!strcmp(word[k], "|||")) str_add(out, "&#124;&#124;&#124;");
        else format_visible(out, word[k]);
    }
}

static void add_heading(struct str *out, const struct rns_format *f, long id,
                        const struct rns_pair *pair)
{
    str_print(out, "%ld ||| ", id);
    add_words(out, pair->target, pair->T);
    str_add(out, " ||| ");
    format_number(out, pair->score);
    str_add(out, " ||| ");
    add_words(out, pair->source, pair->S);
    str_print(out, " ||| %d %d\n", f->weight ? format_columns(f, pair) : 0,
              f->weight ? format_rows(f, pair) : 0);
}

/* Without align: a heading that says 0 0. */
void format_nematus(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    add_heading(out, f, id, pair);
    for (int i = 0; f->weight && i < format_rows(f, pair); i++) {
        for (int j = 0; j < format_columns(f, pair); j++) {
            if (j) str_byte(out, ' ');
            format_number(out, format_weight(f, pair, i, j));
        }
        str_byte(out, '\n');
    }
    str_byte(out, '\n');
}
