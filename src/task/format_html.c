/* A page to look around in.  Entries are those of json, smaller. */
#include "task/format.h"

#include "task/view.h"

void format_html_begin(struct rns_format *f, struct str *out)
{
    (void)f;
    view_begin(out);
    view_begin_model(out, "");
}

void format_html(struct rns_format *f, long id, const struct rns_pair *pair, struct str *out)
{
    json_t *object = format_object(f, id, pair);
    view_sentence(out, object);
    json_decref(object);
}

void format_html_end(struct rns_format *f, struct str *out)
{
    (void)f;
    view_end_model(out);
    view_end(out);
}
