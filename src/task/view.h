/* view.h -- the page of alignments (view.html): head, a script element of JSON a model, tail.
 *
 * An element is an array of a heading and a sentence a line,
 *
 *     [{"model":"a.json"},
 *     {"id":0,"text":"..","log_p":..,"score":..,"eos":true,"src":[..],"trg":[..],
 *      "rows":[[0,750,1,200],[1,875]],"confidence":{..},"pieces":{..}}]
 *
 * which is what --alignment json says (task/format_json.c) in a third of the bytes: a row is pairs
 * of a column and its weight in thousandths, zeros left out.
 */
#ifndef TASK_VIEW_H
#define TASK_VIEW_H

#include <jansson.h>

#include "base/str.h"

void view_begin(struct str *page);
void view_begin_model(struct str *page, const char *name);
void view_sentence(struct str *page, const json_t *line); /* a line of --alignment json */
void view_end_model(struct str *page);
void view_end(struct str *page);

#endif
