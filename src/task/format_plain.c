/* The formats that other programs read line by line: hard, soft, tsv. */
#include "task/format.h"

#include "base/memory.h"
#include "task/balance.h"
#include "text/links.h"

/* The words alone, balanced. */
static struct links balanced_links(const struct rns_format *f, const struct rns_pair *pair)
{
    double *weight = balance(pair->align, pair->S + 1, pair->T, pair->S, f->options.balance);
    const struct links links = links_from_matrix(weight, pair->T, pair->S, f->options.threshold);
    memory_free(weight);
    return links;
}

static struct links hard_links(const struct rns_format *f, const struct rns_pair *pair)
{
    const struct rns_format_options *o = &f->options;
    if (pair->align && o->balance > 0 && o->eos != RNS_EOS_KEEP) return balanced_links(f, pair);
    struct links links =
        links_from_matrix(f->weight, format_rows(f, pair), format_columns(f, pair), o->threshold);
    if (o->eos == RNS_EOS_DROP) links_cut(&links, pair->S, pair->T);
    return links;
}

/* Without align: an empty line. */
void format_hard(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    (void)id;
    struct links links = hard_links(f, pair);
    links_write(&links, out);
    str_byte(out, '\n');
    links_free(&links);
}

/* Without align: an empty line. */
void format_soft(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    (void)id;
    for (int i = 0; pair->align && i < format_rows(f, pair); i++) {
        if (i) str_byte(out, ' ');
        for (int j = 0; j < format_columns(f, pair); j++) {
            if (j) str_byte(out, ',');
            format_number(out, format_weight(f, pair, i, j));
        }
    }
    str_byte(out, '\n');
}

void format_tsv_begin(struct rns_format *f, struct str *out)
{
    (void)f;
    str_add(out, "id\ti\tj\ttarget\tsource\tweight\n");
}

/* A field must hold neither tab nor newline: \t \n \r, and \\ for the backslash itself. */
static void add_field(struct str *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\t') str_add(out, "\\t");
        else if (*text == '\n') str_add(out, "\\n");
        else if (*text == '\r') str_add(out, "\\r");
        else if (*text == '\\') str_add(out, "\\\\");
        else str_byte(out, *text);
    }
    str_byte(out, '\t');
}

/* Without align: no lines. */
void format_tsv(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    for (int i = 0; pair->align && i < format_rows(f, pair); i++)
        for (int j = 0; j < format_columns(f, pair); j++) {
            str_print(out, "%ld\t%d\t%d\t", id, i, j);
            add_field(out, format_target(pair, i));
            add_field(out, format_source(pair, j));
            format_number(out, format_weight(f, pair, i, j));
            str_byte(out, '\n');
        }
}
