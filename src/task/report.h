/* report.h -- report.html: a training run as one page that needs nothing but a browser.
 *
 * From log.jsonl: curves of loss, BLEU and learning rate (SVG, there without JavaScript too), the
 * settings, and for each fixed validation sentence its translation and its alignment at every
 * validation, with a slider over them: how the alignment forms.  No network; text cannot break
 * out of its place.  Bounded: of many log lines and validations an even selection is kept, the
 * last one always.
 */
#ifndef TASK_REPORT_H
#define TASK_REPORT_H

#include "base/error.h"

/* Replaces the page whole.  Lines of the log that are not JSON objects are left out. */
bool report_write(const char *log_path, const char *html_path, struct rns_error *);

#endif
